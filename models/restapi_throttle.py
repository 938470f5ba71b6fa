from odoo import api, models
from odoo.tools import SQL

from ..auth.throttle import sql as sql_throttle


class RestapiThrottle(models.AbstractModel):
    """The table in which requests are counted; see ``auth/throttle/sql.py``.

    Not logged: what a crash of PostgreSQL loses is a minute's count. Records of
    a model would have ids, of which a sequence runs out.
    """

    _name = "restapi.throttle"
    _description = "REST API Throttle"

    def init(self):
        self.env.cr.execute(
            SQL(
                """CREATE UNLOGGED TABLE IF NOT EXISTS restapi_throttle (
                       source varchar PRIMARY KEY,
                       used integer NOT NULL,
                       ends_at timestamptz NOT NULL
                   ) WITH (fillfactor = 50)"""
            )
        )

    @api.autovacuum
    def _gc_ended(self):
        sql_throttle.forget_ended(self.env)
