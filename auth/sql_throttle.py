"""Requests of credentials, counted in the table of ``restapi.throttle``.

Each statement is on a connection of Odoo's pool and committed by itself. The
request's own connection may be for reading only, would keep others waiting
until its end, and in REPEATABLE READ would fail for those.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from odoo.api import Environment
from odoo.sql_db import Cursor, db_connect
from odoo.tools import SQL


def count(env: Environment, source: str, window: int) -> tuple[int, float]:
    """Count a request, whatever becomes of it.

    :param window: seconds
    :return: number of requests in the current window, and seconds until it ends
    """
    with _autocommitted(env) as cr:
        cr.execute(
            SQL(
                """INSERT INTO restapi_throttle AS t (source, used, ends_at)
                   VALUES (%(source)s, 1, clock_timestamp() + %(window)s)
                       ON CONFLICT (source) DO UPDATE
                      SET used = CASE WHEN t.ends_at > clock_timestamp()
                                      THEN t.used + 1 ELSE 1 END,
                          ends_at = CASE WHEN t.ends_at > clock_timestamp()
                                         THEN t.ends_at
                                         ELSE clock_timestamp() + %(window)s END
                RETURNING used, extract(epoch FROM ends_at - clock_timestamp())""",
                source=source,
                window=SQL("make_interval(secs => %s)", window),
            )
        )
        used, seconds = cr.fetchone()
    return used, float(seconds)


def forget_ended(env: Environment) -> None:
    """Remove the windows that have ended."""
    with _autocommitted(env) as cr:
        cr.execute(
            SQL("DELETE FROM restapi_throttle WHERE ends_at < clock_timestamp()")
        )


@contextmanager
def _autocommitted(env: Environment) -> Iterator[Cursor]:
    with closing(db_connect(env.cr.dbname).cursor()) as cr:
        cr._cnx.autocommit = True
        yield cr
