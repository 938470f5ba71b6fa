"""A second connection beside the request's own, out of few.

Requests that all hold one connection and ask for another would find the pool
empty. So they take turns here, where each takes some milliseconds.
"""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache

from odoo.api import Environment
from odoo.sql_db import Cursor, db_connect

from ...core import pool
from ...core.errors import RETRY_SECONDS, Unavailable

# Of the connections that a process may have, so many may be second ones.
SHARE = 8
WAIT_SECONDS = 5

_thread = threading.local()


@contextmanager
def borrowed(env: Environment) -> Iterator[Cursor]:
    """Give a cursor of Odoo's pool, to the same database.

    Who has one may take another; it must not wait for itself.

    :raise Unavailable: others have held theirs for seconds
    :raise PoolError: the process has no connection left
    """
    if getattr(_thread, "has_place", False):
        with closing(db_connect(env.cr.dbname).cursor()) as cr:
            yield cr
        return
    places = _places()
    if not places.acquire(timeout=WAIT_SECONDS):
        raise Unavailable(
            "The connections of the server to its database are in use; try again.",
            headers={"Retry-After": str(RETRY_SECONDS)},
        )
    _thread.has_place = True
    try:
        with closing(db_connect(env.cr.dbname).cursor()) as cr:
            yield cr
    finally:
        _thread.has_place = False
        places.release()


@cache
def _places() -> threading.BoundedSemaphore:
    """Return the places for second connections of this process."""
    return pool.places(SHARE)
