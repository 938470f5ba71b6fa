"""Files: what binary fields hold, attachments of records, and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.http import quote_etag

from odoo.http import Response

from ...core import codes
from ...core.errors import BadRequest
from ...core.file_operation import (
    Attach,
    ListAttachments,
    Print,
    ReadFile,
    RemoveFile,
    ReplaceFile,
)
from ...core.operation import Operation, Result
from ...records import file_names
from .. import base, file_response
from ..base import json_response
from .answer import Answer

if TYPE_CHECKING:
    from .dialect import Native

FORMATS = {"pdf": "application/pdf", "html": "text/html", "text": "text/plain"}


def read(dialect: Native, slug: str, ids: str, field: str) -> Operation:
    return ReadFile(slug, _one(ids), field, context=dialect.context())


def replace(dialect: Native, slug: str, ids: str, field: str) -> Operation:
    return ReplaceFile(
        slug,
        _one(ids),
        field,
        dialect.upload,
        context=dialect.context(),
        versions=dialect.versions(),
    )


def remove(dialect: Native, slug: str, ids: str, field: str) -> Operation:
    return RemoveFile(
        slug,
        _one(ids),
        field,
        context=dialect.context(),
        versions=dialect.versions(),
    )


def attachments(dialect: Native, slug: str, ids: str) -> Operation:
    query = dialect.query
    limit = query.get("limit")
    return ListAttachments(
        slug,
        _one(ids),
        base.integer(query.get("offset", "0"), "offset", 0),
        None if limit is None else base.integer(limit, "limit", 1),
    )


def attach(dialect: Native, slug: str, ids: str) -> Operation:
    return Attach(slug, _one(ids), dialect.upload)


def print_(dialect: Native, slug: str, ids: str, report: str) -> Operation:
    return Print(
        report,
        (base.record_ids(ids),),
        slug,
        dialect.query.get("format"),
        context=dialect.context(),
    )


def render_file(dialect: Native, result: Result) -> Response:
    return file_response.respond(dialect.http, result.value)


def render_replaced(dialect: Native, result: Result) -> Answer:
    file = result.value
    told = {"size": file.size, "checksum": file.checksum, "mimetype": file.mimetype}
    return Answer(told, headers={"ETag": quote_etag(file.checksum)})


def render_removed(dialect: Native, result: Result) -> dict[str, Any]:
    return {"ok": True}


def render_attachments(dialect: Native, result: Result) -> dict[str, Any]:
    return {
        "count": len(result.rows),
        "total": result.total,
        "limit": result.limit,
        "offset": result.operation.offset,
        "results": result.rows,
    }


def render_attached(dialect: Native, result: Result) -> Response:
    (row,) = result.rows
    location = {"Location": f"/api/ir.attachment/{row['id']}/raw"}
    return json_response(row, 201, location)


def render_document(dialect: Native, result: Result) -> Response:
    kind, content, name = result.value
    mimetype = FORMATS[kind]
    return file_response.document(
        content, mimetype, file_names.download(name, mimetype)
    )


def _one(ids: str) -> tuple[int, ...]:
    """Read the id of the one record that a file belongs to."""
    found = base.record_ids(ids)
    if len(found) > 1:
        raise BadRequest("id: a file has one record; give one id.", codes.INVALID_ID)
    return found
