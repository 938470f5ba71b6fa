"""What has changed since a client last asked."""

from collections.abc import Iterator

from ....core.change_operation import DEFAULT_LIMIT
from ... import operations as ops
from ...formats import RECORD_ID, Schema
from ...operations import Row

_TEXT = """\
Of models that an administrator has recorded, in an order that misses nothing: call it
without `since` for a cursor, copy the records, then go on from `next` to `next`.

Several changes of a record in one answer are one. What you may not read now is left
out; deletions are told to who is not limited to some records of a model.
"""
_CHANGE = ops.with_optional(
    ops.fixed(
        model=ops.noted(ops.TEXT, "Technical name."),
        id=ops.noted(RECORD_ID, "Of the record."),
        operation={
            "type": "string",
            "enum": ["create", "update", "delete"],
            "description": "What has become of it.",
        },
        fields=ops.noted(
            ops.array(ops.TEXT),
            "Written by an update, those that you may read; empty where only its date "
            "was, and of other operations.",
        ),
        at=ops.noted(ops.TEXT, "When its transaction began, in UTC."),
    ),
    record=ops.noted(ops.OBJECT, "As it is now, with `fields.<model>`."),
)
_CHANGES = ops.fixed(
    changes=ops.noted(ops.array(_CHANGE), "In the order in which each first was."),
    next=ops.noted(ops.TEXT, "`since` of the next request."),
    more=ops.noted(ops.BOOLEAN, "Whether there are more already."),
)
# A parameter for each model: the keys of an exploded object are parameters.
_FIELDS: Schema = {
    "type": "object",
    "patternProperties": {r"^fields\.[a-z0-9_.]+$": ops.TEXT},
    "additionalProperties": False,
}


def general() -> Iterator[Row]:
    yield Row(
        *("get", "/changes", "changes", "What has changed"),
        _TEXT,
        _CHANGES,
        parameters=(
            ops.query(
                "models",
                {"type": "string", "minLength": 1},
                "Names of models, separated by commas; without it, all that are "
                "recorded and that you may read.",
            ),
            ops.query(
                "since",
                ops.TEXT,
                "`next` of the answer before, or `Changes-Cursor` of a stream; without "
                "it, the answer has a cursor alone.",
            ),
            ops.query(
                "limit", {**RECORD_ID, "default": DEFAULT_LIMIT}, "Changes at most."
            ),
            {
                **ops.query(
                    "fields",
                    _FIELDS,
                    "A parameter for each model whose records are wanted as well: "
                    "`fields.res.partner=name,country_id(name)`.",
                ),
                "style": "form",
                "explode": True,
            },
            "context",
        ),
        statuses=(400, 401, 403, 404, 405, 409, 410, 429, 500, 503),
    )
