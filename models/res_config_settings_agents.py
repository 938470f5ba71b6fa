from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import settings
from ..records import scope as scopes
from ..settings import DEFAULTS, NAMES

_SWITCHES = ("client_documents", "client_registration")


class ResConfigSettings(models.TransientModel):
    """How AI agents, and other applications that come by themselves, get access."""

    _inherit = "res.config.settings"

    restapi_client_documents = fields.Boolean(
        "Client ID Metadata Documents",
        config_parameter=NAMES["client_documents"],
        default=DEFAULTS["client_documents"],
        help="Applications that are not registered here may ask users for access when "
        "their client_id is the https address of a document about them, which this "
        "server fetches for users who are logged in.",
    )
    restapi_client_registration = fields.Boolean(
        "Dynamic Client Registration",
        config_parameter=NAMES["client_registration"],
        default=DEFAULTS["client_registration"],
        help="Applications may register themselves (RFC 7591), as public ones with "
        "PKCE; ten an hour from one address. Older AI agents need it.",
    )
    restapi_registered_scope = fields.Char(
        "Scope of Such Applications",
        config_parameter=NAMES["registered_scope"],
        default=DEFAULTS["registered_scope"],
        help="The most that an application which registered itself may be allowed, "
        "like read, or res.partner:read sale.order:read. It is given when the "
        "application becomes known.",
    )

    @api.constrains("restapi_registered_scope")
    def _check_restapi_registered_scope(self):
        for config in self:
            try:
                scopes.words(config.restapi_registered_scope or "")
            except ValueError as exc:
                raise ValidationError(
                    self.env._("Scope: %(word)s is no scope.", word=exc)
                ) from exc

    def set_values(self):
        """Note who lets applications in: they are theirs."""
        before = settings.read(self.env)
        result = super().set_values()
        now = settings.read(self.env)
        for name in _SWITCHES:
            if getattr(now, name) and not getattr(before, name):
                self.env["ir.config_parameter"].set_param(
                    NAMES["registration_owner"], str(self.env.uid)
                )
        return result

    def get_values(self):
        """Read booleans as the API does: core takes the text "False" for true."""
        values = super().get_values()
        current = settings.read(self.env)
        for name in _SWITCHES:
            values[f"restapi_{name}"] = getattr(current, name)
        return values
