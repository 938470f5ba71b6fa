"""Lists that are walked through with cursors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from odoo.http import Response

from ...core import codes
from ...core.errors import BadRequest
from ...core.operation import DEFAULT_LIMIT, Result
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
    check_cursor(sent)
    return Walk(
        slug,
        sent[CURSOR],
        dialect.domain() if "domain" in sent else None,
        dialect.fields_text() if "fields" in sent else None,
        dialect.order(),
        pages.limit(dialect),
        DEFAULT_LIMIT,
        count=exact_or_none(sent.get("count", NONE)) == EXACT,
        context=dialect.context(),
    )


def check_cursor(sent: Mapping[str, Any]) -> None:
    """Refuse parameters that have a cursor with an offset, or one that is no text."""
    if not isinstance(sent[CURSOR], str):
        raise BadRequest("cursor: a text is expected.", codes.INVALID_CURSOR)
    if "offset" in sent:
        raise BadRequest(
            "offset: a cursor tells where the page begins; send one of the two.",
            codes.INVALID_OFFSET,
        )


def exact_or_none(value: object) -> str:
    """Return how a client of a walk wants its total, if at all."""
    if value not in (EXACT, NONE):
        raise BadRequest(
            f"count: {EXACT} or {NONE}, with a cursor.",
            codes.INVALID_COUNT,
        )
    return value


def render(
    dialect: Native, result: Result, sent: Mapping[str, Any] | None = None
) -> Response:
    """Return the answer.

    :param sent: parameters that the cursor does not have
    """
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
    query = urlencode({**(sent or {}), CURSOR: result.value})
    link = f'<{dialect.http.path}?{query}>; rel="next"'
    if result.value and len(link) <= MAX_LINK:
        response.headers["Link"] = link
    return response
