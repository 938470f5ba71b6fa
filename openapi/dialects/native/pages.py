"""Pages of records."""

from collections.abc import Iterator
from typing import Any

from ....core.grant import READ
from ... import errors
from ... import operations as ops
from ...formats import Schema
from ...operations import Row
from ...scope import Scope
from . import answers

LIST = ("domain", "fields", "limit", "offset", "cursor", "order", "count", "context")
_TEXT = """\
Records that match a domain, a page of them.

All of them, without pages, come as a stream for `Accept: application/x-ndjson` or
`text/csv`, or with `format=ndjson` or `format=csv`.
"""
NEXT = {
    "type": ["string", "null"],
    "description": "The `cursor` of the page after this one; with a cursor only.",
}


def rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    list_ = f"/{scope.name}"
    estimate = ops.noted(ops.BOOLEAN, "Where the total is one.")
    page = answers.page(
        ops.record(scope, described),
        total=answers.TOTAL,
        total_is_estimate=estimate,
        next=NEXT,
    )
    yield Row(
        *("get", list_, "list", "List"),
        _TEXT,
        page,
        READ,
        (*LIST, "list_format", "csv", "if_none_match"),
        statuses=errors.READING,
        headers=("ETag", "Link", "Changes-Cursor"),
        response={"content": _page_or_stream(page)},
        others=answers.NOT_MODIFIED,
    )
    # OpenAPI 3.1 has no key for this method.
    yield Row(
        *("x-query", list_, "query", "List by QUERY"),
        "As `GET`, for parameters that are long (RFC 10008).",
        page,
        READ,
        body=ops.json_body(_parameters(), {"domain": [], "limit": 10}),
        statuses=(*errors.READING, 413, 415),
        headers=("ETag",),
        response={"content": _page_or_stream(page)},
    )


def _page_or_stream(page: Schema) -> dict[str, Any]:
    return {
        "application/json": {"schema": page},
        "application/x-ndjson": {
            "schema": ops.noted(ops.TEXT, "A record a line, without pages.")
        },
        "text/csv": {
            "schema": ops.noted(ops.TEXT, "RFC 4180, a column for each of `fields`.")
        },
    }


def _parameters() -> Schema:
    """Return the schema of the parameters of a list in a body."""
    return {
        "type": "object",
        "description": "The parameters of the query, as they are or as JSON values: "
        "`domain` and `fields` also as lists, `context` as an object.",
        "properties": {
            name: {"description": f"As the parameter `{name}`."}
            for name in (*LIST, "format", "csv")
        },
        "additionalProperties": False,
    }
