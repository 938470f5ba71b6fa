from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import settings
from ..core.grant import CREATE, DELETE, EXECUTE, READ, UPDATE
from ..dialects import registry
from ..records import odoo19

_FORGOTTEN_AT_ONCE = 10_000
# What *Try a Credential* knows an operation as; all others read.
_RIGHTS = {
    "create": CREATE,
    "create_many": CREATE,
    "import": CREATE,
    "update": UPDATE,
    "update_many": UPDATE,
    "upsert": UPDATE,
    "replace_file": UPDATE,
    "remove_file": UPDATE,
    "attach": UPDATE,
    "delete": DELETE,
    "call": EXECUTE,
    "invoke": EXECUTE,
    "signal": EXECUTE,
}
# Of the endpoints that give tokens.
_TOKEN_DIALECTS = [("oauth1", "OAuth 1.0a"), ("oauth2", "OAuth 2")]
_TRIED = ("restapi.key", "restapi.account", "restapi.client")


class RestapiLog(models.Model):
    """Requests that were answered; ``monitoring/`` writes them, and nobody else.

    They tell of credentials and records as they were: names are copied, and no row is
    changed by what becomes of either.
    """

    _name = "restapi.log"
    _description = "REST API Request"
    _order = "date DESC, id DESC"
    _rec_name = "path"
    _log_access = False

    date = fields.Datetime("Time", readonly=True, help="When the request arrived.")
    request_id = fields.Char(
        "Request ID", readonly=True, help="X-Request-Id of the answer."
    )
    kind = fields.Selection(
        [
            ("restapi.key", "Personal Key"),
            ("restapi.account", "Account"),
            ("restapi.client", "Application"),
            ("res.users.apikeys", "Odoo API Key"),
            ("res.users", "Password Token"),
            ("session", "Web Session"),
        ],
        "Kind of Credential",
        readonly=True,
    )
    credential = fields.Char(
        readonly=True, help="Its name when the request was answered."
    )
    source = fields.Char("Credential ID", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    address = fields.Char(readonly=True, help="Of the client.")
    user_agent = fields.Char(readonly=True)
    dialect = fields.Selection("_restapi_dialects", readonly=True)
    verb = fields.Char(readonly=True)
    path = fields.Char("Request", readonly=True)
    route = fields.Char(
        readonly=True, help="The address with placeholders, as in the documentation."
    )
    model = fields.Char(readonly=True)
    operation = fields.Char(readonly=True)
    method = fields.Char("Method Called", readonly=True)
    record_ids = fields.Char(
        "Record IDs", readonly=True, help="Up to 100 that were named or given."
    )
    records = fields.Integer(readonly=True, help="Number of records in the answer.")
    status = fields.Integer(readonly=True, aggregator=None, help="HTTP status.")
    code = fields.Char("Error Code", readonly=True)
    refused_by = fields.Selection(
        [
            ("scope", "The credential"),
            ("access_right", "An access right"),
            ("record_rule", "A record rule"),
            ("field_group", "The groups of a field"),
        ],
        readonly=True,
    )
    error = fields.Char(readonly=True, help="The sentence that the client was told.")
    duration = fields.Float(
        "Duration (ms)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Milliseconds from the arrival of the request to the end of its answer.",
    )
    statements = fields.Integer(
        "SQL Statements",
        readonly=True,
        aggregator="avg",
        help="Until the answer began.",
    )
    sql_time = fields.Float(
        "SQL Time (ms)", digits=(16, 1), readonly=True, aggregator="avg"
    )
    sent_bytes = fields.Integer("Bytes Sent", readonly=True)
    is_write = fields.Boolean("Write", readonly=True)
    is_agent_write = fields.Boolean(
        "Write of an Agent", readonly=True, help="Through the dialect mcp."
    )
    request_body = fields.Text(
        readonly=True, help="Without secrets, its first 10,000 characters."
    )
    response_body = fields.Text(
        readonly=True, help="Without secrets, its first 10,000 characters."
    )
    can_be_tried = fields.Boolean(compute="_compute_can_be_tried")

    # With what the graph counts, which reads days of requests.
    _date = models.Index("(date DESC, id DESC) INCLUDE (status)")
    _request_id = models.Index("(request_id)")
    _source = models.Index("(source, date DESC, id DESC)")
    _user = models.Index("(user_id, date DESC, id DESC)")
    _model = models.Index("(model, date DESC, id DESC)")
    _errors = models.Index("(date DESC, id DESC) WHERE status >= 400")
    _slow = models.Index("(date DESC, id DESC) WHERE duration >= 1000")

    def init(self):
        """Have ids of eight bytes.

        Those of four would last for days where thousands of requests a second are kept.
        """
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_log ALTER COLUMN id TYPE bigint;
                   ALTER SEQUENCE restapi_log_id_seq AS bigint"""
            )
        )

    @api.model
    def _restapi_dialects(self):
        """Return names and labels of what requests are written in."""
        return [*registry.spoken(), *_TOKEN_DIALECTS]

    @api.depends("kind", "model")
    def _compute_can_be_tried(self):
        for entry in self:
            entry.can_be_tried = entry.kind in _TRIED and entry.model in self.env

    def action_try(self):
        """Open *Try a Credential* with what this request has asked for."""
        self.ensure_one()
        first, *_others = (self.record_ids or "0").split(", ")
        is_named = self.operation not in ("create", "create_many", "search", "find")
        model = odoo19.model_row(self.env["ir.model"], self.model)
        return {
            **odoo19.action(self.env, "restapi.restapi_trial_action"),
            "context": {
                "default_credential": self._restapi_shown(),
                "default_user_id": self.user_id.id,
                "default_model_id": model.id,
                "default_operation": _RIGHTS.get(self.operation, READ),
                "default_method": self.method,
                "default_record_id": int(first) if is_named else 0,
            },
        }

    def _restapi_shown(self) -> str | bool:
        """Return the credential for a reference field, where it is still there."""
        if self.kind not in _TRIED or not self.source:
            return False
        model, _comma, id_ = self.source.partition(",")
        return self.source if self.env[model].browse(int(id_)).exists() else False

    @api.autovacuum
    def _gc_old(self):
        """Forget requests that are older than administrators want them kept."""
        days = settings.read(self.env).log_days
        if not days:
            return None
        before = fields.Datetime.now() - timedelta(days=days)
        self.env.cr.execute(
            SQL(
                """DELETE FROM restapi_log WHERE id IN (
                       SELECT id FROM restapi_log WHERE date < %s
                        ORDER BY date, id LIMIT %s)""",
                before,
                _FORGOTTEN_AT_ONCE,
            )
        )
        removed = self.env.cr.rowcount
        # Odoo comes back at once while there is more.
        return removed, int(removed == _FORGOTTEN_AT_ONCE)
