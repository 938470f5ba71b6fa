"""The PostgreSQL server of the stage, at an address that outlives it."""

import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from dev.sandbox import paths, replica
from dev.sandbox.cluster import Cluster
from dev.sandbox.postgres import PORT, USER, Client

# What was acknowledged is written: the sandbox has this off, for speed.
SETTINGS = {**replica.SETTINGS, "synchronous_commit": "on", "max_connections": "60"}
STANDBY = "standby"


class Postgres:
    """A server behind a symbolic link to its sockets, as behind an address that moves.

    :param folder: where its data are, and those of who takes its place
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder = folder
        self.address = paths.socket_folder(folder / "address")
        self.server = Cluster(programs, folder / "postgres", SETTINGS)

    @property
    def client(self) -> Client:
        """How Odoo and `psql` reach it, whoever answers."""
        return Client(
            self.server.programs, str(self.address), str(PORT), USER, owned=True
        )

    def start(self) -> None:
        """Start the server, and lead the address to it."""
        self.server.start()
        self._lead()

    def stop(self, request: signal.Signals = signal.SIGINT) -> None:
        self.server.stop(request)

    def fail_over(self, standby: Cluster) -> None:
        """Have a standby take writes, at the address of the server that was."""
        replica.promote(standby)
        self.server = standby
        self._lead()

    def follow(self) -> Cluster:
        """Return a standby that has every commit before it is acknowledged."""
        settings = {**SETTINGS, "hot_standby_feedback": "on"}
        data = self.folder / STANDBY
        standby = replica.following(self.server, data, STANDBY, settings)
        standby.start()
        self.wait_for(STANDBY)
        return standby

    def wait_for(self, standby: str) -> None:
        """Have commits wait for a standby; for nobody, by an empty name."""
        self.execute("ALTER SYSTEM SET synchronous_standby_names = %s", standby)
        self.execute("SELECT pg_reload_conf()")

    def remove(self) -> None:
        """Stop the server, and let the address go."""
        self.server.release()
        self.address.unlink(missing_ok=True)

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement outside of Odoo's database; return its rows."""
        with self.connected() as connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def connected(self, database: str = "postgres") -> Iterator[Any]:
        """Give a connection whose statements are committed one by one."""
        with closing(self.connect(database)) as connection:
            connection.autocommit = True
            yield connection

    def connect(self, database: str = "postgres") -> Any:
        return psycopg2.connect(
            host=str(self.server.sockets),
            port=PORT,
            user=USER,
            dbname=database,
            application_name="faults",
        )

    def _lead(self) -> None:
        # renamed, not removed and made: nobody finds no address
        new = self.address.with_name(f"{self.address.name}.new")
        new.unlink(missing_ok=True)
        new.symlink_to(self.server.sockets)
        new.replace(self.address)
