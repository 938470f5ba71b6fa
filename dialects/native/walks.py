"""Lists that are walked through with cursors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odoo.http import Response

from ...core import codes
from ...core.errors import BadRequest
from ...core.operation import Result
from ...core.walk_operation import Walk
from ...records.read.counted_search import EXACT, NONE
from ..base import json_response
from . import pages

if TYPE_CHECKING:
    from .dialect import Native

CURSOR = "cursor"
# Of a header that proxies pass on; a longer cursor is sent in the body of a QUERY.
MAX_LINK = 4096


def walk(dialect: Native, slug: str) -> Walk:
    sent = dialect.parameters
    cursor = sent[CURSOR]
    if not isinstance(cursor, str):
        raise BadRequest("cursor: a text is expected.", codes.INVALID_CURSOR)
    if "offset" in sent:
        raise BadRequest(
            "offset: a cursor tells where the page begins; send one of the two.",
            codes.INVALID_OFFSET,
        )
    return Walk(
        slug,
        cursor,
        dialect.domain() if "domain" in sent else None,
        dialect.fields_text() if "fields" in sent else None,
        dialect.order(),
        pages.limit(dialect),
        pages.DEFAULT_LIMIT,
        count=_counts(sent.get("count", NONE)),
        context=dialect.context(),
    )


def _counts(value: object) -> bool:
    """Tell whether a client wants the total."""
    if value not in (EXACT, NONE):
        raise BadRequest(
            f"count: {EXACT} or {NONE}, with a cursor.",
            codes.INVALID_COUNT,
        )
    return value == EXACT


def render(dialect: Native, result: Result) -> Response:
    total = {} if result.total is None else {"total": result.total}
    response = json_response(
        {
            "count": len(result.rows),
            **total,
            "limit": result.limit,
            "next": result.value,
            "results": result.rows,
        }
    )
    link = f'<{dialect.http.path}?{CURSOR}={result.value}>; rel="next"'
    if result.value and len(link) <= MAX_LINK:
        response.headers["Link"] = link
    return response
