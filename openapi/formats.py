"""How the answers of each dialect write values; see ``core/style.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.scalars import MAX_INT4

Schema = dict[str, Any]
RECORD_ID: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_INT4}


@dataclass(frozen=True, slots=True)
class Format:
    """What differs from the native dialect.

    :param by_type: schemas of field types in answers
    :param empty: an unset value: ``None`` or ``False``
    """

    by_type: Mapping[str, Schema] = field(default_factory=dict)
    empty: bool | None = None

    def applied(self, schema: Schema) -> Schema:
        """Return a schema of the native dialect in this one's terms."""
        if self.empty is None:
            return schema
        kinds, values = schema.get("type"), schema.get("enum")
        if isinstance(kinds, list):
            return {**schema, "type": [_named(kind) for kind in kinds]}
        if values:
            return {
                "enum": [self.empty if value is None else value for value in values]
            }
        return schema


def _named(kind: str) -> str:
    return "boolean" if kind == "null" else kind


_IDS: Schema = {"type": "array", "items": RECORD_ID}
_PAIR: Schema = {
    "type": ["array", "boolean"],
    "description": "Id and name; `false` for none.",
    "items": {},
    "examples": [[3, "Azure Interior"]],
}
_REFERENCE: Schema = {"type": ["string", "boolean"], "examples": ["res.partner,3"]}
_PAIRS: dict[str, Schema] = {
    "many2one": _PAIR,
    "one2many": _IDS,
    "many2many": _IDS,
    "reference": _REFERENCE,
}
_WITH_MICROSECONDS: Schema = {
    "type": ["string", "boolean"],
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}$",
    "examples": ["2026-01-31T08:30:00.000000"],
}
_RECORD: Schema = {"$ref": "#/components/schemas/Record"}
_RECORDS: Schema = {"type": "array", "items": {"anyOf": [RECORD_ID, _RECORD]}}

NATIVE = Format()
REST_API = Format(
    {
        "many2one": {"anyOf": [RECORD_ID, _RECORD, {"type": "null"}]},
        "one2many": _RECORDS,
        "many2many": _RECORDS,
    }
)
SYNCONICS = Format(_PAIRS, False)
RESTFUL = Format({**_PAIRS, "datetime": _WITH_MICROSECONDS}, False)
CANDIDROOT = RESTFUL
