from odoo import api, models

from ..auth import replica
from ..auth.transactions.autocommit import autocommitted


class RestapiReplica(models.AbstractModel):
    """The table of how far a replica must be for each user; see ``auth/replica.py``.

    Not logged: it is of the primary alone, and a crash that empties it is noticed.
    """

    _name = "restapi.replica"
    _description = "REST API Replica"

    def init(self):
        self.env.cr.execute(replica.TABLE)

    @api.autovacuum
    def _gc_positions(self):
        with autocommitted(self.env) as cr:
            replica.forget(cr)
