"""Redis, which keeps tokens and counts requests for both servers."""

import secrets
import subprocess
import tempfile

from ...sandbox import process, server


class Redis:
    """A server on the loopback address, with a password."""

    def __init__(self, program: str) -> None:
        self.port = server.free_port()
        self.password = secrets.token_hex(16)
        self._folder = tempfile.TemporaryDirectory(prefix="restapi-redis-")
        self._process = subprocess.Popen(
            [
                *(program, "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--dir", self._folder.name, "--save", "", "--appendonly", "no"),
                *("--requirepass", self.password),
            ],
            stdout=subprocess.DEVNULL,
        )

    def parameters(self, is_used: bool) -> dict[str, str]:
        """Return the system parameters with which servers use it, or do not."""
        return {
            "rest_api.use_redis_token_store": str(is_used),
            "rest_api.redis_host": "127.0.0.1",
            "rest_api.redis_port": str(self.port),
            "rest_api.redis_password": self.password,
        }

    def stop(self) -> None:
        process.end(self._process.pid, lambda: self._process.poll() is None, 10)
        self._folder.cleanup()
