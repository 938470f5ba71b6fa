"""A proxy before a server that loses the first answer, and is busy once."""

import threading
from collections import defaultdict
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import requests

KEY = "Idempotency-Key"


class Flaky:
    """Serves every request at its third attempt, for the length of a ``with``.

    The first one is done, but its answer is lost; the second one is told to come back.

    :ivar attempts: of each request, the keys that they had
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.attempts: dict[tuple[str, str], list[str | None]] = defaultdict(list)

    def __enter__(self) -> "Flaky":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, proxy: Flaky, *args: Any) -> None:
        self.proxy = proxy
        super().__init__(*args)

    def pass_on(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        attempts = self.proxy.attempts[self.command, self.path]
        attempts.append(self.headers.get(KEY))
        if len(attempts) == 2:
            self.send_response(503)
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        answer = requests.request(
            self.command,
            self.proxy.target + self.path,
            headers=dict(self.headers),
            data=content,
            timeout=60,
        )
        if len(attempts) == 1:
            self.close_connection = True
            return
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = pass_on

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
