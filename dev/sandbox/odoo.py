"""Odoo's command lines, all on one configuration file."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import process
from .postgres import Client
from .release import Release


@dataclass(frozen=True)
class Odoo:
    """An Odoo with its Python, its PostgreSQL server and its data folder."""

    python: Path
    release: Release
    client: Client
    configuration: Path
    data: Path
    addons: tuple[Path, ...] = ()

    @property
    def addons_path(self) -> tuple[Path, ...]:
        """The folders of addons, beside Odoo's own."""
        return (*self.release.addons, *self.addons)

    def configure(self) -> None:
        """Write the configuration file that every command line names."""
        options = {
            "addons_path": ",".join(map(str, self.addons_path)),
            "data_dir": self.data,
            "db_host": self.client.host,
            "db_port": self.client.port,
            "db_user": self.client.user,
            "http_interface": os.environ.get("INTERFACE") or "127.0.0.1",
            "list_db": False,
            "max_cron_threads": 0,
            "proxy_mode": False,
            "workers": 0,
        }
        lines = [f"{name} = {value}\n" for name, value in options.items()]
        self.data.mkdir(parents=True, exist_ok=True)
        self.configuration.write_text("".join(["[options]\n", *lines]))

    def command(
        self, *arguments: str, database: str, subcommand: str = "server"
    ) -> list[str]:
        """Return the command line of `subcommand` on `database`."""
        return [
            *(str(self.python), str(self.release.script), subcommand),
            *("--config", str(self.configuration), "--database", database),
            *arguments,
        ]

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment variables an Odoo process needs."""
        ignored = ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PYTHONHOME")
        inherited = {k: v for k, v in os.environ.items() if k not in ignored}
        return {
            **inherited,
            "PYTHONPATH": str(self.release.library),
            "PYTHONDONTWRITEBYTECODE": "",
            "ODOO_RC": str(self.configuration),
            **(extra or {}),
        }

    def load(self, database: str, *arguments: str, log: Path, title: str) -> None:
        """Install or update modules in `database`, then end."""
        process.run(
            self.command(
                *arguments, "--stop-after-init", "--no-http", database=database
            ),
            env=self.environment(),
            cwd=self.data,
            log=log,
            title=title,
            progress=lambda: _loading(log),
            failure=f"Odoo stopped ({title})",
        )

    def script(
        self, database: str, file: Path, env: Mapping[str, str], log: Path
    ) -> None:
        """Run a Python file in an Odoo shell on `database`."""
        with file.open() as code:
            process.run(
                self.command("--no-http", database=database, subcommand="shell"),
                env=self.environment(env),
                cwd=self.data,
                log=log,
                stdin=code.fileno(),
                failure=f"{file.name} failed in the Odoo shell",
            )

    def shell(self, database: str) -> int:
        """Give the terminal to an Odoo shell on `database`."""
        command = self.command("--no-http", database=database, subcommand="shell")
        return subprocess.call(command, env=self.environment(), cwd=self.data)


def _loading(log: Path) -> str:
    """Return what Odoo does, without the time, the process and the logger."""
    return process.last_line(log).rpartition(": ")[2]
