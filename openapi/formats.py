"""How the answers of each dialect write values; see ``core/formats.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.integers import MAX_INT4

Schema = dict[str, Any]
# What JavaScript's numbers hold exactly.
MAX_SAFE = 2**53 - 1
INTEGER: Schema = {
    "type": "integer",
    "format": "int32",
    "minimum": -MAX_INT4,
    "maximum": MAX_INT4,
}
# Of a field that no column bounds.
LARGE_INTEGER: Schema = {
    "type": "integer",
    "format": "int64",
    "minimum": -MAX_SAFE,
    "maximum": MAX_SAFE,
}
COUNT: Schema = {**INTEGER, "minimum": 0}
RECORD_ID: Schema = {**INTEGER, "minimum": 1}


def or_false(schema: Schema) -> Schema:
    """Return the schema of a value that is ``false`` where it is unset.

    Not a list of types, whose formats and choices generators take for those of each.
    """
    return {"anyOf": [schema, {"type": "boolean", "const": False}]}


@dataclass(frozen=True, slots=True)
class Format:
    """What differs from the native dialect.

    :param by_type: schemas of field types in answers
    :param empty: an unset value: ``None`` or ``False``
    :param deletes_by_id: what a line with an ``id`` alone means, see
        ``core/formats.py``
    """

    by_type: Mapping[str, Schema] = field(default_factory=dict)
    empty: bool | None = None
    deletes_by_id: bool = True

    def applied(self, schema: Schema) -> Schema:
        """Return a schema of the native dialect in this one's terms."""
        if self.empty is None:
            return schema
        kinds, values = schema.get("type"), schema.get("enum")
        if values and None in values:
            texts = [value for value in values if value is not None]
            return or_false({"type": "string", "enum": texts})
        if isinstance(kinds, list) and "null" in kinds:
            (kind,) = (kind for kind in kinds if kind != "null")
            return or_false({**schema, "type": kind})
        return schema

    @property
    def line(self) -> str:
        """What an item of a list means that is written with its parent."""
        alone = "deletes" if self.deletes_by_id else "keeps"
        return (
            f"With `id` and values it updates, without `id` it creates, an `id` alone "
            f"{alone}, `_delete` deletes. Lines that are not named stay."
        )


_IDS: Schema = {"type": "array", "items": INTEGER}
_PAIR: Schema = or_false(
    {
        "type": "array",
        "description": "Id and name.",
        "items": {},
        "examples": [[3, "Azure Interior"]],
    }
)
_REFERENCE: Schema = or_false({"type": "string", "examples": ["res.partner,3"]})
_PAIRS: dict[str, Schema] = {
    "many2one": _PAIR,
    "one2many": _IDS,
    "many2many": _IDS,
    "reference": _REFERENCE,
}
_WITH_MICROSECONDS: Schema = or_false(
    {
        "type": "string",
        "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}$",
        "examples": ["2026-01-31T08:30:00.000000"],
    }
)
_RECORD: Schema = {"$ref": "#/components/schemas/Related"}
_RECORDS: Schema = {"type": "array", "items": {"anyOf": [INTEGER, _RECORD]}}

NATIVE = Format(deletes_by_id=False)
REST_API = Format(
    {
        "many2one": {"anyOf": [INTEGER, _RECORD, {"type": "null"}]},
        "one2many": _RECORDS,
        "many2many": _RECORDS,
    }
)
SYNCONICS = Format(_PAIRS, False)
RESTFUL = Format({**_PAIRS, "datetime": _WITH_MICROSECONDS}, False)
CANDIDROOT = RESTFUL
