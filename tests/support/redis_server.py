"""A real Redis server on a free port, to be stopped and started again."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis import Redis

START_SECONDS = 20


def program() -> str | None:
    """Return the path of ``redis-server``, where there is one."""
    return os.environ.get("RESTAPI_SANDBOX_REDIS") or shutil.which("redis-server")


class RedisServer:
    """A server that keeps its data when it is stopped."""

    def __init__(self, password: str) -> None:
        self.password = password
        self._folder = tempfile.TemporaryDirectory()
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                *(program(), "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--dir", self._folder.name, "--appendonly", "yes"),
                *("--requirepass", self.password),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("redis-server did not start")

    def client(self) -> "Redis":
        """Return a client that may do anything."""
        from redis import Redis

        return Redis("127.0.0.1", self.port, password=self.password)

    def send(self, request: signal.Signals) -> None:
        """Have it pause, or go on."""
        if self._process:
            self._process.send_signal(request)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def remove(self) -> None:
        self.stop()
        self._folder.cleanup()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answers:
                    return [answers.readline()[:1], answers.readline()] == [
                        b"+",
                        b"+PONG\r\n",
                    ]
        except OSError:
            return False
