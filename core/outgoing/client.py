"""Sends requests to addresses that a guard allows, and to no others."""

import ssl
import time
from collections.abc import Mapping
from functools import partial
from threading import local
from typing import Any, NamedTuple

import certifi
from urllib3 import PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util.connection import create_connection
from urllib3.util.ssl_ import create_urllib3_context

from .address import Address
from .deadline import Deadline
from .guard import Guard

MAX_BYTES = 64 * 1024


class NoAnswer(Exception):
    """Nothing, or no HTTP, came back; the sentence says why."""


class Answer(NamedTuple):
    """What came back.

    :param content: its first bytes, as they were sent
    :param is_cut: there was more of it
    :param seconds: how long it took
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    is_cut: bool
    seconds: float


class Client:
    """A pool of connections, for the length of a ``with``; threads may share it.

    :param guard: says where requests may go
    :param seconds: that a request may take, from the look-up to the last byte
    """

    def __init__(self, guard: Guard, seconds: float) -> None:
        self._guard = guard
        self._seconds = seconds
        self._pools = _Pools(self)
        self._local = local()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_error: object) -> None:
        self._pools.clear()

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> Answer:
        """Send a request; return the answer, whatever its status, redirects too.

        :param max_bytes: of the answer's content, beyond which it is cut
        :raise Refused: it may not go there
        :raise NoAnswer: nothing came back in time, or nothing that is HTTP
        """
        self._guard.parse(url)
        begin = time.monotonic()
        with Deadline(self._seconds) as deadline:
            self._local.deadline = deadline
            try:
                answer = self._send(method, url, headers, content, max_bytes, begin)
            except (HTTPError, OSError) as exc:
                raise NoAnswer(self._why(exc, deadline)) from exc
            if deadline.is_over:
                # Content without a length ends with the connection, which was cut.
                raise NoAnswer(self._too_late)
            return answer

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        max_bytes: int,
        begin: float,
    ) -> Answer:
        response = self._pools.urlopen(
            method,
            url,
            body=content,
            headers=dict(headers),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            timeout=Timeout(self._seconds),
        )
        try:
            found = b""
            while piece := response.read(max_bytes + 1 - len(found)):
                found += piece
            if len(found) > max_bytes:
                response.close()
            return Answer(
                response.status,
                dict(response.headers),
                found[:max_bytes],
                len(found) > max_bytes,
                time.monotonic() - begin,
            )
        finally:
            response.release_conn()

    @property
    def _too_late(self) -> str:
        return f"There was no answer within {self._seconds:g} seconds."

    def _why(self, exc: Exception, deadline: Deadline) -> str:
        if deadline.is_over:
            return self._too_late
        if isinstance(exc, SSLError):
            return f"The connection is not secure: {exc}"
        return f"The connection ended without an answer: {exc}"

    def watch(self, connection: HTTPConnection) -> Deadline:
        """Have a connection end with the request that this thread sends."""
        deadline = self._local.deadline
        deadline.watch(connection)
        return deadline

    def connect(self, connection: HTTPConnection, scheme: str) -> Any:
        """Return a socket to an address of the connection's host that is allowed."""
        deadline = self.watch(connection)
        target = Address(scheme, connection.host.strip("[]"), connection.port)
        try:
            numbers = self._guard.destinations(target)
        except OSError as exc:
            raise NoAnswer(f"The host {target.host} is not known.") from exc
        error: OSError | None = None
        for number in numbers:
            try:
                return create_connection(
                    (number, target.port),
                    deadline.remaining,
                    source_address=connection.source_address,
                    socket_options=connection.socket_options,
                )
            except OSError as exc:
                error = exc
        raise NoAnswer(f"There was no connection: {error}") from error


class _Pools(PoolManager):
    """Connections that the client makes."""

    def __init__(self, client: Client) -> None:
        super().__init__(num_pools=100, maxsize=4, ssl_context=_context())
        self._client = client

    def _new_pool(self, scheme: str, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, *args, **kwargs)
        pool.ConnectionCls = partial(_CONNECTIONS[scheme], self._client)
        return pool


class _Guarded(HTTPConnection):
    """A connection to an address that was checked; see ``Client.connect``."""

    scheme = "http"

    def __init__(self, client: Client, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._client = client

    def _new_conn(self) -> Any:
        return self._client.connect(self, self.scheme)

    def request(self, *args: Any, **kwargs: Any) -> Any:
        # Also one that was made for an earlier request.
        self._client.watch(self)
        return super().request(*args, **kwargs)


class _Secure(_Guarded, HTTPSConnection):
    scheme = "https"


_CONNECTIONS = {"http": _Guarded, "https": _Secure}


def _context() -> ssl.SSLContext:
    """Trust what the system trusts, and what browsers do where it has no list."""
    context = create_urllib3_context()
    context.load_default_certs()
    context.load_verify_locations(certifi.where())
    return context
