"""Files of rows that come in: a record of each line, an answer to each."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from odoo.http import Response

from ...core import codes
from ...core.errors import BadRequest
from ...core.operation import Result
from ...core.stream_operation import Import, ImportAtOnce
from ...idempotency import HEADER
from . import streams

if TYPE_CHECKING:
    from .dialect import Native

TYPES = frozenset([streams.NDJSON, streams.CSV])


def import_(dialect: Native, slug: str) -> Import:
    for name in dialect.query:
        if name in ("fields", "atomic", "dry_run"):
            raise BadRequest(
                f"{name}: an import answers with a status of each line, and creates "
                "pieces that it does not take back; leave it out.",
                codes.invalid(name),
            )
    if HEADER in dialect.http.headers and not dialect.is_deferred:
        raise BadRequest(
            f"{HEADER}: an import is several transactions, so it cannot be repeated as "
            "one; send lists of up to 1000 records, PUT ?match=, or Prefer: "
            "respond-async, with which it is one.",
            codes.INVALID_IDEMPOTENCY_KEY,
        )
    return Import(
        slug,
        dialect.owner.key,
        dialect.upload,
        dialect.http.mimetype == streams.CSV,
        context=dialect.context(),
    )


def at_once(operation: Import) -> ImportAtOnce:
    """Return the import as a job does it: all of it in its own transaction."""
    names = [field.name for field in fields(operation)]
    return ImportAtOnce(**{name: getattr(operation, name) for name in names})


def render(dialect: Native, result: Result) -> Response:
    if isinstance(result.operation, ImportAtOnce):
        return Response(streams.ndjson(result.rows), mimetype=streams.NDJSON)
    return streams.streamed(dialect, result.value, streams.ndjson, streams.NDJSON)
