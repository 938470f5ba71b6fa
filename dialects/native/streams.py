"""Lists without pages: all records that match, a line each."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any

from ...auth.transactions.stream import Stream
from ...core import codes, json
from ...core.errors import BadRequest
from ...core.operation import Result, Row
from ...core.schema import Node
from ...core.stream_operation import Export
from ..base import JSON
from ..streamed import StreamedResponse

if TYPE_CHECKING:
    from .dialect import Native

NDJSON = "application/x-ndjson"
CSV = "text/csv"
FORMATS = {"json": JSON, "ndjson": NDJSON, "csv": CSV}
SAFE = "safe"
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_PAGE = ("limit", "offset", "cursor", "count")


def kind(dialect: Native) -> str:
    """Return the content type that a client wants of a list."""
    wanted = dialect.parameters.get("format")
    if wanted is None:
        accepted = dialect.http.accept_mimetypes
        return accepted.best_match(list(FORMATS.values()), JSON)
    if wanted not in FORMATS:
        raise BadRequest(f"format: one of {', '.join(FORMATS)}.", codes.INVALID_FORMAT)
    return FORMATS[wanted]


def export(dialect: Native, slug: str, content_type: str) -> Export:
    sent = dialect.parameters
    for name in _NO_PAGE:
        if name in sent:
            raise BadRequest(
                f"{name}: a stream has no pages, it gives all records that match; "
                "leave it out.",
                codes.invalid(name),
            )
    is_table = content_type == CSV
    fields = dialect.fields()
    if sent.get("csv", SAFE) != SAFE or ("csv" in sent and not is_table):
        raise BadRequest(f"csv: {SAFE}, with format=csv.", codes.INVALID_CSV)
    return Export(
        slug,
        dialect.owner.key,
        dialect.domain(),
        _nested(fields) if is_table and fields else fields,
        dialect.order(),
        is_table=is_table,
        columns=tuple(_paths(fields)) if is_table and fields else (),
        context=dialect.context(),
    )


def _paths(node: Node, above: str = "") -> Iterator[str]:
    """Name the columns of a table, in the order in which they are asked for."""
    for child in node.fields or ():
        path = f"{above}{child.name}"
        if child.fields is None:
            yield path
        else:
            yield from _paths(child, f"{path}.")


def _nested(node: Node) -> Node:
    """Return a tree in which ``partner_id.name`` is a field below a field."""
    below: dict[str, list[Node]] = {}
    for child in node.fields or ():
        first, _, rest = child.name.partition(".")
        nodes = below.setdefault(first, [])
        if rest:
            nodes.append(Node(rest, child.fields, child.options))
        elif child.fields is not None:
            nodes.extend(child.fields)
    return Node(
        node.name,
        tuple(
            _nested(Node(name, tuple(nodes))) if nodes else Node(name)
            for name, nodes in below.items()
        ),
        node.options,
    )


def render(dialect: Native, result: Result) -> StreamedResponse:
    found: Stream = result.value
    if found.columns:
        write = _Table(found.columns, "csv" in dialect.parameters)
        return streamed(dialect, found, write, f"{CSV}; charset=utf-8; header=present")
    return streamed(dialect, found, ndjson, NDJSON)


def streamed(
    dialect: Native,
    found: Stream,
    write: Callable[[Iterable[Any]], bytes],
    content_type: str,
) -> StreamedResponse:
    """Return an answer of the pieces of a stream, each written as it comes."""

    def lines() -> Iterator[bytes]:
        begin = getattr(write, "begin", bytes)
        start = begin()
        pieces = found.pieces()
        try:
            for piece in pieces:
                yield start + write(piece)
                start = b""
        finally:
            pieces.close()
        if start:
            yield start

    last = partial(_last, dialect)
    return StreamedResponse(lines, last, content_type, found.headers)


def _last(dialect: Native, problem: Any, request_id: str) -> bytes:
    return dialect.render_error(problem, request_id).get_data() + b"\n"


def ndjson(rows: Iterable[Row]) -> bytes:
    """Return a line for each row."""
    return b"".join(json.dumps(row) + b"\n" for row in rows)


class _Table:
    """Writes rows as CSV (RFC 4180).

    :param columns: paths of fields
    :param is_safe: whether texts that look like a formula are marked as texts
    """

    def __init__(self, columns: tuple[str, ...], is_safe: bool) -> None:
        self._columns = columns
        self._paths = [column.split(".") for column in columns]
        self._is_safe = is_safe

    def begin(self) -> bytes:
        """Return the line of names."""
        return self._text([self._columns])

    def __call__(self, rows: Iterable[Row]) -> bytes:
        return self._text(
            [self._cell(row, path) for path in self._paths] for row in rows
        )

    def _text(self, lines: Iterable[Iterable[Any]]) -> bytes:
        text = StringIO(newline="")
        csv.writer(text).writerows(lines)
        return text.getvalue().encode()

    def _cell(self, row: Row, path: list[str]) -> Any:
        value: Any = row
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, dict):
            # A record in place of its fields: as it may be imported again.
            model = f"{value['model']}," if "model" in value else ""
            value = f"{model}{value['id']}"
        if isinstance(value, bool):
            return "true" if value else "false"
        if self._is_safe and isinstance(value, str) and value.startswith(_FORMULA):
            return f"'{value}"
        return value
