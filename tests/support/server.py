"""A real Odoo server beside the test runner's, on the same database."""

import functools
import os
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

import psutil
import requests

import odoo
from odoo.tools import config

from .forks import Forks

START_SECONDS = 90
# What may differ between servers that one process has forked.
FORKED = {"max-cron-threads"}

LAUNCHER = Path(__file__).with_name("launch.py")


class Server:
    """``odoo-bin`` in a process of its own, for the length of a ``with``.

    :param workers: number of HTTP processes; 0 for threads in one
    :param environment: variables, beside those of the test runner
    :param options: more of the command line, like ``db_maxconn``
    """

    def __init__(
        self,
        database: str,
        workers: int,
        environment: Mapping[str, str] = MappingProxyType({}),
        **options: Any,
    ) -> None:
        self.database = database
        self.workers = workers
        self.environment = environment
        self.options = options
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 closed with the object

    def __enter__(self) -> "Server":
        self._process = self._start()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._is_alive():
            try:
                requests.get(f"{self.url}/api/health", timeout=5).raise_for_status()
                return self
            except requests.RequestException:
                time.sleep(0.1)
        self.__exit__(None, None, None)
        raise AssertionError(f"The server did not start:\n{self.log()[-3000:]}")

    def _start(self) -> psutil.Process:
        if self.environment or self.options.keys() - FORKED:
            return psutil.Popen(
                odoo_command("server", *self._own()),
                stdout=self._log,
                stderr=self._log,
                env={**odoo_environment(), **self.environment},
            )
        forks = _forks(self.database)
        return forks.start(self._own(), odoo_environment(), self._log.fileno())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(psutil.NoSuchProcess):  # where a test has killed it
            self._process.terminate()
        try:
            self._process.wait(20)
        except psutil.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _is_alive(self) -> bool:
        try:
            self._process.wait(0)
        except psutil.TimeoutExpired:
            return True
        return False

    @property
    def pid(self) -> int:
        return self._process.pid

    def log(self) -> str:
        """Return what the server has logged."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _own(self) -> list[str]:
        """Return the options of this server's command line."""
        options = {
            "database": self.database,
            "http-interface": "127.0.0.1",
            "http-port": self.port,
            "gevent-port": 0,
            "workers": self.workers,
            "max-cron-threads": 0,
            **self.options,
        }
        return [f"--{name}={value}" for name, value in options.items()]


@functools.cache
def _forks(database: str) -> Forks:
    """Return what servers of a database are forked from, loaded once."""
    command = odoo_command("forkserver", f"--database={database}")
    return Forks(command, odoo_environment())


def odoo_command(command: str, *arguments: str) -> list[str]:
    """Return an ``odoo-bin`` command line for the test runner's own server."""
    options = {
        "addons-path": ",".join(config["addons_path"]),
        "data-dir": config["data_dir"],
        **{
            name: config[name]
            for name in ("db_host", "db_port", "db_user")
            if config[name]
        },
    }
    settings = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, str(LAUNCHER), command, *settings, *arguments]


def odoo_environment() -> dict[str, str]:
    """Return the environment in which ``odoo`` can be imported."""
    source = str(Path(odoo.__path__[0]).parent)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")]),
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
