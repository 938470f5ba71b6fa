"""Many requests in one."""

from collections.abc import Iterator
from typing import Any

from ... import operations as ops
from ...components import ref
from ...errors import DESCRIPTIONS
from ...formats import RECORD_ID, Schema
from ...operations import Row
from . import answers

# Of a request of a batch that fails as a whole: its answer tells of all of them.
_FAILING = (400, 403, 404, 409, 412, 413, 415, 422, 428)
_NAME: Schema = {
    "type": "string",
    "pattern": r"^[^.]{1,100}$",
    "description": "Of the request in the batch, its position without.",
}
_ITEM = {
    **ops.with_optional(
        ops.fixed(
            method={
                "type": "string",
                "enum": ["GET", "QUERY", "POST", "PUT", "PATCH", "DELETE"],
                "description": "As of a request of its own.",
            },
            path={
                "type": "string",
                "pattern": "[^/]",
                "description": "Below `/api`, with its query.",
            },
        ),
        id=_NAME,
        body={"description": "As of a request of its own."},
        headers={
            "type": "object",
            "description": "`If-Match`, `If-None-Match`, `Prefer`.",
            "additionalProperties": ops.TEXT,
        },
    ),
    "additionalProperties": False,
}
_BODY = {
    **ops.with_optional(
        ops.fixed(
            requests={
                "type": "array",
                "items": _ITEM,
                "minItems": 1,
                "maxItems": 100,
                "description": "In order. `@{name.key}` in a path or a body is what "
                "the answer to an earlier request has there.",
            }
        ),
        atomic={
            **ops.BOOLEAN,
            "default": True,
            "description": "All or nothing; with `false`, requests fail alone.",
        },
    ),
    "additionalProperties": False,
}
_STATUS: Schema = {**RECORD_ID, "minimum": 200, "maximum": 599}
_ANSWER = ops.with_optional(
    ops.fixed(
        results=ops.noted(
            ops.array(
                ops.with_optional(
                    ops.fixed(
                        id=_NAME,
                        status=ops.noted(
                            _STATUS, "424 where another request has failed."
                        ),
                        body={"description": "As of an answer of its own."},
                    ),
                    headers=ops.noted(ops.OBJECT, "Those of this answer alone."),
                )
            ),
            "In the order of the requests.",
        )
    ),
    dry_run=ops.noted(ops.BOOLEAN, "Where it was: nothing is written."),
)
_FAILED = ops.with_optional(
    ops.fixed(failed=ops.noted(ops.TEXT, "The request that undid all of them.")),
    **_ANSWER["properties"],
)
_SAMPLE = {
    "requests": [
        {"method": "GET", "path": "res.partner?limit=1&fields=name"},
        {"method": "GET", "path": "res.partner/@{0.results.0.id}?fields=id"},
    ]
}


def general() -> Iterator[Row]:
    yield Row(
        *("post", "/batch", "batch", "Many requests in one"),
        "Requests of this dialect, in one transaction. Where one fails, all are "
        "undone, and the answer has its status.",
        _ANSWER,
        parameters=("dry_run", "prefer_async"),
        body=ops.json_body(_BODY, _SAMPLE),
        statuses=(401, 405, 429, 500, 503),
        others={
            **answers.DEFERRED,
            "207": ops.answer(_ANSWER, text="Some requests failed."),
            **{str(status): _failure(status) for status in _FAILING},
        },
    )


def _failure(status: int) -> dict[str, Any]:
    schemas = {
        "application/json": {"anyOf": [ref("Error"), _FAILED]},
        "application/problem+json": ref("Problem"),
    }
    whose = "Of the batch, or of one of its requests."
    return {
        "description": f"{whose} {DESCRIPTIONS[status]}",
        "content": {kind: {"schema": schema} for kind, schema in schemas.items()},
    }
