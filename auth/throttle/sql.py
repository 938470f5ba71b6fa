"""Requests of credentials, counted in the table of ``restapi.throttle``.

Each statement is committed by itself, see ``autocommit.py``. A window whose end is
farther than it can be is one of a clock that was set back since, and has ended.
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
                      SET used = CASE WHEN %(runs)s
                                      THEN t.used + %(times)s ELSE %(times)s END,
                          ends_at = CASE WHEN %(runs)s THEN t.ends_at
                                         ELSE clock_timestamp() + %(window)s END
                RETURNING used, extract(epoch FROM ends_at - clock_timestamp())""",
                source=source,
                times=times,
                window=_interval(window),
                runs=_runs(window),
            )
        )
        used, seconds = cr.fetchone()
    return used, float(seconds)


def counted(env: Environment, source: str, window: int) -> tuple[int, float]:
    """Return what was counted in the current window, and seconds until it ends."""
    with autocommitted(env) as cr:
        cr.execute(
            SQL(
                """SELECT used, extract(epoch FROM ends_at - clock_timestamp())
                     FROM restapi_throttle t WHERE source = %s AND %s""",
                source,
                _runs(window),
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


def _runs(window: int) -> SQL:
    """Tell whether the window of a row ``t`` has not ended."""
    return SQL(
        "t.ends_at BETWEEN clock_timestamp() AND clock_timestamp() + %s",
        _interval(window),
    )


def _interval(seconds: int) -> SQL:
    return SQL("make_interval(secs => %s)", seconds)
