"""A server of two workers, and what the load of ``dev/reliability`` needs of it."""

from odoo.sql_db import db_connect
from odoo.tests import get_db_name
from odoo.tools import SQL

from ...dev.reliability.load import Checker, Ledger, set_up, tear_down
from .committed import CommittedCase
from .server import Server

LOCKS = SQL(
    """SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND d.datname = current_database()"""
)


class LoadCase(CommittedCase):
    """A server, and users, credentials and records for its clients."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        if "sale.order" not in cls.registry:
            cls.skipTest(cls, "sale is not installed")
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))
        cls.stage = cls.committed(set_up)
        cls.addClassCleanup(cls.committed, tear_down, cls.stage)
        cls.ledger = Ledger()

    def violations(self, *statements: SQL) -> list[str]:
        """Return what the checker tells, had somebody changed this in the database."""
        with db_connect(get_db_name()).cursor() as cr:
            for statement in statements:
                cr.execute(statement)
                self.assertTrue(cr.rowcount, statement)
            told = Checker(self.ledger, self.stage, cr, self.server.url).violations()
            cr.rollback()
        return told

    def locks(self) -> int:
        with db_connect(get_db_name()).cursor() as cr:
            cr.execute(LOCKS)
            return cr.fetchone()[0]
