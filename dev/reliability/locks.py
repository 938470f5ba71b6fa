"""Locks of records in PostgreSQL, and who holds or waits for them."""

import time

from .database import opened

QUIET_SECONDS = 60
LOCKS = """
    SELECT count(DISTINCT pid)
      FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database
     WHERE locktype = 'advisory' AND granted = %s AND pid != pg_backend_pid()
       AND d.datname = current_database()"""
BUSY = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND state != 'idle' AND application_name = %s"""
WORKING = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND state != 'idle'
       AND application_name LIKE 'odoo%%' AND pid != pg_backend_pid()"""


def count(*, granted: bool) -> int:
    """Return how many connections hold, or wait for, locks of records."""
    return _number(LOCKS, granted)


def busy(pid: int) -> int:
    """Return how many connections of a process do something now."""
    return _number(BUSY, f"odoo-{pid}")


def wait_until_quiet() -> None:
    """Wait until the requests that nobody waits for are done."""
    deadline = time.monotonic() + QUIET_SECONDS
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        quiet = 0 if _number(WORKING) else quiet + 1
        time.sleep(0.5)


def _number(query: str, *values: object) -> int:
    with opened() as env:
        env.cr.execute(query, values)
        return env.cr.fetchone()[0]
