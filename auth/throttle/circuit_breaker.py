"""Remembers that a service did not answer, so that not every caller waits for it.

============= ===============================================================
closed        everybody calls
open          nobody calls, for some seconds after a failure
then          one caller tries; the others wait for how that ends
============= ===============================================================
"""

import time
from collections.abc import Callable
from threading import Lock


class CircuitBreaker:
    """One for a service and process, for all threads.

    :param seconds: to leave the service alone after a failure
    :param clock: seconds that only grow
    """

    def __init__(
        self, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._open_until: float | None = None

    def seconds_left(self) -> float:
        """Return for how long not to call; 0 for who may, and must say how it went."""
        with self._lock:
            if self._open_until is None:
                return 0
            now = self._clock()
            left = self._open_until - now
            if left > 0:
                return left
            self._open_until = now + self._seconds
            return 0

    def failed(self) -> None:
        """Leave the service alone from now on."""
        with self._lock:
            self._open_until = self._clock() + self._seconds

    def succeeded(self) -> None:
        """Let everybody call again."""
        with self._lock:
            self._open_until = None
