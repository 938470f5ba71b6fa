from odoo import api, models
from odoo.tools import SQL

from .. import settings


class RestapiAnswer(models.AbstractModel):
    """The table of answers that are kept for repeated requests; see ``idempotency.py``.

    No records of a model: nobody but the request that is repeated sees them.
    """

    _name = "restapi.answer"
    _description = "REST API Answer"

    def init(self):
        self.env.cr.execute(
            SQL(
                """CREATE TABLE IF NOT EXISTS restapi_answer (
                       owner varchar NOT NULL,
                       key varchar NOT NULL,
                       fingerprint varchar NOT NULL,
                       status integer NOT NULL,
                       headers jsonb NOT NULL,
                       body bytea,
                       ids integer[],
                       created_at timestamptz NOT NULL DEFAULT now(),
                       PRIMARY KEY (owner, key)
                   );
                   CREATE INDEX IF NOT EXISTS restapi_answer_created_at_index
                       ON restapi_answer (created_at)"""
            )
        )

    @api.autovacuum
    def _gc_old(self):
        """Forget answers that are older than administrators want them kept."""
        hours = settings.read(self.env).idempotency_hours
        self.env.cr.execute(
            SQL(
                """DELETE FROM restapi_answer
                    WHERE created_at < now() - make_interval(hours => %s)""",
                hours,
            )
        )
