"""The error answers, with the codes that there are."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from ..core import codes
from ..core.codes import CODES
from . import headers
from .components import ref, reference
from .formats import INTEGER, Schema

DESCRIPTIONS: dict[int, str] = {
    400: "The request cannot be understood: a bad literal, domain, order or body, "
    "an unknown field.",
    401: "No key, or one that is unknown, expired or revoked.",
    403: "Rights, rules, field groups or the scope of the key do not allow it.",
    404: "No such model or record, or one that you may not see.",
    405: "Another method than those of the address, which `Allow` names.",
    406: "No format that `Accept` names.",
    409: "Another record or another request is in the way.",
    410: "Changes behind the cursor are forgotten: copy the records again.",
    412: "The record has changed since it had the version of `If-Match`; `ETag` has "
    "the present one.",
    413: "The body is too large.",
    415: "The body is compressed.",
    416: "The part that `Range` asks for is behind the end; `Content-Range` has the "
    "size.",
    422: "Values that do not fit their fields, each with its JSON pointer in "
    "`details`; or a constraint refuses them.",
    428: "The server wants `If-Match` with every change of a record.",
    429: "More requests than the limit of the key; `Retry-After` has the seconds to "
    "wait.",
    500: "A failure of the server; its log has the request id.",
    501: "No such model, method or kind of report.",
    503: "The request took too long, or the database does not answer.",
    504: "The database was lost in the end: it may have been done, or not. Not with an "
    "`Idempotency-Key`.",
}
READING = (400, 401, 403, 404, 405, 429, 500, 503)
DELETING = (400, 401, 403, 404, 405, 409, 422, 429, 500, 503, 504)
WRITING = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503, 504)
_HEADERS: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    409: ("Retry-After",),
    412: ("ETag",),
    416: ("Content-Range",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
_MORE: dict[str, Schema] = {
    "code": {**ref("ErrorCode"), "description": "A stable name."},
    "details": {"description": "More on the mistake, or `null`."},
    "request_id": {"type": "string", "description": "Of the server's log."},
}
SCHEMAS: dict[str, Schema] = {
    "ErrorCode": {
        "type": "string",
        "enum": sorted(CODES),
        "description": "A stable name of what went wrong.",
        "examples": [str(codes.UNKNOWN_FIELD)],
    },
    "Error": {
        "type": "object",
        "description": "What went wrong.",
        "properties": {
            "error": {"type": "string", "description": "A sentence."},
            **_MORE,
        },
        "required": ["error", *_MORE],
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457, where `Accept` asks for it.",
        "properties": {
            "type": {"type": "string", "description": "Always `about:blank`."},
            "title": {"type": "string", "description": "The status in words."},
            "status": {**INTEGER, "description": "Of the answer."},
            "detail": {"type": "string", "description": "A sentence."},
            **_MORE,
        },
        "required": ["type", "title", "status", "detail", *_MORE],
    },
}


def name(status: int) -> str:
    """Return the name of the component, as ``BadRequest``."""
    return HTTPStatus(status).name.title().replace("_", "")


def responses(statuses: Iterable[int]) -> dict[str, Any]:
    """Return the error answers of an operation, by status."""
    return {str(status): reference("responses", name(status)) for status in statuses}


def components(content: Mapping[str, Schema]) -> dict[str, Any]:
    """Return the component of each error answer.

    :param content: schema by media type
    """
    return {
        name(status): {
            "description": text,
            "content": {kind: {"schema": schema} for kind, schema in content.items()},
            **headers.of(*_HEADERS.get(status, ())),
        }
        for status, text in DESCRIPTIONS.items()
    }
