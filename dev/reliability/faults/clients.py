"""Clients that go away: in the middle of a request, in the middle of an answer."""

import re
import socket
import struct
import time
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

import requests

from .fault import Fault
from .servers import DATABASE

CLIENTS = 6
MARK = "half a request"
BODY = f'{{"name": "{MARK}", "comment": "'.encode()
WHOLE_BYTES = 100_000
# More than what is on its way from one end of a connection to the other.
LARGE = "large answer"
LARGE_BYTES = 1_000_000
LARGE_RECORDS = 16
TIMEOUT_SECONDS = 30
BLOCK_BYTES = 4096
SERVER_ERROR = re.compile(rb"HTTP/1\.[01] (5\d\d) ")
LOCKS = """SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
            WHERE locktype = 'advisory' AND datname = %s"""


class ClientsGone(Fault):
    """Programs that are killed: their connections are reset."""

    def __init__(self, servers) -> None:
        super().__init__(servers)
        self._connections: list[socket.socket] = []

    def end(self) -> None:
        while self._connections:
            reset(self._connections.pop())

    def connect(self, *head: str, body: bytes = b"") -> socket.socket:
        """Send a request, and return the connection that its answer will come by."""
        address = urlsplit(self.servers.url)
        connection = socket.create_connection(
            (address.hostname, address.port), TIMEOUT_SECONDS
        )
        self._connections.append(connection)
        key = f"Authorization: {self.servers.key['Authorization']}"
        lines = "\r\n".join([*head, "Host: localhost", key, "", ""])
        connection.sendall(lines.encode() + body)
        return connection


class GoneInRequest(ClientsGone):
    """Some go at once, others say nothing more and wait."""

    name = "client-gone-in-request"
    title = "Clients send half a body; some go at once, others after seconds"
    seconds = 5
    # Of the rest of a body, when the request was answered already.
    logged = ("OSError: cannot read from timed out object",)

    def __init__(self, servers) -> None:
        super().__init__(servers)
        self._answers: list[bytes] = []

    def begin(self) -> None:
        for _client in range(CLIENTS):
            self._begin_request()
        super().end()
        for _client in range(CLIENTS):
            self._begin_request()

    def end(self) -> None:
        for connection in self._connections:
            connection.setblocking(False)
            with suppress(OSError):
                self._answers.append(connection.recv(BLOCK_BYTES))
        super().end()

    def _begin_request(self) -> None:
        self.connect(
            "POST /api/res.partner HTTP/1.1",
            "Content-Type: application/json",
            f"Content-Length: {WHOLE_BYTES}",
            body=BODY,
        )

    def findings(self) -> Iterable[str]:
        path = f"/api/res.partner/count?domain=[('name','=','{MARK}')]"
        if count := self.servers.get(path).json()["count"]:
            yield f"{count} records of half a request"
        for answer in self._answers:
            if match := SERVER_ERROR.match(answer):
                yield f"Half a request was answered with {match[1].decode()}"


class GoneInAnswer(ClientsGone):
    """They read a little, then nothing, and then they are no more."""

    name = "client-gone-in-answer"
    title = "Clients stop to read a large answer, and go"

    def prepare(self) -> None:
        for _record in range(LARGE_RECORDS):
            values = {"name": LARGE, "comment": "x" * LARGE_BYTES}
            answer = requests.post(
                f"{self.servers.url}/api/res.partner?fields=id",
                json=values,
                headers=self.servers.key,
                timeout=TIMEOUT_SECONDS,
            )
            answer.raise_for_status()

    def begin(self) -> None:
        for number in range(CLIENTS):
            form = ("json", "ndjson")[number % 2]
            domain = f"[('name','=','{LARGE}')]".replace(" ", "%20")
            query = f"fields=comment&domain={domain}&format={form}"
            connection = self.connect(f"GET /api/res.partner?{query} HTTP/1.1")
            connection.recv(1)

    def findings(self) -> Iterable[str]:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while locks := self.servers.postgres.execute(LOCKS, DATABASE)[0][0]:
            if time.monotonic() > deadline:
                yield f"{locks} advisory locks are left"
                return
            time.sleep(0.2)


def reset(connection: socket.socket) -> None:
    """End a connection as the system does for a program that was killed."""
    at_once = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    connection.close()
