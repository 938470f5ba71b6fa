"""A way to PostgreSQL that can be cut."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

BLOCK_BYTES = 65536


class Relay:
    """Passes connections on to the server of a cursor, for the length of a ``with``."""

    def __init__(self, cr: Any) -> None:
        info = cr.connection.info
        self._host, self._target_port = info.host, info.port
        self._connections: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._last_words = b""
        self.port = 0

    def __enter__(self) -> "Relay":
        self.mend()
        return self

    def __exit__(self, *_error: object) -> None:
        self.cut()

    def cut(self) -> None:
        """Lose all connections, and take no more."""
        _close(self._listener)
        for connection in self._connections:
            _close(connection)
        self._connections.clear()

    def mend(self) -> None:
        """Take connections, always at the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    @contextmanager
    def cutting_after(self, words: bytes) -> Iterator[None]:
        """Lose each connection by which these words are sent, before their answer."""
        self._last_words = words
        try:
            yield
        finally:
            self._last_words = b""

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                ends = listener.accept()[0], self._connect()
                self._connections += ends
                said = Event()
                for pump in (self._ask, self._answer):
                    Thread(target=pump, args=(*ends, said), daemon=True).start()

    def _connect(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._target_port))
        target = socket.socket(socket.AF_UNIX)
        target.connect(str(Path(self._host, f".s.PGSQL.{self._target_port}")))
        return target

    def _ask(self, client: socket.socket, server: socket.socket, said: Event) -> None:
        with suppress(OSError):
            while block := client.recv(BLOCK_BYTES):
                if self._last_words and self._last_words in block:
                    said.set()
                server.sendall(block)
        _close(server)

    def _answer(
        self, client: socket.socket, server: socket.socket, said: Event
    ) -> None:
        with suppress(OSError):
            while (block := server.recv(BLOCK_BYTES)) and not said.is_set():
                client.sendall(block)
        _close(client)


def _close(connection: socket.socket) -> None:
    # others wait for it, in threads of theirs
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
