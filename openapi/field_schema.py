"""Fields to JSON Schema (2020-12), a maker per field type.

There are two forms of each: what an answer has, and what a body may have. The
formats are those of the native dialect; what a body may have besides, numbers
as text for instance, is left out of the schema.
"""

from collections.abc import Callable, Collection

from odoo.api import Environment
from odoo.fields import Field

from ..records import binary, odoo19
from .components import NESTED, component, ref
from .formats import INTEGER, LARGE_INTEGER, NATIVE, RECORD_ID, Format, Schema

Maker = Callable[[Environment, Field, Collection[str]], Schema]

MAX_CHOICES = 100
DATETIME = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"


def read_form(
    env: Environment, field: Field, described: Collection[str], form: Format = NATIVE
) -> Schema:
    """Return the schema of a field in an answer, without its notes.

    :param described: names of the schemas of models in the document
    :param form: of the dialect
    """
    own = form.by_type.get(field.type)
    return own or form.applied(_READ[field.type](env, field, described))


def write_form(env: Environment, field: Field, described: Collection[str]) -> Schema:
    """Return the schema of a field in a body, without its notes."""
    return _WRITE[field.type](env, field, described)


def choices(env: Environment, field: Field) -> list[tuple[str, str]]:
    """Return the values of a selection field, with their labels."""
    return [(str(value), str(label)) for value, label in odoo19.selection(field, env)]


def notes(env: Environment, field: Field) -> Schema:
    """Return what a schema says of a field in words."""
    label = odoo19.label(field, env) or field.name
    parts = [f"{label}.", odoo19.help_text(field, env) or ""]
    if field.type == "selection":
        labels = choices(env, field)[:MAX_CHOICES]
        parts.append("; ".join(f"`{value}` {text}" for value, text in labels))
    told: Schema = {"description": "\n\n".join(filter(None, parts))}
    if field.relational:
        told["x-comodel"] = field.comodel_name
    return told


def _constant(schema: Schema) -> Maker:
    return lambda env, field, described: dict(schema)


def _text(env: Environment, field: Field, described: Collection[str]) -> Schema:
    size = getattr(field, "size", None)
    return {"type": ["string", "null"]} | ({"maxLength": size} if size else {})


def _selection(env: Environment, field: Field, described: Collection[str]) -> Schema:
    """Name the values; ``type`` beside ``enum`` would confuse generators of clients."""
    values = [value for value, _label in choices(env, field)]
    if 0 < len(values) <= MAX_CHOICES:
        return {"enum": [*values, None]}
    return {"type": ["string", "null"]}


def _write_one(env: Environment, field: Field, described: Collection[str]) -> Schema:
    return {"anyOf": [RECORD_ID, ref("Link"), {"type": "null"}]}


def _write_lines(env: Environment, field: Field, described: Collection[str]) -> Schema:
    name = component(field.comodel_name, NESTED)
    line = ref(name if name in described else "Line")
    lines = {"type": "array", "items": {"anyOf": [RECORD_ID, line, ref("Command")]}}
    return {"anyOf": [lines, ref("Replacement")]}


def _write_set(env: Environment, field: Field, described: Collection[str]) -> Schema:
    items = {"anyOf": [RECORD_ID, ref("Link"), ref("Command")]}
    return {"type": "array", "items": items}


def _read_integer(env: Environment, field: Field, described: Collection[str]) -> Schema:
    return dict(INTEGER if field.store else LARGE_INTEGER)


_FLOAT: Schema = {"type": "number"}
_BOOLEAN: Schema = {"type": "boolean"}
_HTML: Schema = {"type": ["string", "null"], "contentMediaType": "text/html"}
_DATE: Schema = {"type": ["string", "null"], "format": "date"}
_MOMENT: Schema = {
    "type": ["string", "null"],
    "pattern": DATETIME,
    "examples": ["2026-01-31 08:30:00"],
}
_BINARY: Schema = {"type": ["string", "null"], "contentEncoding": "base64"}
_ANYTHING: Schema = {}
_DEFINITION: Schema = {"type": ["array", "null"], "items": {"type": "object"}}
# Not the schema of the other model: a loop of them is too much for generators.
_RECORD: Schema = {"anyOf": [ref("Related"), {"type": "null"}]}
_RECORDS: Schema = {"type": "array", "items": {"anyOf": [INTEGER, ref("Related")]}}

# Models without a table may have ids of their own kind: those of account.root are text.
_OBJECT: Schema = {"type": ["object", "null"], "additionalProperties": True}


def _read_one(env: Environment, field: Field, described: Collection[str]) -> Schema:
    return dict(_RECORD if env[field.comodel_name]._auto else _OBJECT)


def _binary(env: Environment, field: Field, described: Collection[str]) -> Schema:
    return dict(_OBJECT if binary.holds_object(field) else _BINARY)


_SCALARS: dict[str, Maker] = {
    "char": _text,
    "text": _text,
    "html": _constant(_HTML),
    "integer": _constant(INTEGER),
    "many2one_reference": _constant(INTEGER),
    "float": _constant(_FLOAT),
    "monetary": _constant(_FLOAT),
    "boolean": _constant(_BOOLEAN),
    "date": _constant(_DATE),
    "datetime": _constant(_MOMENT),
    "selection": _selection,
    "binary": _binary,
    "json": _constant(_ANYTHING),
    "properties": _constant(_ANYTHING),
    "properties_definition": _constant(_DEFINITION),
}
_READ: dict[str, Maker] = {
    **_SCALARS,
    "integer": _read_integer,
    "many2one_reference": _read_integer,
    "many2one": _read_one,
    "one2many": _constant(_RECORDS),
    "many2many": _constant(_RECORDS),
    "reference": _constant(_RECORD),
}
_WRITE: dict[str, Maker] = {
    **_SCALARS,
    "many2one": _write_one,
    "one2many": _write_lines,
    "many2many": _write_set,
    "reference": _constant(
        {"type": ["string", "null"], "pattern": r"^[a-z0-9_.]+,[1-9]\d{0,8}$"}
    ),
}
