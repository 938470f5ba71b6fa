"""Headers of requests and of answers, as the documents of all dialects have them."""

from typing import Any

from .components import reference
from .formats import Schema

TEXTS: dict[str, str] = {
    "Accept-Ranges": "Always `bytes`.",
    "Allow": "The methods that there are.",
    "Changes-Cursor": "Of a stream, `since` for the changes after it; of a model whose "
    "changes are recorded.",
    "Content-Disposition": "The name of the file.",
    "Content-Range": "Which bytes these are, and how many there are.",
    "ETag": "The version of what is answered, for `If-None-Match`; that of a record "
    "also for `If-Match`.",
    "Idempotency-Replayed": "`true` where this is the answer to an earlier attempt.",
    "Link": "The address of the page after this one, of a walk with a cursor.",
    "Location": "Address of what was made.",
    "Preference-Applied": "What of `Prefer` was done.",
    "Restapi-Action": "What is still to do, where a method asks a person first.",
    "Restapi-Omitted": "Fields that could not be computed, and are left out.",
    "Restapi-Version": "Of the contract that the answer keeps.",
    "Retry-After": "Seconds to wait.",
    "WWW-Authenticate": "Which credential would do.",
}
_TEXT: Schema = {"type": "string"}


def _component(name: str) -> str:
    return name.replace("-", "")


COMPONENTS: dict[str, Any] = {
    _component(name): {"schema": _TEXT, "description": text}
    for name, text in TEXTS.items()
}


def of(*names: str) -> dict[str, Any]:
    """Return the part of an answer that tells its headers; none where it has none."""
    found = {name: reference("headers", _component(name)) for name in names}
    return {"headers": found} if found else {}


def parameter(name: str, text: str, schema: Schema | None = None) -> dict[str, Any]:
    """Return a header of a request.

    Without an example, which Swagger UI sends unasked: a version that no record has,
    the key of another request.
    """
    schema = schema or _TEXT
    return {"name": name, "in": "header", "schema": schema, "description": text}


REPEATABLE = "idempotency_key"
PARAMETERS: dict[str, Any] = {
    REPEATABLE: parameter(
        "Idempotency-Key",
        "A name of your own for this request: sent again, it is done once, and "
        "answered as the first time. `order-4711`, for instance.",
        {"type": "string", "pattern": "^[ -~]{1,255}$"},
    )
}
