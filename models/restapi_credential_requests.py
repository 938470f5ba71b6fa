from odoo import api, fields, models
from odoo.tools import SQL

from ..records import odoo19

_DAYS = 7


class RestapiCredential(models.AbstractModel):
    """What a credential was used for, of the last days."""

    _inherit = "restapi.credential"

    call_count = fields.Integer("Calls", compute="_compute_requests")
    log_count = fields.Integer("Logged Requests", compute="_compute_requests")

    def _compute_requests(self):
        calls = self._restapi_recent(
            SQL("restapi_usage_hour"), SQL("hour"), SQL("calls")
        )
        logged = self._restapi_recent(SQL("restapi_log"), SQL("date"), SQL("1"))
        for credential in self:
            source = credential._restapi_source()
            credential.call_count = calls.get(source, 0)
            credential.log_count = logged.get(source, 0)

    @api.model
    def _restapi_recent(self, table: SQL, moment: SQL, number: SQL) -> dict[str, int]:
        """Return a sum for each of these credentials, of the last days."""
        rows = self.env.execute_query(
            SQL(
                """SELECT source, sum(%s)::bigint FROM %s
                    WHERE source = ANY(%s)
                      AND %s >= now() AT TIME ZONE 'utc' - make_interval(days => %s)
                    GROUP BY source""",
                number,
                table,
                [credential._restapi_source() for credential in self],
                moment,
                _DAYS,
            )
        )
        return dict(rows)

    def _restapi_source(self) -> str:
        return f"{self._name},{self._origin.id or 0}"

    def action_calls(self):
        """Show how much this credential was used."""
        return self._restapi_of("restapi.restapi_usage_action")

    def action_log(self):
        """Show the requests of this credential that were written down."""
        return self._restapi_of("restapi.restapi_log_action")

    def _restapi_of(self, action: str) -> dict:
        self.ensure_one()
        return {
            **odoo19.action(self.env, action),
            "name": self.display_name,
            "domain": [("source", "=", self._restapi_source())],
            "context": {"search_default_week": 1},
        }
