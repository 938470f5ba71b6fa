from odoo import api, models
from odoo.tools import SQL

from .. import settings
from ..changes.change import Change


class RestapiChange(models.AbstractModel):
    """The table of the feed; see ``changes``, and ``changes/feed.py``.

    No records of a model: there are many, and they are read by position alone. ``xid``
    is the transaction, ``horizon`` of ``restapi_change_kept`` the last one of which
    changes were forgotten.
    """

    _name = "restapi.change"
    _description = "REST API Change"

    def init(self):
        self.env.cr.execute(
            SQL(
                """CREATE TABLE IF NOT EXISTS restapi_change (
                       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                       xid bigint NOT NULL
                           DEFAULT pg_current_xact_id()::text::bigint,
                       at timestamptz NOT NULL DEFAULT now(),
                       model varchar NOT NULL,
                       res_id integer NOT NULL,
                       operation varchar NOT NULL,
                       fields varchar NOT NULL
                   );
                   CREATE INDEX IF NOT EXISTS restapi_change_position_index
                       ON restapi_change (model, xid, id);
                   CREATE INDEX IF NOT EXISTS restapi_change_at_index
                       ON restapi_change USING brin (at);
                   CREATE TABLE IF NOT EXISTS restapi_change_kept (
                       horizon bigint NOT NULL
                   )"""
            )
        )

    @api.autovacuum
    def _gc_old(self):
        """Forget changes that are older than administrators want them kept."""
        days = settings.read(self.env).change_days
        self.env.cr.execute(
            SQL(
                """WITH gone AS (
                       DELETE FROM restapi_change
                        WHERE at < now() - make_interval(days => %s)
                    RETURNING xid
                   ), before AS (
                       DELETE FROM restapi_change_kept RETURNING horizon
                   )
                   INSERT INTO restapi_change_kept
                   SELECT max(xid)
                     FROM (SELECT xid FROM gone UNION ALL SELECT horizon FROM before) x
                   HAVING max(xid) IS NOT NULL""",
                days,
            )
        )


class RestapiRecorder(models.AbstractModel):
    _inherit = "restapi.recorder"

    @api.model
    def _write_changes(self, changes: list[Change]) -> None:
        result = super()._write_changes(changes)
        fed = self.env["restapi.recorded"]._since()
        rows = [
            (change.model, change.id, change.operation, ",".join(sorted(change.fields)))
            for change in changes
            if change.model in fed
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO restapi_change (model, res_id, operation, fields)
                       SELECT * FROM unnest(%s::varchar[], %s::integer[],
                                            %s::varchar[], %s::varchar[])""",
                    *(list(column) for column in zip(*rows, strict=True)),
                )
            )
        return result
