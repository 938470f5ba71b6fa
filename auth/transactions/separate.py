"""Decisions that are made once, whatever becomes of the request.

A code that was used is used, also when Odoo runs the request again or answers
with an error. And in the REPEATABLE READ of Odoo's transactions, all but one of
those who want the same row would fail, in place of waiting for their turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo.api import Environment
from odoo.sql_db import Cursor

from ...core import sqlstates
from ...core.errors import OutcomeUnknown
from .borrowed import borrowed


@contextmanager
def transaction(env: Environment) -> Iterator[Cursor]:
    """Open a short READ COMMITTED transaction, committed unless it raises.

    :raise OutcomeUnknown: the connection was lost in the commit
    """
    with borrowed(env) as cr:
        cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
        yield cr
        try:
            # The request's own transaction is another one.
            cr.commit()  # pylint: disable=invalid-commit
        except psycopg2.Error as exc:
            if sqlstates.refused(exc) is sqlstates.AWAY:
                raise OutcomeUnknown from exc
            raise
