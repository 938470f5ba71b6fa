"""The thread of a process that writes down what happened, a second after."""

import atexit
import logging
import os
import threading
import time

import psycopg2
from psycopg2.pool import PoolError

from odoo.sql_db import Connection, ConnectionPool, connection_info_for

from . import statements
from .entry import Entry
from .pending import Pending

FLUSH_SECONDS = 1
# How long a process that ends waits for what is still to be written.
CLOSE_SECONDS = 2
# Between attempts, while a database is away; after the last one all is let go.
PAUSES = (0, 1, 2, 4, 8, 16, 32, *[60] * 10)
# In pg_stat_activity.
_NAME = {"application_name": "odoo restapi monitoring"}
_AWAY = (psycopg2.OperationalError, psycopg2.InterfaceError, PoolError)

_logger = logging.getLogger(__name__)


class Writer:
    """Writes for all databases of this process.

    Its connection is none of Odoo's pool, from which requests take theirs.
    """

    def __init__(self) -> None:
        self._pool = ConnectionPool(maxconn=1)
        self._lock = threading.Lock()
        self._pending: dict[str, Pending] = {}
        # By database: how often it was away, and when to try again.
        self._away: dict[str, tuple[int, float]] = {}
        self._wanted = threading.Event()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def add(
        self, database: str, entry: Entry, model: str, is_kept: bool, has_metrics: bool
    ) -> None:
        """Have a request counted, and written down; see :meth:`Pending.add`."""
        with self._lock:
            pending = self._pending.get(database)
            if pending is None:
                pending = self._pending[database] = Pending()
            pending.add(entry, model, is_kept)
            pending.has_metrics = has_metrics
            if self._thread is None:
                self._begin()
        if not self._wanted.is_set():
            self._wanted.set()

    def close(self) -> None:
        """Write down what there is, and end."""
        self._ending.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)

    def _begin(self) -> None:
        self._thread = threading.Thread(
            target=self._run, name="odoo.addons.restapi.monitoring", daemon=True
        )
        self._thread.start()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wanted.wait()
            self._ending.wait(FLUSH_SECONDS)
            self._wanted.clear()
            self._flush()

    def _flush(self) -> None:
        for database in list(self._pending):
            _failures, not_before = self._away.get(database, (0, 0.0))
            if time.monotonic() < not_before and not self._ending.is_set():
                self._wanted.set()
                continue
            with self._lock:
                taken = self._pending.pop(database)
            self._write(database, taken)

    def _write(self, database: str, taken: Pending) -> None:
        try:
            self._execute(database, taken)
        except _AWAY as exc:
            self._try_again(database, taken, exc)
        except Exception:
            # Nothing would be better the next time.
            _logger.exception("Requests of %s cannot be written down", database)
            self._let_go(database, taken)
        else:
            self._away.pop(database, None)

    def _execute(self, database: str, taken: Pending) -> None:
        name, info = connection_info_for(database)
        with Connection(self._pool, name, {**info, **_NAME}).cursor() as cr:
            statements.write(cr, taken)

    def _try_again(self, database: str, taken: Pending, exc: Exception) -> None:
        failures, _not_before = self._away.get(database, (0, 0.0))
        if failures == len(PAUSES):
            _logger.warning("Requests of %s are lost, it is away: %s", database, exc)
            self._away.pop(database)
            return
        if failures == 1:
            _logger.warning("Requests of %s wait, it is away: %s", database, exc)
        self._away[database] = failures + 1, time.monotonic() + PAUSES[failures]
        with self._lock:
            self._pending.setdefault(database, Pending()).put_back(taken)
        self._wanted.set()

    def _let_go(self, database: str, taken: Pending) -> None:
        with self._lock:
            pending = self._pending.setdefault(database, Pending())
            pending.dropped += len(taken.entries) + taken.dropped


class _OfProcess:
    """The writer of this process; one that was forked has another."""

    def __init__(self) -> None:
        self.writer = Writer()

    def renew(self) -> None:
        self.writer = Writer()

    def close(self) -> None:
        self.writer.close()


_of_process = _OfProcess()
os.register_at_fork(after_in_child=_of_process.renew)
atexit.register(_of_process.close)


def of_process() -> Writer:
    """Return the writer of this process."""
    return _of_process.writer
