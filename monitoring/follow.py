"""From the way of a request to an entry, once its answer has been sent."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from werkzeug.wsgi import ClosingIterator

from odoo.http import Response

from ..auth import log_filter
from ..core import redaction
from ..core.endpoint_operation import Visit
from ..core.errors import Problem
from ..core.operation import Operation
from . import levels, writer
from .entry import ADDRESS_LENGTH, MAX_IDS, Entry, text
from .told import Told

# Of an agent that calls tools.
AGENTS = "mcp"
# Larger bodies are not looked into.
MAX_BODY_BYTES = 64 * 1024


def follow(way: Told, response: Response, problem: Problem | None = None) -> None:
    """Have a request told of, in Odoo's log and in ours, when its answer was sent.

    :param problem: what it ended in, of an error
    """
    if way.caller is not None:
        log_filter.tell_caller(way.caller.source, way.caller.user_id)
    # Odoo may have refused the request before it has chosen a database.
    settings, database = way.settings, getattr(way.request, "db", None)
    is_told = settings.log_level != levels.OFF or settings.metrics
    # Without a registry nobody knows whether the database has a log.
    if not is_told or way.request.registry is None:
        return
    entry = _entry(way, response, problem)
    # A tool that refuses has an answer as good as any.
    status = problem.status if problem else entry.status
    is_kept = levels.keeps(settings.log_level, status, entry.is_write)
    if is_kept and settings.log_bodies:
        _keep_bodies(entry, way, response)
    model = entry.model if entry.model in way.request.registry else ""

    def end(sent_bytes: int) -> None:
        # a clock may be set back meanwhile
        entry.duration = 1000 * max(time.time() - entry.at, 0.0)
        entry.sent_bytes = sent_bytes
        writer.of_process().add(database, entry, model, is_kept, settings.metrics)

    _when_sent(response, way.request.httprequest.method == "HEAD", end)


def _entry(way: Told, response: Response, problem: Problem | None) -> Entry:
    thread, http = threading.current_thread(), way.request.httprequest
    caller, operation = way.caller, _operation(way)
    dialect, is_write = way.dialect_name, way.is_write
    path = text(http.path, ADDRESS_LENGTH)
    if http.query_string:
        query = redaction.query(http.query_string.decode("latin-1")[:ADDRESS_LENGTH])
        path = f"{path}?{text(query, ADDRESS_LENGTH)}"
    return Entry(
        at=getattr(thread, "perf_t0", None) or time.time(),
        request_id=way.request_id,
        kind=_kind(way),
        source=caller.source if caller else "",
        client=text(way.client_id),
        user_id=caller.user_id if caller else None,
        address=text(http.remote_addr),
        user_agent=text(http.headers.get("User-Agent")),
        dialect=dialect,
        verb=text(http.method, 20),
        path=path,
        route=way.route,
        model=text(getattr(operation, "model", "")),
        operation=operation.verb if operation else "",
        method=text(getattr(operation, "method", "")),
        record_ids=", ".join(map(str, _ids(way))),
        records=len(way.result.rows) if way.result else 0,
        status=response.status_code,
        code=text(problem.code) if problem else "",
        refused_by=_refused_by(problem),
        error=text(problem.message, ADDRESS_LENGTH) if problem else "",
        duration=0.0,
        statements=getattr(thread, "query_count", None),
        sql_time=1000 * getattr(thread, "query_time", 0.0),
        sent_bytes=0,
        is_write=is_write,
        is_agent_write=is_write and dialect == AGENTS,
    )


def _operation(way: Told) -> Operation | None:
    """Return what was done: at an endpoint without code, what that stands for."""
    if isinstance(way.operation, Visit) and way.result:
        return way.result.operation
    return way.operation


def _kind(way: Told) -> str:
    """Return the model of the credential; tokens of a password are their user's."""
    if way.caller is None:
        return "restapi.client" if way.client_id else ""
    if way.is_session:
        return "session"
    return way.caller.source.partition(",")[0] or "res.users"


def _ids(way: Told) -> Iterable[Any]:
    """Return the first ids of the records that a request names, or that it gives."""
    if ids := getattr(way.operation, "ids", ()):
        return ids[:MAX_IDS]
    rows = way.result.rows[:MAX_IDS] if way.result else ()
    return [row["id"] for row in rows if "id" in row]


def _refused_by(problem: Problem | None) -> str:
    details = problem.details if problem else None
    return details.get("refused_by", "") if isinstance(details, dict) else ""


def _keep_bodies(entry: Entry, way: Told, response: Response) -> None:
    """Take what was sent and answered, unless all of it may be secret.

    Files are not kept, nor what comes and goes line by line.
    """
    http = way.request.httprequest
    if way.handles_secrets or redaction.names_secret(http.path):
        entry.request_body = entry.response_body = redaction.STARS
        return
    if response.direct_passthrough or way.takes_file:
        return
    entry.mimetype = http.mimetype
    if 0 < (http.content_length or 0) <= MAX_BODY_BYTES:
        entry.request_body = http.get_data(cache=True)
    if response.is_sequence and response.is_json:
        entry.response_body = _small(response.get_data())


def _small(content: bytes) -> bytes | str:
    if len(content) <= MAX_BODY_BYTES:
        return content
    return f"{redaction.STARS} {len(content)} bytes"


def _when_sent(response: Response, is_head: bool, end: Callable[[int], None]) -> None:
    if response.direct_passthrough:
        response.response = _Sent(response.response, end)
        return
    size = sum(map(len, response.response)) if response.is_sequence else 0
    response.call_on_close(lambda: end(0 if is_head else size))


class _Sent:
    """The pieces of a body that is not all there yet, counted as they go."""

    def __init__(self, pieces: Iterable[bytes], end: Callable[[int], None]) -> None:
        self._pieces = ClosingIterator(pieces)
        self._end = end
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self._size += len(piece)
        return piece

    def close(self) -> None:
        """Close what is sent; end the entry, whatever that does."""
        try:
            self._pieces.close()
        finally:
            self._end(self._size)
