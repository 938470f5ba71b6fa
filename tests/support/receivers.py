"""Real HTTP servers that receive what the addon sends, each in its own way."""

import datetime
import ipaddress
import json
import ssl
import tempfile
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Received(NamedTuple):
    """A request.

    :param headers: their names in lower case
    :param port: of the client
    :param at: when it came, seconds since 1970
    """

    method: str
    path: str
    headers: dict[str, str]
    content: bytes
    port: int
    at: float

    def json(self) -> Any:
        """Return what the body says."""
        return json.loads(self.content)


Answer = Callable[[BaseHTTPRequestHandler], None]


def status(code: int, content: bytes = b"", **headers: str) -> Answer:
    """Return how to answer with a status."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def hang(until: Event) -> Answer:
    """Return how to answer nothing until an event."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        until.wait(60)
        handler.close_connection = True

    return answer


def drip(pieces: list[bytes]) -> Answer:
    """Return how to answer a little now and then."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


class Receiver:
    """A server on a free port of this computer, for the length of a ``with``.

    :ivar received: what came, in order
    :ivar names: of TLS, which clients have asked for
    """

    def __init__(
        self,
        answer: Answer | None = None,
        certificate: "Certificate | None" = None,
    ) -> None:
        self.answer = answer or status(204)
        self.received: list[Received] = []
        self.names: list[str | None] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.receiver = self
        self.port = self._server.server_port
        scheme = "http"
        if certificate:
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.path)
            context.sni_callback = lambda _sock, name, _context: self.names.append(name)
            self._server.socket = context.wrap_socket(
                self._server.socket,
                server_side=True,
                do_handshake_on_connect=False,
            )
        self.url = f"{scheme}://127.0.0.1:{self.port}/hook"

    def __enter__(self) -> "Receiver":
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    block_on_close = False
    receiver: Receiver

    def handle_error(self, *_request: Any) -> None:
        """Say nothing of clients that go away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def receive(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver = self.server.receiver
        receiver.received.append(
            Received(
                self.command,
                self.path,
                headers,
                content,
                self.client_address[1],
                time.time(),
            )
        )
        receiver.answer(self)

    do_GET = do_POST = receive

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


class Certificate:
    """A certificate that nobody has signed but itself, and its key, in a file."""

    def __init__(self, *names: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        now = datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(
                x509.SubjectAlternativeName([_alternative(name) for name in names]),
                critical=False,
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name, "certificate.pem")
        self.path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
