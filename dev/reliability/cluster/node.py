"""An Odoo server, which is stopped, killed and started again."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ...sandbox import server
from ...sandbox.odoo import Odoo

STOP_SECONDS = 60


@dataclass
class Node:
    """A server with workers, one for live notifications, and scheduled actions.

    :param arguments: more of Odoo's command line
    """

    name: str
    odoo: Odoo
    database: str
    log: Path
    workers: int = 2
    arguments: Sequence[str] = ()
    port: int = field(default_factory=server.free_port)
    live_port: int = field(default_factory=server.free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Node":
        """Start the server, and wait until it answers."""
        command = self.odoo.command(
            f"--http-port={self.port}",
            f"--gevent-port={self.live_port}",
            f"--workers={self.workers}",
            "--max-cron-threads=1",
            *self.arguments,
            database=self.database,
        )
        with self.log.open("w") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.odoo.environment(),
                cwd=self.odoo.data,
                start_new_session=True,
            )
        live_url = f"http://127.0.0.1:{self.live_port}"
        server.await_answer(server.Server(self._process, self.url, live_url, self.log))
        return self

    def stop(self) -> None:
        """Have the server end what it does, and wait until it has."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        self.kill()

    def kill(self) -> None:
        """Kill the server with all its processes."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()
