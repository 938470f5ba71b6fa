"""Files of rows that come in: a record of each line, an answer to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core import codes
from ...core.errors import BadRequest
from ...core.operation import Result
from ...core.stream_operation import Import
from ...idempotency import HEADER
from ..streamed import StreamedResponse
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
    if HEADER in dialect.http.headers:
        raise BadRequest(
            f"{HEADER}: an import is several transactions, so it cannot be repeated as "
            "one; send lists of up to 1000 records, or PUT ?match=.",
            codes.INVALID_IDEMPOTENCY_KEY,
        )
    return Import(
        slug,
        dialect.owner,
        dialect.upload,
        dialect.http.mimetype == streams.CSV,
        context=dialect.context(),
    )


def render(dialect: Native, result: Result) -> StreamedResponse:
    return streams.streamed(dialect, result.value, streams.ndjson, streams.NDJSON)
