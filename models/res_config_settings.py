from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..records import odoo19
from ..settings import DEFAULTS, NAMES

# Smallest and largest value of each number, where empty says 0: no limit, for some.
BOUNDS: dict[str, tuple[int, int]] = {
    "statement_timeout": (1, 3600),
    "lock_timeout": (0, 3600),
    "max_login_failures": (0, 1_000_000),
    "max_address_failures": (0, 1_000_000),
    "max_body_mib": (1, 2048),
    "max_file_mib": (1, 10_240),
    "max_page_size": (0, 10_000_000),
    "max_items": (0, 1_000_000),
    "max_tree_depth": (1, 100),
    "max_tree_nodes": (1, 1_000_000),
    "max_offset": (0, 1_000_000_000),
    "credential_streams": (0, 1000),
    "server_streams": (0, 1000),
    "replica_seconds": (0, 86_400),
    "count_limit": (0, 1_000_000_000),
    "max_rows": (1, 100_000_000),
    "max_answer_mib": (1, 10_240),
    "max_binary_mib": (1, 10_240),
    "idempotency_hours": (1, 8760),
    "job_days": (1, 3650),
    "change_days": (1, 3650),
    "webhook_days": (1, 3650),
    "log_days": (0, 3650),
    "figures_days": (0, 3650),
    "access_token_expires_in": (1, 10 * 365 * 86_400),
    "refresh_token_expires_in": (1, 10 * 365 * 86_400),
    "restful_access_token_expires_in": (1, 10 * 365 * 86_400),
    "redis_port": (1, 65_535),
    "redis_db": (0, 1_000_000),
    "default_requests_per_minute": (0, 1_000_000),
    "key_max_days": (0, 36_500),
}


class ResConfigSettings(models.TransientModel):
    """Limits of what a request may take and give."""

    _inherit = "res.config.settings"

    restapi_statement_timeout = fields.Integer(
        "Statement Timeout",
        config_parameter=NAMES["statement_timeout"],
        default=DEFAULTS["statement_timeout"],
        help="How long one database statement of an API request may take. "
        "A request that takes longer is answered with status 503.",
    )
    restapi_lock_timeout = fields.Integer(
        "Waiting for Other Writers",
        config_parameter=NAMES["lock_timeout"],
        default=DEFAULTS["lock_timeout"],
        help="How long an API request waits at most for others that write the "
        "same records; empty for no turns. After that it is answered with status 409.",
    )
    restapi_max_login_failures = fields.Integer(
        "Wrong Passwords",
        config_parameter=NAMES["max_login_failures"],
        default=DEFAULTS["max_login_failures"],
        help="Wrong passwords of one login in five minutes. After that the API looks "
        "at none for a while, and answers with status 429; Odoo's own log in goes on. "
        "Empty for any number.",
    )
    restapi_max_address_failures = fields.Integer(
        "Failed Attempts",
        config_parameter=NAMES["max_address_failures"],
        default=DEFAULTS["max_address_failures"],
        help="Wrong passwords, keys, secrets, codes and signatures from one address in "
        "five minutes. After that they are answered with status 429; good keys from "
        "the same address go on working. Empty for any number.",
    )
    restapi_max_body_mib = fields.Integer(
        "Largest Body",
        config_parameter=NAMES["max_body_mib"],
        default=DEFAULTS["max_body_mib"],
        help="Largest body of an API request. A larger one is answered "
        "with status 413.",
    )
    restapi_max_file_mib = fields.Integer(
        "Largest File",
        config_parameter=NAMES["max_file_mib"],
        default=DEFAULTS["max_file_mib"],
        help="Largest file that a client may send at the address of a file or of "
        "attachments. A larger one is answered with status 413.",
    )
    restapi_max_page_size = fields.Integer(
        "Largest Page",
        config_parameter=NAMES["max_page_size"],
        default=DEFAULTS["max_page_size"],
        help="Largest number of records that a client may ask for at once. "
        "Empty for no limit.",
    )
    restapi_max_items = fields.Integer(
        "Largest List",
        config_parameter=NAMES["max_items"],
        default=DEFAULTS["max_items"],
        help="Number of records that one request may create or change by sending a "
        "list. Empty for no limit.",
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
        "a cursor, whose pages all cost the same. Empty for any number.",
    )
    restapi_credential_streams = fields.Integer(
        "Streams of a Credential",
        config_parameter=NAMES["credential_streams"],
        default=DEFAULTS["credential_streams"],
        help="Number of exports and imports that one credential may have at a time. "
        "Empty for any number.",
    )
    restapi_server_streams = fields.Integer(
        "Streams at a Time",
        config_parameter=NAMES["server_streams"],
        default=DEFAULTS["server_streams"],
        help="Number of exports and imports that all clients may have at a time; each "
        "takes a worker. Empty for any number.",
    )
    restapi_replica_seconds = fields.Integer(
        "Replica",
        config_parameter=NAMES["replica_seconds"],
        default=DEFAULTS["replica_seconds"],
        help="How far a read-only replica of the database may be behind to answer "
        "requests that only read. What a user has written themselves, and who may do "
        "what, is always of now. Empty for reading on the primary alone.",
    )
    restapi_count_limit = fields.Integer(
        "Exact Totals",
        config_parameter=NAMES["count_limit"],
        default=DEFAULTS["count_limit"],
        help="Number of records up to which the total of a list is counted exactly; on "
        "larger tables a list says that its total is an estimate. Empty for never.",
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
        help="Size of one answer.",
    )
    restapi_max_binary_mib = fields.Integer(
        "Files of an Answer",
        config_parameter=NAMES["max_binary_mib"],
        default=DEFAULTS["max_binary_mib"],
        help="Size of all files and images in one answer. They need several "
        "times as much memory.",
    )
    restapi_idempotency_hours = fields.Integer(
        "Keep Answers",
        config_parameter=NAMES["idempotency_hours"],
        default=DEFAULTS["idempotency_hours"],
        help="How long the answer to a request with an Idempotency-Key is kept, for "
        "when the request is sent again.",
    )
    restapi_job_days = fields.Integer(
        "Keep Jobs",
        config_parameter=NAMES["job_days"],
        default=DEFAULTS["job_days"],
        help="How long requests which ran in the background are kept after their end, "
        "with their answers.",
    )
    restapi_change_days = fields.Integer(
        "Keep Changes",
        config_parameter=NAMES["change_days"],
        default=DEFAULTS["change_days"],
        help="How long changes of recorded models are kept. A client that asks less "
        "often than that has to copy all records again.",
    )
    restapi_require_if_match = fields.Boolean(
        "Require If-Match",
        config_parameter=NAMES["require_if_match"],
        default=DEFAULTS["require_if_match"],
        help="Refuse to change or delete a record, in the native dialect, for a client "
        "that does not tell which version of it it has read.",
    )

    @api.constrains(*(f"restapi_{name}" for name in BOUNDS))
    def _check_restapi_bounds(self):
        for record in self:
            for name, (least, most) in BOUNDS.items():
                field = self._fields[f"restapi_{name}"]
                if not least <= record[field.name] <= most:
                    raise ValidationError(
                        self.env._(
                            "%(setting)s: a number from %(least)s to %(most)s is "
                            "expected, not %(value)s.",
                            setting=odoo19.label(field, self.env),
                            least=least,
                            most=most,
                            value=record[field.name],
                        )
                    )

    def set_values(self):
        """Keep a zero that says something: core takes it for unset."""
        result = super().set_values()
        for name, (least, _most) in BOUNDS.items():
            if not least and not self[f"restapi_{name}"] and DEFAULTS[name]:
                # core has checked that this is an administrator
                self.env["ir.config_parameter"].set_param(NAMES[name], "0")
        return result
