"""How to talk to PostgreSQL: to the sandbox's own server, or the user's (`PGHOST`)."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import SandboxError

USER = "odoo"
PORT = 5432


@dataclass(frozen=True)
class Client:
    """How to reach a server, for Odoo and for `psql`."""

    programs: Path
    host: str
    port: str
    user: str
    owned: bool

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement and return its rows as text."""
        answer = subprocess.run(
            [
                self.programs / "psql",
                "-XAtqw",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                self.host,
                "-p",
                self.port,
                "-U",
                self.user,
                "-d",
                database,
                "-c",
                statement,
            ],
            capture_output=True,
            text=True,
        )
        if answer.returncode:
            raise SandboxError(f"PostgreSQL: {answer.stderr.strip()}")
        return answer.stdout.strip()


def external(programs: Path) -> Client | None:
    """Return the server that the user's environment names, if it does."""
    if not any(os.environ.get(name) for name in ("PGHOST", "PGPORT")):
        return None
    client = Client(
        programs,
        os.environ.get("PGHOST") or "localhost",
        os.environ.get("PGPORT") or str(PORT),
        os.environ.get("PGUSER") or USER,
        owned=False,
    )
    client.sql("SELECT 1")
    return client


def programs_of(python: Path) -> Path:
    """Return the folder of the PostgreSQL programs that came with `python`."""
    found = sorted(
        python.parent.parent.glob("lib/python*/site-packages/*/pginstall*/bin")
    )
    if not found:
        raise SandboxError(f"There is no PostgreSQL in {python.parent.parent}.")
    return found[-1]
