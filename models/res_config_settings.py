from odoo import fields, models
from odoo.addons.base.models.res_users import check_identity

from .. import settings
from ..auth import secrets
from ..auth.tokens import token
from ..dialects import registry
from ..monitoring import levels
from ..settings import DEFAULTS, NAMES

ZERO_SAYS_SOMETHING = (
    "max_page_size",
    "lock_timeout",
    "max_offset",
    "credential_streams",
    "server_streams",
    "count_limit",
    "max_login_failures",
    "max_address_failures",
    "log_days",
    "figures_days",
)


BOOLEANS = (
    "u_escape_characters",
    "use_redis_token_store",
    "require_if_match",
    "log_bodies",
    "metrics",
)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    restapi_statement_timeout = fields.Integer(
        "Statement Timeout",
        config_parameter=NAMES["statement_timeout"],
        default=DEFAULTS["statement_timeout"],
        help="Seconds that one database statement of an API request may take. "
        "A request that takes longer is answered with status 503.",
    )
    restapi_lock_timeout = fields.Integer(
        "Waiting for Other Writers",
        config_parameter=NAMES["lock_timeout"],
        default=DEFAULTS["lock_timeout"],
        help="Seconds that an API request waits at most for others that write the "
        "same records. After that it is answered with status 409.",
    )
    restapi_max_login_failures = fields.Integer(
        "Wrong Passwords",
        config_parameter=NAMES["max_login_failures"],
        default=DEFAULTS["max_login_failures"],
        help="Wrong passwords of one login in five minutes. After that the API looks "
        "at none for a while, and answers with status 429; Odoo's own log in goes on. "
        "0 for any number.",
    )
    restapi_max_address_failures = fields.Integer(
        "Failed Attempts",
        config_parameter=NAMES["max_address_failures"],
        default=DEFAULTS["max_address_failures"],
        help="Wrong passwords, keys, secrets, codes and signatures from one address in "
        "five minutes. After that they are answered with status 429; good keys from "
        "the same address go on working. 0 for any number.",
    )
    restapi_max_body_mib = fields.Integer(
        "Largest Body",
        config_parameter=NAMES["max_body_mib"],
        default=DEFAULTS["max_body_mib"],
        help="Largest body of an API request, in MiB. A larger one is answered "
        "with status 413.",
    )
    restapi_max_file_mib = fields.Integer(
        "Largest File",
        config_parameter=NAMES["max_file_mib"],
        default=DEFAULTS["max_file_mib"],
        help="Largest file that a client may send at the address of a file or of "
        "attachments, in MiB. A larger one is answered with status 413.",
    )
    restapi_max_page_size = fields.Integer(
        "Largest Page",
        config_parameter=NAMES["max_page_size"],
        default=DEFAULTS["max_page_size"],
        help="Largest number of records that a client may ask for at once. "
        "0 for no limit.",
    )
    restapi_max_items = fields.Integer(
        "Largest List",
        config_parameter=NAMES["max_items"],
        default=DEFAULTS["max_items"],
        help="Number of records that one request may create or change by sending a "
        "list. 0 for no limit.",
    )
    restapi_max_tree_depth = fields.Integer(
        "Deepest Tree",
        config_parameter=NAMES["max_tree_depth"],
        default=DEFAULTS["max_tree_depth"],
        help="Levels of related records that one answer may have.",
    )
    restapi_max_tree_nodes = fields.Integer(
        "Largest Tree",
        config_parameter=NAMES["max_tree_nodes"],
        default=DEFAULTS["max_tree_nodes"],
        help="Number of fields that a client may ask for at once, over all levels.",
    )
    restapi_max_offset = fields.Integer(
        "Largest Offset",
        config_parameter=NAMES["max_offset"],
        default=DEFAULTS["max_offset"],
        help="Number of records that a native list may skip; beyond it a client uses "
        "a cursor, whose pages all cost the same. 0 for any number.",
    )
    restapi_credential_streams = fields.Integer(
        "Streams of a Credential",
        config_parameter=NAMES["credential_streams"],
        default=DEFAULTS["credential_streams"],
        help="Number of exports and imports that one credential may have at a time. "
        "0 for any number.",
    )
    restapi_server_streams = fields.Integer(
        "Streams at a Time",
        config_parameter=NAMES["server_streams"],
        default=DEFAULTS["server_streams"],
        help="Number of exports and imports that all clients may have at a time; each "
        "takes a worker. 0 for any number.",
    )
    restapi_count_limit = fields.Integer(
        "Exact Totals",
        config_parameter=NAMES["count_limit"],
        default=DEFAULTS["count_limit"],
        help="Number of records up to which the total of a list is counted exactly; on "
        "larger tables a list says that its total is an estimate. 0 to count always.",
    )
    restapi_max_rows = fields.Integer(
        "Most Records of an Answer",
        config_parameter=NAMES["max_rows"],
        default=DEFAULTS["max_rows"],
        help="Number of records in one answer, over all levels of related records, "
        "each counted as often as it is written.",
    )
    restapi_max_answer_mib = fields.Integer(
        "Largest Answer",
        config_parameter=NAMES["max_answer_mib"],
        default=DEFAULTS["max_answer_mib"],
        help="Size of one answer, in MiB.",
    )
    restapi_max_binary_mib = fields.Integer(
        "Files of an Answer",
        config_parameter=NAMES["max_binary_mib"],
        default=DEFAULTS["max_binary_mib"],
        help="Size of all files and images in one answer, in MiB. They need several "
        "times as much memory.",
    )
    restapi_idempotency_hours = fields.Integer(
        "Keep Answers",
        config_parameter=NAMES["idempotency_hours"],
        default=DEFAULTS["idempotency_hours"],
        help="Hours that the answer to a request with an Idempotency-Key is kept, for "
        "when the request is sent again.",
    )
    restapi_job_days = fields.Integer(
        "Keep Jobs",
        config_parameter=NAMES["job_days"],
        default=DEFAULTS["job_days"],
        help="Days that requests which ran in the background are kept after their end, "
        "with their answers.",
    )
    restapi_log_level = fields.Selection(
        [
            (levels.OFF, "None"),
            (levels.ERRORS, "Errors"),
            (levels.WRITES, "Errors and writes"),
            (levels.ALL, "All"),
        ],
        "Requests to Log",
        config_parameter=NAMES["log_level"],
        default=DEFAULTS["log_level"],
        help="Which requests are kept in the list of requests. They are written a "
        "second later, outside of the request. The overview counts all of them, unless "
        "none are logged.",
    )
    restapi_log_bodies = fields.Boolean(
        "Log Bodies",
        config_parameter=NAMES["log_bodies"],
        default=DEFAULTS["log_bodies"],
        help="Keep what was sent and answered with each logged request, JSON and forms "
        "without passwords, tokens and secrets. It may hold personal data; use it to "
        "find a fault, and turn it off again.",
    )
    restapi_log_days = fields.Integer(
        "Keep Requests",
        config_parameter=NAMES["log_days"],
        default=DEFAULTS["log_days"],
        help="Days that logged requests are kept. 0 for ever.",
    )
    restapi_figures_days = fields.Integer(
        "Keep Figures",
        config_parameter=NAMES["figures_days"],
        default=DEFAULTS["figures_days"],
        help="Days that the hourly figures of the overview are kept. 0 for ever.",
    )
    restapi_metrics = fields.Boolean(
        "Prometheus",
        config_parameter=NAMES["metrics"],
        default=DEFAULTS["metrics"],
        help="Serve counters and durations at /restapi/metrics, to whoever shows the "
        "token that New Token gives.",
    )
    restapi_require_if_match = fields.Boolean(
        "Require If-Match",
        config_parameter=NAMES["require_if_match"],
        default=DEFAULTS["require_if_match"],
        help="Refuse to change or delete a record, in the native dialect, for a client "
        "that does not tell which version of it it has read.",
    )
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
        default=DEFAULTS["cors"],
        help="Origins of web pages whose scripts may call the API, separated by "
        "commas, like https://shop.example.com. A star allows all, null none.",
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
        help="Seconds that an access token of the dialect rest_api opens something.",
    )
    restapi_refresh_token_expires_in = fields.Integer(
        "Life of Refresh Tokens",
        config_parameter=NAMES["refresh_token_expires_in"],
        default=DEFAULTS["refresh_token_expires_in"],
        help="Seconds that a refresh token of the dialect rest_api renews "
        "its access token.",
    )
    restapi_restful_access_token_expires_in = fields.Integer(
        "Life of restful Tokens",
        config_parameter=NAMES["restful_access_token_expires_in"],
        default=DEFAULTS["restful_access_token_expires_in"],
        help="Seconds that a token of the dialect restful opens something.",
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
        default=DEFAULTS["redis_password"],
        help="Password of the Redis server; None for none.",
    )

    @check_identity
    def action_new_metrics_token(self):
        """Make another token for Prometheus, and show it once."""
        self.check_access("write")  # of settings: who administers the system
        text = token.new_text()
        # sudo: the digest, where settings are.
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(NAMES["metrics_digest"], secrets.digest(self.env, text))
        return self.env["restapi.key"]._restapi_show(text)

    def set_values(self):
        """Keep a zero that says something: core takes it for unset."""
        result = super().set_values()
        for name in ZERO_SAYS_SOMETHING:
            if not self[f"restapi_{name}"]:
                self.env["ir.config_parameter"].set_param(NAMES[name], "0")
        return result

    def get_values(self):
        """Read booleans as the API does: core takes the text "False" for true."""
        values = super().get_values()
        current = settings.read(self.env)
        for name in BOOLEANS:
            values[f"restapi_{name}"] = getattr(current, name)
        return values
