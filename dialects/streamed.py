"""An answer that is made while it is sent.

Its first piece is made before the status is sent, so that what goes wrong until then
is an error like any other. Afterwards all that can be done is to say so in a last
line, and to break the connection off.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from odoo.http import Response
from odoo.tools import frozendict

from ..core import problems
from ..core.errors import Problem

# Of a client that takes nothing; Odoo's own limit is two in a worker, and none in a
# thread, and whoever works on what they get needs a moment.
STALLED_SECONDS = 30

_logger = logging.getLogger(__name__)


class StreamedResponse(Response):
    """A response of lines; nothing is done before it is sent.

    :param lines: gives them, some in each piece
    :param last: makes a line of what went wrong, given the id of the request
    :param late: headers that are known with the first piece
    """

    def __init__(
        self,
        lines: Callable[[], Iterator[bytes]],
        last: Callable[[Problem, str], bytes],
        content_type: str,
        late: Mapping[str, str] = frozendict(),
    ) -> None:
        body = _Body(lines, last)
        super().__init__(body, content_type=content_type, direct_passthrough=True)
        object.__setattr__(self, "_body", body)
        object.__setattr__(self, "_late", late)
        # Proxies are to pass on what there is.
        self.headers["X-Accel-Buffering"] = "no"

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "HEAD":
            if connection := environ.get("werkzeug.socket"):
                connection.settimeout(STALLED_SECONDS)
            self._body.begin(self.headers.get("X-Request-Id", ""))
            self.headers.update(self._late)
        return super().__call__(environ, start_response)


class _Body:
    """The pieces of a body, which whoever sends them closes.

    None are made before it begins, nor for a request that is answered without.
    """

    def __init__(
        self,
        lines: Callable[[], Iterator[bytes]],
        last: Callable[[Problem, str], bytes],
    ) -> None:
        self._make = lines
        self._last = last
        self._lines: Iterator[bytes] = (line for line in ())
        self._request_id = ""
        self._is_broken = False
        self._first: bytes | None = None

    def begin(self, request_id: str) -> None:
        """Make the first piece, whatever goes wrong with it."""
        self._request_id = request_id
        self._lines = self._make()
        self._first = next(self._lines, b"")

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._is_broken:
            raise ConnectionAbortedError("The stream has ended in an error.")
        if self._first is not None:
            piece, self._first = self._first, None
            return piece
        try:
            return next(self._lines)
        except StopIteration:
            raise
        except Exception as exc:
            self._is_broken = True
            problem = problems.of(exc)
            if problem.status >= 500:
                _logger.exception("A stream has failed")
            return self._last(problem, self._request_id)

    def close(self) -> None:
        """End the work, also where nobody takes its rest."""
        self._lines.close()
