from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.outgoing import Networks
from ..settings import DEFAULTS, NAMES


class ResConfigSettings(models.TransientModel):
    """What this server sends to others."""

    _inherit = "res.config.settings"

    restapi_outgoing_networks = fields.Char(
        "Networks for Webhooks",
        config_parameter=NAMES["outgoing_networks"],
        default=DEFAULTS["outgoing_networks"],
        help="Private networks that this server may send webhooks to, and fetch "
        "documents of applications from, separated by commas: 10.1.0.0/16, "
        "192.168.7.7. Also without TLS. Empty for public addresses alone, and https.",
    )
    restapi_webhook_days = fields.Integer(
        "Keep Deliveries",
        config_parameter=NAMES["webhook_days"],
        default=DEFAULTS["webhook_days"],
        help="How long messages of webhooks are kept, with every attempt to deliver "
        "them: request, answer, time.",
    )

    @api.constrains("restapi_outgoing_networks")
    def _check_restapi_outgoing_networks(self):
        for config in self:
            try:
                Networks.parse(config.restapi_outgoing_networks or "")
            except ValueError as exc:
                raise ValidationError(
                    self.env._("Networks for Webhooks: %(reason)s", reason=exc)
                ) from exc
