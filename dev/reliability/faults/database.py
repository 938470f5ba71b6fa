"""PostgreSQL goes away, in part or altogether."""

import signal
import threading
from contextlib import suppress
from typing import ClassVar

import psycopg2

from .fault import Fault

# What Odoo logs of a request whose database has gone.
LOST = (
    "psycopg2.OperationalError",
    "psycopg2.InterfaceError",
    "psycopg2.DatabaseError",
    "psycopg2.errors.",
)
# What a client is told of a commit that nobody has answered.
UNKNOWN = frozenset([504])
TERMINATE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name LIKE 'odoo-%'"""


class DatabaseFault(Fault):
    logged = LOST
    tolerated = UNKNOWN


class PostgresRestarted(DatabaseFault):
    name = "postgres-restarted"
    title = "PostgreSQL is restarted (fast)"
    request: ClassVar[signal.Signals] = signal.SIGINT

    def begin(self) -> None:
        self.servers.postgres.stop(self.request)

    def end(self) -> None:
        self.servers.postgres.start()


class PostgresCrashed(PostgresRestarted):
    name = "postgres-crashed"
    title = "PostgreSQL is stopped without a shutdown (immediate), and recovers"
    request = signal.SIGQUIT


class ConnectionsKilled(DatabaseFault):
    name = "connections-killed"
    title = "All connections to PostgreSQL are terminated, once a second"

    def __init__(self, servers) -> None:
        super().__init__(servers)
        self._over = threading.Event()
        self._killer = threading.Thread(target=self._kill, daemon=True)

    def begin(self) -> None:
        self._killer.start()

    def end(self) -> None:
        self._over.set()
        self._killer.join()

    def _kill(self) -> None:
        while not self._over.wait(1):
            self.servers.postgres.execute(TERMINATE)


class ConnectionsExhausted(DatabaseFault):
    """Others have all connections that PostgreSQL allows."""

    name = "connections-exhausted"
    title = "PostgreSQL has no connection left"

    def __init__(self, servers) -> None:
        super().__init__(servers)
        self._taken = []

    def begin(self) -> None:
        self._take()
        with suppress(psycopg2.OperationalError):
            while True:
                with self._taken[-1].cursor() as cursor:
                    cursor.execute(TERMINATE)
                    if not cursor.rowcount:
                        return
                self._take()

    def end(self) -> None:
        for connection in self._taken:
            connection.close()

    def _take(self) -> None:
        with suppress(psycopg2.OperationalError):
            while True:
                connection = self.servers.postgres.connect()
                connection.autocommit = True
                self._taken.append(connection)


class FailedOver(DatabaseFault):
    """The standby has each commit before it is acknowledged, so that it can."""

    name = "failed-over"
    title = "PostgreSQL crashes; its standby is promoted at the same address"

    def prepare(self) -> None:
        self.standby = self.servers.postgres.follow()

    def begin(self) -> None:
        self.servers.postgres.stop(signal.SIGQUIT)

    def end(self) -> None:
        self.servers.postgres.fail_over(self.standby)
