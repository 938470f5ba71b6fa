"""Writers of the same records take turns.

PostgreSQL's REPEATABLE READ, which Odoo uses, fails a transaction that waits
for a row and then finds it changed. Odoo runs such a request again after a
random pause of up to 2, 4, 8 … seconds, five times at most. So a request that
will write waits before its transaction has begun, as far as PostgreSQL is
concerned, and none fails because of another one.

All of it happens on the request's own connection::

    transaction 1   rights were checked in it; nothing is written
    ├── locks of the session, all that are free or, after a wait, all
    └── rollback, which leaves them
    transaction 2   its snapshot is younger than the locks
    ├── takes the same locks for itself, and gives up those of the session
    └── writes; its end, however it comes, gives up the locks

So no lock outlives a request, also where that ends in an error, is run again
or loses its connection. A connection pooler that gives the two transactions
different connections of PostgreSQL breaks this: see ``docs/operations.md``.
"""

import time
from collections.abc import Collection
from enum import Enum
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore

from psycopg2 import errors as pg

from odoo.sql_db import BaseCursor, Cursor
from odoo.tools import SQL

from ...core import codes, pool
from ...core.errors import RETRY_SECONDS, Busy, Unavailable

# A model and the id of a record, or the name of what is to be made once.
Key = tuple[str, int | str]
MAX_LOCKS = 64
# Of values of one model: equal ones share a lock, and some others do.
BUCKETS = 64
# Of the connections that a process may have, so many may belong to waiters.
WAITING_SHARE = 4

_RETRY = {"Retry-After": str(RETRY_SECONDS)}


class Turn(Enum):
    """What it took to get a turn.

    Where it took anything, a new transaction has begun, whose settings are those
    of the session.
    """

    NOTHING = "no other transaction can be in the way of this one"
    STEP = "all locks were free"
    WAIT = "others were writing"


def take(cr: BaseCursor, keys: Collection[Key], deadline: float) -> Turn:
    """Wait until nobody else writes these records; nothing may be written yet.

    :param keys: of very many records, some will do: Odoo runs a request again that
        finds one changed
    :param deadline: of all of them together, as ``time.monotonic()`` has it
    :return: what it took
    :raise Busy: others were writing until the deadline
    :raise Unavailable: as many wait in this process as may
    """
    # A test's, which no other transaction can see, and one that cannot write.
    if not isinstance(cr, Cursor) or cr.readonly:
        return Turn.NOTHING
    numbers = _numbers(keys)
    try:
        turn = Turn.STEP if _take_free(cr, numbers) else Turn.WAIT
        if turn is Turn.WAIT:
            _wait(cr, numbers, deadline)
        cr.rollback()
        cr.execute(
            SQL(
                """SELECT pg_advisory_xact_lock(number), pg_advisory_unlock(number)
                     FROM unnest(%s::bigint[]) number""",
                numbers,
            )
        )
    except BaseException:
        if not cr.closed:  # a lost connection has no locks
            cr.rollback()
            cr.execute("SELECT pg_advisory_unlock_all()")
        raise
    return turn


def _take_free(cr: Cursor, numbers: list[int]) -> bool:
    """Take all locks, or none where one of them is taken."""
    cr.execute(
        SQL(
            """SELECT bool_and(pg_try_advisory_lock(number))
                 FROM unnest(%s::bigint[]) number""",
            numbers,
        )
    )
    if cr.fetchone()[0]:
        return True
    cr.execute("SELECT pg_advisory_unlock_all()")
    return False


def _wait(cr: Cursor, numbers: list[int], deadline: float) -> None:
    """Take all locks in order, so that two who want the same do not block each other.

    One statement, since a time limit of PostgreSQL is one of a statement.
    """
    places = _places()
    if not places.acquire(blocking=False):
        raise Unavailable(
            "Too many requests are waiting to write the same records; try again.",
            codes.TOO_MANY_WRITERS,
            headers=_RETRY,
        )
    try:
        cr.rollback()
        milliseconds = max(int((deadline - time.monotonic()) * 1000), 1)
        cr.execute(
            SQL(
                "SELECT set_config('statement_timeout', %s, true)",
                str(milliseconds),
            )
        )
        cr.execute(
            SQL("SELECT pg_advisory_lock(n) FROM unnest(%s::bigint[]) n", numbers),
            log_exceptions=False,
        )
    except (pg.QueryCanceled, pg.LockNotAvailable) as exc:
        raise Busy(
            "Other requests are writing the same records; try again.", headers=_RETRY
        ) from exc
    finally:
        places.release()


@cache
def _places() -> BoundedSemaphore:
    """Return the places for those who wait in this process."""
    return pool.places(WAITING_SHARE)


def of_value(model: str, value: str) -> Key:
    """Return the key of a record that there may not be yet, by what it will have.

    Of few locks, so that a list of any length can take all of its own: two that
    make the same record must never miss each other.
    """
    return model, f"value {_digest(value)[0] % BUCKETS}"


def _numbers(keys: Collection[Key]) -> list[int]:
    """Return the locks of all values, and of records as many as may be."""
    values = {key for key in keys if isinstance(key[1], str)}
    records = sorted(number(key) for key in keys if key not in values)
    return sorted({*map(number, values), *records[:MAX_LOCKS]})


def number(key: Key) -> int:
    """Return what PostgreSQL knows a lock by, 64 bits."""
    model, id_ = key
    return int.from_bytes(_digest(f"restapi:{model},{id_}")[:8], "big", signed=True)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
