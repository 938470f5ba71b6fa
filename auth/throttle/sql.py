"""Requests of credentials, counted in the table of ``restapi.throttle``.

Each statement is committed by itself, see ``autocommit.py``.
"""

from odoo.api import Environment
from odoo.tools import SQL

from ..transactions.autocommit import autocommitted


def count(
    env: Environment, source: str, window: int, times: int = 1
) -> tuple[int, float]:
    """Count a request, or several, whatever becomes of it.

    :param window: seconds
    :return: number of requests in the current window, and seconds until it ends
    """
    with autocommitted(env) as cr:
        cr.execute(
            SQL(
                """INSERT INTO restapi_throttle AS t (source, used, ends_at)
                   VALUES (%(source)s, %(times)s, clock_timestamp() + %(window)s)
                       ON CONFLICT (source) DO UPDATE
                      SET used = CASE WHEN t.ends_at > clock_timestamp()
                                      THEN t.used + %(times)s ELSE %(times)s END,
                          ends_at = CASE WHEN t.ends_at > clock_timestamp()
                                         THEN t.ends_at
                                         ELSE clock_timestamp() + %(window)s END
                RETURNING used, extract(epoch FROM ends_at - clock_timestamp())""",
                source=source,
                times=times,
                window=SQL("make_interval(secs => %s)", window),
            )
        )
        used, seconds = cr.fetchone()
    return used, float(seconds)


def counted(env: Environment, source: str) -> tuple[int, float]:
    """Return what was counted in the current window, and seconds until it ends."""
    with autocommitted(env) as cr:
        cr.execute(
            SQL(
                """SELECT used, extract(epoch FROM ends_at - clock_timestamp())
                     FROM restapi_throttle
                    WHERE source = %s AND ends_at > clock_timestamp()""",
                source,
            )
        )
        used, seconds = cr.fetchone() or (0, 0)
    return used, float(seconds)


def forget_ended(env: Environment) -> None:
    """Remove the windows that have ended."""
    with autocommitted(env) as cr:
        cr.execute(
            SQL("DELETE FROM restapi_throttle WHERE ends_at < clock_timestamp()")
        )
