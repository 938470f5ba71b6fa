from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import settings
from ..auth import redis_client
from ..auth.credentials import ip_networks
from ..core.errors import Unavailable
from ..dialects import registry
from ..settings import DEFAULTS, NAMES

BOOLEANS = (
    "u_escape_characters",
    "use_redis_token_store",
    "require_if_match",
    "log_bodies",
    "metrics",
)
# The native one is always on.
DIALECTS = ("rest_api", "restful", "candidroot", "synconics", "mcp")
# Their names in the dialects have a text for none.
NONE = ("cors", "redis_password")


class ResConfigSettings(models.TransientModel):
    """Who gets in, by which dialects, and where tokens are kept."""

    _inherit = "res.config.settings"

    restapi_default_dialect = fields.Selection(
        lambda self: [(each.name, each.label) for each in registry.shared()],
        "Default Dialect",
        config_parameter=NAMES["default_dialect"],
        default=DEFAULTS["default_dialect"],
        help="Dialect of answers below /api to requests without any credential.",
    )
    restapi_cors = fields.Char(
        "Allowed Origins",
        config_parameter=NAMES["cors"],
        help="Origins of web pages whose scripts may call the API, separated by "
        "commas, like https://shop.example.com. A star allows all; empty for none.",
    )
    restapi_issuer = fields.Char(
        "Issuer",
        config_parameter=NAMES["issuer"],
        default=DEFAULTS["issuer"],
        help="Address by which OAuth applications know this server, like "
        "https://odoo.example.com. Empty for the parameter web.base.url, which Odoo "
        "changes when an administrator logs in at another address.",
    )
    restapi_access_token_expires_in = fields.Integer(
        "Life of Access Tokens",
        config_parameter=NAMES["access_token_expires_in"],
        default=DEFAULTS["access_token_expires_in"],
        help="How long an access token of the dialect rest_api opens something.",
    )
    restapi_refresh_token_expires_in = fields.Integer(
        "Life of Refresh Tokens",
        config_parameter=NAMES["refresh_token_expires_in"],
        default=DEFAULTS["refresh_token_expires_in"],
        help="How long a refresh token of the dialect rest_api renews "
        "its access token.",
    )
    restapi_restful_access_token_expires_in = fields.Integer(
        "Life of restful Tokens",
        config_parameter=NAMES["restful_access_token_expires_in"],
        default=DEFAULTS["restful_access_token_expires_in"],
        help="How long a token of the dialect restful opens something.",
    )
    restapi_u_escape_characters = fields.Boolean(
        "Escape Characters",
        config_parameter=NAMES["u_escape_characters"],
        default=DEFAULTS["u_escape_characters"],
        help="Write characters that are not ASCII as JSON escapes in answers of the "
        "dialect rest_api.",
    )
    restapi_use_redis_token_store = fields.Boolean(
        "Keep Tokens in Redis",
        config_parameter=NAMES["use_redis_token_store"],
        default=DEFAULTS["use_redis_token_store"],
        help="Keep tokens of the dialects rest_api and restful in Redis instead of "
        "PostgreSQL. Tokens that are in the other store open nothing meanwhile.",
    )
    restapi_redis_host = fields.Char(
        "Redis Host",
        config_parameter=NAMES["redis_host"],
        default=DEFAULTS["redis_host"],
        help="Name or address of the Redis server.",
    )
    restapi_redis_port = fields.Integer(
        "Redis Port",
        config_parameter=NAMES["redis_port"],
        default=DEFAULTS["redis_port"],
        help="Port of the Redis server.",
    )
    restapi_redis_db = fields.Integer(
        "Redis Database",
        config_parameter=NAMES["redis_db"],
        default=DEFAULTS["redis_db"],
        help="Number of the database in Redis.",
    )
    restapi_redis_password = fields.Char(
        "Redis Password",
        config_parameter=NAMES["redis_password"],
        help="Password of the Redis server; empty for none.",
    )
    restapi_dialect_rest_api = fields.Boolean(
        "rest_api", help="Clients of avs3's rest_api, with Access-Token."
    )
    restapi_dialect_restful = fields.Boolean(
        "restful", help="Clients of restful, whose tokens begin with access_token_."
    )
    restapi_dialect_candidroot = fields.Boolean(
        "candidroot", help="Clients of CandidRoot's REST API, with api-key."
    )
    restapi_dialect_synconics = fields.Boolean(
        "Synconics", help="Clients of Synconics' REST API, below /restapi/1.0."
    )
    restapi_dialect_mcp = fields.Boolean(
        "MCP", default=True, help="Answer AI agents at /mcp."
    )
    restapi_default_requests_per_minute = fields.Integer(
        "Requests per Minute",
        config_parameter=NAMES["default_requests_per_minute"],
        help="Limit that accounts, applications and personal keys are made with. It "
        "can be changed on each of them. Empty for no limit.",
    )
    restapi_default_ip_networks = fields.Char(
        "IP Networks",
        config_parameter=NAMES["default_ip_networks"],
        help="Addresses and networks that accounts, applications and personal keys are "
        "made with, like 10.0.0.0/8. They can be changed. Empty for everywhere.",
    )
    restapi_key_max_days = fields.Integer(
        "Longest Life of Personal Keys",
        config_parameter=NAMES["key_max_days"],
        help="Personal keys that are made expire within this time. Empty for any.",
    )
    restapi_key_group = fields.Many2one(
        "res.groups",
        "Who Makes Personal Keys",
        config_parameter=NAMES["key_group"],
        help="Only users of this group make personal keys. Empty for all users.",
    )

    @api.constrains("restapi_default_ip_networks")
    def _check_restapi_ip_networks(self):
        for record in self:
            try:
                ip_networks(record.restapi_default_ip_networks or "")
            except ValueError as exc:
                raise ValidationError(
                    self.env._("IP Networks: %(reason)s", reason=str(exc))
                ) from exc

    def action_restapi_test_redis(self):
        """Ask Redis whether it answers, with what is on the page."""
        self.ensure_one()
        try:
            redis_client.check(
                self.restapi_redis_host or "localhost",
                self.restapi_redis_port,
                self.restapi_redis_db,
                self.restapi_redis_password or None,
            )
        except Unavailable as exc:
            raise UserError(str(exc)) from exc
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Redis answers, and takes the password."),
            },
        }

    def set_values(self):
        result = super().set_values()
        off = [name for name in DIALECTS if not self[f"restapi_dialect_{name}"]]
        # core has checked that this is an administrator
        parameters = self.env["ir.config_parameter"]
        kept = settings.read(self.env).dialects_off.split(",")
        others = [name for name in kept if name and name not in DIALECTS]
        parameters.set_param(NAMES["dialects_off"], ",".join([*others, *off]) or False)
        # An empty one takes the place of the text "null" or "None" of the dialect.
        for name in NONE:
            if not self[f"restapi_{name}"]:
                parameters.set_param(NAMES[name], DEFAULTS[name])
        return result

    def get_values(self):
        """Read booleans as the API does: core takes the text "False" for true."""
        values = super().get_values()
        current = settings.read(self.env)
        for name in BOOLEANS:
            values[f"restapi_{name}"] = getattr(current, name)
        for name in DIALECTS:
            values[f"restapi_dialect_{name}"] = not current.is_off(name)
        return values

    def default_get(self, fields):
        """Leave empty what the dialects write as "null" or "None"."""
        values = super().default_get(fields)
        for name in NONE:
            if values.get(f"restapi_{name}") == DEFAULTS[name]:
                values[f"restapi_{name}"] = False
        return values
