"""Pages of records, and single ones: read, created, updated, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odoo.http import Response

from ...core import codes, versions
from ...core.errors import BadRequest
from ...core.formats import NATIVE
from ...core.operation import (
    DEFAULT_LIMIT,
    Create,
    Delete,
    Operation,
    Read,
    Result,
    Row,
    Search,
    Update,
)
from ...core.stream_operation import Export
from ...core.walk_operation import Walk
from ...records.read.counted_search import AUTO, COUNTS
from .. import base
from ..base import JSON, json_response
from . import pages, streams, walks
from .answer import Answer

if TYPE_CHECKING:
    from .dialect import Native

# What an answer depends on beside its address.
VARY = "Authorization, Cookie, Accept, Accept-Language, X-Company-Id"


def search(dialect: Native, slug: str) -> Operation:
    parameters = dialect.parameters
    if (content_type := streams.kind(dialect)) != JSON:
        return streams.export(dialect, slug, content_type)
    if walks.CURSOR in parameters:
        return walks.walk(dialect, slug)
    return Search(
        slug,
        domain=dialect.domain(),
        fields=dialect.fields(),
        style=NATIVE,
        offset=base.integer(str(parameters.get("offset", 0)), "offset", 0),
        limit=pages.limit(dialect),
        default_limit=DEFAULT_LIMIT,
        count=how_exactly(parameters.get("count")),
        order=dialect.order(),
        context=dialect.context(),
        has_cursors=True,
    )


def read(dialect: Native, slug: str, ids: str) -> Operation:
    found = base.record_ids(ids)
    if len(found) > 1:
        raise BadRequest("id: reading takes one id.", codes.INVALID_ID)
    return Read(slug, found, dialect.fields(), NATIVE, context=dialect.context())


def create(dialect: Native, slug: str) -> Operation:
    return Create(
        slug, dialect.values(), dialect.returned(), NATIVE, context=dialect.context()
    )


def update(dialect: Native, slug: str, ids: str) -> Operation:
    return Update(
        slug,
        base.record_ids(ids),
        dialect.values(),
        dialect.returned(),
        NATIVE,
        context=dialect.context(),
        versions=dialect.versions(),
    )


def delete(dialect: Native, slug: str, ids: str) -> Operation:
    return Delete(
        slug,
        base.record_ids(ids),
        context=dialect.context(),
        versions=dialect.versions(),
    )


def render_page(dialect: Native, result: Result) -> Response:
    if isinstance(result.operation, Export):
        return streams.render(dialect, result)
    if isinstance(result.operation, Walk):
        return conditional(dialect, walks.render(dialect, result), weak=True)
    page = {
        "count": len(result.rows),
        **_total(result),
        "limit": result.limit,
        "offset": result.operation.offset,
        "results": result.rows,
    }
    return conditional(dialect, json_response(page), weak=True)


def render_record(dialect: Native, result: Result) -> Response:
    return conditional(dialect, json_response(result.rows[0]), weak=False)


def render_created(dialect: Native, result: Result) -> Answer:
    record = result.rows[0]
    location = f"{dialect.http.path.rstrip('/')}/{record['id']}"
    headers = {"Location": location, **_version(dialect, record)}
    return Answer(_one(dialect, record), 201, headers)


def render_updated(dialect: Native, result: Result) -> Answer:
    if len(result.rows) == 1:
        row = result.rows[0]
        return Answer(_one(dialect, row), headers=_version(dialect, row))
    ids = [row["id"] for row in result.rows]
    return Answer({"ids": ids, **dialect.given(records=result.rows)})


def _version(dialect: Native, record: Row) -> dict[str, str]:
    """Return the header of the version of a record that is given back."""
    return {"ETag": versions.header(record)} if dialect.given(record=record) else {}


def _one(dialect: Native, record: Row) -> dict[str, Any]:
    return {"id": record["id"], **dialect.given(record=record)}


def render_deleted(dialect: Native, result: Result) -> dict[str, Any]:
    return {"ok": True}


def conditional(dialect: Native, response: Response, weak: bool) -> Response:
    """Return the answer with its version, without a body where the client has it."""
    response.add_etag(weak=weak)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = VARY
    return response.make_conditional(dialect.http)


def _total(result: Result) -> dict[str, Any]:
    if result.total is None:
        return {}
    estimate = {"total_is_estimate": True} if result.is_estimate else {}
    return {"total": result.total, **estimate}


def how_exactly(value: object) -> str:
    """Return how exactly a client wants its total."""
    if value is None:
        return AUTO
    if value not in COUNTS:
        raise BadRequest(f"count: one of {', '.join(COUNTS)}.", codes.INVALID_COUNT)
    return value
