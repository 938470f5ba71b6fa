"""Endpoints without code, below ``/x``: what they do is said in the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odoo.http import Response

from ...core import codes
from ...core.call_operation import Invoke
from ...core.endpoint import PAGING
from ...core.endpoint_operation import (
    ListEndpoints,
    VisitChange,
    VisitList,
    VisitPost,
    VisitRecord,
)
from ...core.errors import BadRequest
from ...core.operation import Operation, Result
from ...core.walk_operation import Walk
from ...records.read.counted_search import NONE
from .. import base, body
from . import bulk, methods, pages, records, walks
from .parameters import EVERYWHERE

if TYPE_CHECKING:
    from .dialect import Native

PREFIX = "/x/"


def all_(dialect: Native) -> Operation:
    return ListEndpoints()


def render_all(dialect: Native, result: Result) -> dict[str, Any]:
    rows = [
        {**row, "address": f"{base.SHARED_PREFIX}{PREFIX}{row['address']}"}
        for row in result.rows
    ]
    return {"count": len(rows), "results": rows}


def list_(dialect: Native, address: str) -> Operation:
    sent = dialect.parameters
    if walks.CURSOR in sent:
        walks.check_cursor(sent)
        count = walks.exact_or_none(sent.get("count", NONE))
    else:
        count = records.how_exactly(sent.get("count"))
    return VisitList(
        address,
        _without_paging(dialect),
        dialect.owner,
        limit=pages.limit(dialect),
        offset=base.integer(str(sent.get("offset", 0)), "offset", 0),
        cursor=sent.get(walks.CURSOR),
        count=count,
    )


def read(dialect: Native, address: str, ids: str) -> Operation:
    found = base.record_ids(ids)
    if len(found) > 1:
        raise BadRequest("id: reading takes one id.", codes.INVALID_ID)
    return VisitRecord(address, _arguments(dialect), dialect.owner, found)


def post(dialect: Native, address: str, ids: str = "") -> Operation:
    return VisitPost(
        *_asked(dialect, address, ids),
        body=body.read(dialect.http),
        minimal=dialect.is_minimal,
    )


def change(dialect: Native, address: str, ids: str) -> Operation:
    return VisitChange(
        *_asked(dialect, address, ids),
        body=dialect.values(),
        minimal=dialect.is_minimal,
        tags=dialect.versions().tags,
    )


def _asked(dialect: Native, address: str, ids: str) -> tuple[Any, ...]:
    found = base.record_ids(ids) if ids else ()
    return address, _arguments(dialect), dialect.owner, found


def _arguments(dialect: Native) -> dict[str, Any]:
    """Return what is sent, without what is read elsewhere."""
    others = (*EVERYWHERE, *dialect.endpoint.parameters)
    sent = dialect.parameters.items()
    return {name: value for name, value in sent if name not in others}


def _without_paging(dialect: Native) -> dict[str, Any]:
    arguments = _arguments(dialect).items()
    return {name: value for name, value in arguments if name not in PAGING}


def render_list(dialect: Native, result: Result) -> Response:
    if not isinstance(result.operation, Walk):
        return records.render_page(dialect, result)
    # The parameters are sent with each page.
    response = walks.render(dialect, result, _without_paging(dialect))
    return records.conditional(dialect, response, weak=True)


def render_posted(dialect: Native, result: Result) -> Any:
    is_call = isinstance(result.operation, Invoke)
    return (methods.render if is_call else bulk.render_created)(dialect, result)
