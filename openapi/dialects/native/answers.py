"""What several operations of the native dialect answer with."""

from typing import Any

from ... import headers
from ... import operations as ops
from ...components import ref
from ...formats import COUNT, RECORD_ID, Schema


def not_modified(*names: str) -> dict[str, Any]:
    """Return the answer without a body.

    :param names: of its headers, beside the version
    """
    text = "Nothing has changed since the version of `If-None-Match`."
    return {"304": {"description": text, **headers.of("ETag", *names)}}


NOT_MODIFIED = not_modified(ops.OMITTED)
# Of whatever may be done in the background.
DEFERRED = {
    "202": ops.answer(
        ref("QueuedJob"),
        ("Location", "Preference-Applied", "Idempotency-Replayed"),
        "A job does it, with `Prefer: respond-async`.",
    )
}
QUEUED: dict[str, Schema] = {
    "QueuedJob": ops.noted(
        ops.fixed(
            id=ops.noted({"type": "string", "format": "uuid"}, "Of the job."),
            state=ops.noted({"type": "string", "const": "queued"}, "Of the job."),
        ),
        "What is to be done; `/jobs/{job}` tells how far it is.",
    )
}
# Of every item of a list, where `atomic=false`.
FAILURE: dict[str, Schema] = {
    "Failure": {
        "type": "object",
        "description": "An item that failed, alone.",
        "properties": {
            "status": {
                **RECORD_ID,
                "minimum": 400,
                "maximum": 599,
                "description": "That it would have been answered with.",
            },
            "error": ops.noted(ops.TEXT, "A sentence."),
            "code": ops.noted(ref("ErrorCode"), "A stable name."),
            "details": {"description": "More on the mistake, or `null`."},
        },
        "required": ["status", "error", "code", "details"],
    }
}
ID = ops.noted(RECORD_ID, "Of the record.")
_TRIED: Schema = {
    "type": "boolean",
    "const": True,
    "description": "Where `dry_run` was: nothing is written.",
}


def page(row: Schema, **more: Schema) -> Schema:
    """Return the schema of a part of a list.

    :param more: keys that may be there
    """
    fixed = ops.fixed(
        count=ops.noted(COUNT, "Of those in this page."),
        limit=ops.noted(RECORD_ID, "Size of a page."),
        offset=ops.noted(COUNT, "Of those before this page."),
        results=ops.noted(ops.array(row), "The page."),
    )
    return ops.with_optional(fixed, **more)


TOTAL = ops.noted(COUNT, "Of all pages; not with `count=none`.")


def one(record: Schema) -> Schema:
    """Return the schema of what was written, one record."""
    return ops.with_optional(ops.fixed(id=ID), record=record, dry_run=_TRIED)


def several(record: Schema) -> Schema:
    """Return the schema of what was written, several records."""
    ids = ops.noted(ops.array(RECORD_ID), "Of the records, in the order of the items.")
    records = ops.noted(ops.array(record), "In the same order.")
    return ops.with_optional(ops.fixed(ids=ids), records=records, dry_run=_TRIED)


def each(record: Schema) -> Schema:
    """Return the schema of what became of every item."""
    status = {"type": "integer", "enum": [200, 201], "minimum": 200, "maximum": 201}
    done = ops.with_optional(
        ops.fixed(status=ops.noted(status, "201 where it was created."), id=ID),
        created=_CREATED,
        record=record,
    )
    return _results({"anyOf": [done, ref("Failure")]})


def matched(record: Schema) -> Schema:
    """Return the schema of records that were found by a key, or created."""
    row = ops.fixed(id=ID, created=_CREATED)
    return _results(ops.with_optional(row, record=record))


_CREATED = ops.noted(ops.BOOLEAN, "Whether there was none.")


def _results(row: Schema) -> Schema:
    rows = ops.noted(ops.array(row), "In the order of the items.")
    return ops.with_optional(ops.fixed(results=rows), dry_run=_TRIED)


def failed(record: Schema) -> dict[str, Any]:
    """Return the answer to a list of which some items failed."""
    return {"207": ops.answer(each(record), text="Some items failed.")}
