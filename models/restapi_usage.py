from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import settings
from ..core import histogram

_SHARES = {"median": 0.5, "p95": 0.95}


def _bucket(place: int) -> str:
    return f"bucket_{place}"


def _summed(column: str) -> SQL:
    return SQL("sum(%s)", SQL.identifier("restapi_usage", column))


_SUMMED_BUCKETS = [_summed(_bucket(place)) for place in range(histogram.BUCKETS)]
_KINDS = {
    "restapi.key": ("restapi_key", "k"),
    "restapi.account": ("restapi_account", "a"),
    "restapi.client": ("restapi_client", "c"),
    "res.users.apikeys": ("res_users_apikeys", "o"),
}
# By id: PostgreSQL looks up those of a page, and leaves out who is not asked for.
_NAMING = [
    SQL(
        """LEFT JOIN %(table)s %(alias)s
                  ON split_part(t.source, ',', 1) = %(kind)s
                 AND %(alias)s.id
                     = nullif(split_part(t.source, ',', 2), '')::integer""",
        table=SQL.identifier(table),
        alias=SQL.identifier(alias),
        kind=kind,
    )
    for kind, (table, alias) in _KINDS.items()
]
# What a group of rows has, made of all its calls.
_OF_GROUPS = {
    **{
        name: histogram.percentile(share, _SUMMED_BUCKETS)
        for name, share in _SHARES.items()
    },
    "average": SQL("%s / nullif(%s, 0)", _summed("milliseconds"), _summed("calls")),
}


class RestapiUsage(models.Model):
    """All calls of an hour that are alike, whatever of them the log keeps.

    ``monitoring/`` adds to the table, which has no fields of this model: percentiles
    of any group of rows are made of the sums of its histogram.
    """

    _name = "restapi.usage"
    _description = "REST API Usage"
    _order = "hour DESC, calls DESC, id"
    _auto = False
    _log_access = False

    hour = fields.Datetime(readonly=True)
    dialect = fields.Selection("_restapi_dialects", readonly=True)
    route = fields.Char(readonly=True)
    model = fields.Char(readonly=True)
    source = fields.Char("Credential ID", readonly=True)
    credential = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    calls = fields.Integer(readonly=True)
    errors = fields.Integer(readonly=True, help="Status 400 and above, without 429.")
    throttled = fields.Integer(
        readonly=True, help="Refused for their number, with status 429."
    )
    sent_bytes = fields.Integer("Bytes Sent", readonly=True)
    average = fields.Float(
        "Average (ms)", digits=(16, 1), readonly=True, aggregator="avg"
    )
    median = fields.Float(
        "Median (ms)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Half of the calls took less; interpolated between 5, 10, 25, 50 … ms.",
    )
    p95 = fields.Float(
        "95% within (ms)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="All but one of twenty calls took less; interpolated as the median.",
    )

    def init(self):
        self.env.cr.execute(
            SQL(
                """CREATE TABLE IF NOT EXISTS restapi_usage_hour (
                       id bigserial PRIMARY KEY,
                       hour timestamp NOT NULL,
                       dialect varchar NOT NULL,
                       route varchar NOT NULL,
                       model varchar NOT NULL,
                       source varchar NOT NULL,
                       user_id integer NOT NULL,
                       calls bigint NOT NULL,
                       errors bigint NOT NULL,
                       throttled bigint NOT NULL,
                       milliseconds float NOT NULL,
                       sent_bytes bigint NOT NULL,
                       buckets bigint[] NOT NULL,
                       UNIQUE (hour, dialect, route, model, source, user_id)
                   );
                   CREATE INDEX IF NOT EXISTS restapi_usage_hour_source_index
                       ON restapi_usage_hour (source, hour);
                   CREATE TABLE IF NOT EXISTS restapi_metric (
                       dialect varchar NOT NULL,
                       route varchar NOT NULL,
                       status integer NOT NULL,
                       calls bigint NOT NULL,
                       milliseconds float NOT NULL,
                       buckets bigint[],
                       PRIMARY KEY (dialect, route, status)
                   )"""
            )
        )

    @property
    def _table_query(self):
        counts = [SQL("t.buckets[%s]", place + 1) for place in range(histogram.BUCKETS)]
        columns = [
            *(
                SQL("%s AS %s", count, SQL.identifier(_bucket(place)))
                for place, count in enumerate(counts)
            ),
            *(
                SQL(
                    "%s AS %s",
                    histogram.percentile(share, counts),
                    SQL.identifier(name),
                )
                for name, share in _SHARES.items()
            ),
        ]
        return SQL(
            """SELECT t.id, t.hour, t.dialect, t.route, t.model, t.source,
                      u.id AS user_id,
                      coalesce(k.name, a.name, c.name, o.name) AS credential,
                      t.calls, t.errors, t.throttled, t.sent_bytes, t.milliseconds,
                      t.milliseconds / nullif(t.calls, 0) AS average, %s
                 FROM restapi_usage_hour t
                 LEFT JOIN res_users u ON u.id = t.user_id %s""",
            SQL(", ").join(columns),
            SQL(" ").join(_NAMING),
        )

    @api.model
    def _restapi_dialects(self):
        return self.env["restapi.log"]._restapi_dialects()

    def _read_group_select(self, aggregate_spec, query):
        """Make percentiles and averages of all calls of a group, not of its rows."""
        name, _colon, _function = aggregate_spec.partition(":")
        if name in _OF_GROUPS:
            return _OF_GROUPS[name]
        return super()._read_group_select(aggregate_spec, query)

    @api.autovacuum
    def _gc_old(self):
        """Forget hours that are older than administrators want figures of."""
        days = settings.read(self.env).figures_days
        if days:
            before = fields.Datetime.now() - timedelta(days=days)
            self.env.cr.execute(
                SQL("DELETE FROM restapi_usage_hour WHERE hour < %s", before)
            )
