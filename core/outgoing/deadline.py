"""The end of a request, however slowly the other side goes on."""

import socket
import time
from contextlib import suppress
from http.client import HTTPConnection
from threading import Timer


class Deadline:
    """Cuts the connection that is watched when its seconds are over.

    Time-outs of sockets are for one step: who sends a byte now and then meets them all.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._connection: HTTPConnection | None = None
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()

    @property
    def remaining(self) -> float:
        """Return how many seconds there are, a moment at least."""
        return max(self._end - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        """Tell whether the time is over."""
        return time.monotonic() >= self._end

    def watch(self, connection: HTTPConnection) -> None:
        """Have this connection cut."""
        self._connection = connection

    def _cut(self) -> None:
        sock = getattr(self._connection, "sock", None)
        if sock is not None:
            # It may be gone already, or still be shaking hands, which ends by itself.
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
