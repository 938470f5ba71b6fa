"""A proxy that adds a credential, for programs that have no option for one."""

from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import SplitResult, urlsplit

TIMEOUT = 60
_OF_A_CONNECTION = frozenset(["connection", "transfer-encoding", "keep-alive"])


class Proxy(ThreadingHTTPServer):
    """Passes requests on to a server, with a bearer token; for the length of a ``with``."""

    daemon_threads = True
    target: SplitResult
    token: str

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://localhost:{self.server_port}"
        Thread(target=self.serve_forever, daemon=True).start()

    def lead(self, target: str, token: str) -> None:
        """Say where requests go.

        :param target: address of the server
        """
        self.target, self.token = urlsplit(target), token

    def handle_error(self, *_request: object) -> None:
        """Say nothing of clients that go away."""

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.server.target
        connection = HTTPConnection(target.hostname, target.port, timeout=TIMEOUT)
        connection.putrequest(self.command, self.path, skip_host=True)
        for name, value in self.headers.items():
            if name.lower() not in _OF_A_CONNECTION:
                connection.putheader(name, value)
        connection.putheader("Authorization", f"Bearer {self.server.token}")
        connection.endheaders(content)
        answer = connection.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {*_OF_A_CONNECTION, "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        connection.close()

    do_GET = do_POST = do_DELETE = do_OPTIONS = _pass_on

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""
