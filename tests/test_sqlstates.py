"""What the database refuses, by SQLSTATE, raised by the database itself.

The codes are those that PostgreSQL 14 to 18 raise for what a request can cause; which
version runs here does not matter.
"""

import psycopg2

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..core import problems

RETRIED = "concurrent_update"
# Status, code, and words of the sentence.
STATES = {
    "08006": (503, "unavailable", ()),
    "0A000": (422, "not_writable", ()),
    "22001": (400, "invalid_value", ()),
    "22003": (400, "invalid_value", ()),
    "22008": (400, "invalid_value", ()),
    "22021": (400, "invalid_value", ()),
    "22P02": (400, "invalid_value", ()),
    "22P05": (400, "invalid_value", ()),
    "23000": (422, "validation_error", ("the_table", "the_constraint")),
    "23001": (409, "conflict", ("the_table", "the_constraint")),
    "23502": (422, "validation_error", ("the_table", "the_column")),
    "23503": (409, "conflict", ("the_table", "the_constraint")),
    "23505": (409, "conflict", ("the_table", "the_constraint")),
    "23514": (422, "validation_error", ("the_table", "the_constraint")),
    "23P01": (409, "conflict", ("the_table", "the_constraint")),
    "25P04": (503, "query_timeout", ()),
    "40001": (409, RETRIED, ()),
    "40P01": (409, RETRIED, ()),
    "42703": (500, "field_failed", ("said by the database",)),
    "42P01": (500, "server_error", ()),
    "44000": (422, "validation_error", ()),
    "53100": (503, "unavailable", ()),
    "53300": (503, "unavailable", ()),
    "54000": (422, "invalid_value", ()),
    "54001": (400, "too_large", ()),
    "55000": (422, "not_writable", ()),
    "55P03": (409, RETRIED, ()),
    "57014": (503, "query_timeout", ()),
    "57P01": (503, "unavailable", ()),
    "57P05": (503, "unavailable", ()),
    "P0001": (422, "validation_error", ()),
    "XX000": (500, "server_error", ()),
}
RAISE = """
DO $$ BEGIN
    RAISE EXCEPTION 'said by the database' USING ERRCODE = %s, TABLE = 'the_table',
        COLUMN = 'the_column', CONSTRAINT = 'the_constraint';
END $$
"""


@tagged("post_install", "-at_install")
class TestSqlstates(TransactionCase):
    def raised(self, state: str) -> psycopg2.Error:
        """Return the error that the database makes of a code."""
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.cr.execute(SQL(RAISE, state))
        except psycopg2.Error as exc:
            return exc
        raise AssertionError(f"{state} was not raised.")

    def test_each_is_told_by_its_code(self):
        for state, (status, code, words) in STATES.items():
            with self.subTest(state=state):
                exc = self.raised(state)
                self.assertEqual(exc.pgcode, state)
                problem = problems.of(exc)
                self.assertEqual((problem.status, problem.code), (status, code))
                for word in words:
                    self.assertIn(word, problem.message)
                if state != "42703":
                    self.assertNotIn("said by", problem.message)
                self.assertEqual(
                    "Retry-After" in problem.headers, status == 503 or code == RETRIED
                )

    def test_lost_connection_is_passing(self):
        for exc in (
            psycopg2.OperationalError(),
            psycopg2.InterfaceError(),
            psycopg2.DatabaseError("server closed the connection unexpectedly"),
        ):
            problem = problems.of(exc)
            self.assertEqual((problem.status, problem.code), (503, "unavailable"))
            self.assertEqual(problem.headers, {"Retry-After": "1"})
