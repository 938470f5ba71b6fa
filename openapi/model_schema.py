"""The component schemas of a model.

================= ============================================================
``sale.order``        an answer; only ``id`` is always there
``sale.order-write``  the body of an update
``sale.order-create`` the body of a creation, if some field is required
``sale.order-nested`` an item of a list written with its parent
================= ============================================================
"""

from collections.abc import Collection
from typing import Any

from ..core.grant import CREATE, READ, UPDATE
from .field_schema import read_form, ref, write_form
from .formats import NATIVE, RECORD_ID, Format, Schema
from .scope import Scope

COMMON: dict[str, Schema] = {
    "Record": {
        "type": "object",
        "description": "A related record, with more of its fields where `fields` asks "
        "for them; the `id` alone of one that you may not read.",
        "properties": {
            "id": RECORD_ID,
            "name": {"type": ["string", "null"]},
            "model": {"type": "string", "description": "Of a reference field."},
        },
        "required": ["id"],
    },
    "Link": {
        "type": "object",
        "description": 'An existing record: `{"id": 3}`, `{"xmlid": "base.be"}`, or a '
        'unique natural key, `{"code": "BE"}`.',
        "minProperties": 1,
        "additionalProperties": True,
        "examples": [{"id": 3}, {"xmlid": "base.be"}],
    },
    "Line": {
        "type": "object",
        "description": "With `id` and values an update, with `id` alone a deletion, "
        "without `id` a creation. Add the model of the lines to the document for "
        "their fields.",
        "properties": {"id": {"type": ["integer", "null"]}},
        "additionalProperties": True,
    },
    "Command": {
        "type": "array",
        "description": "One of Odoo's command tuples: `[0, 0, {…}]`, `[4, 3, 0]`.",
        "minItems": 1,
        "maxItems": 3,
        "items": {},
        "examples": [[4, 3, 0]],
    },
    "Ok": {
        "type": "object",
        "properties": {"ok": {"type": "boolean", "const": True}},
        "required": ["ok"],
    },
}


def names(scopes: Collection[Scope]) -> frozenset[str]:
    """Return the names of the schemas of models."""
    writable = [scope for scope in scopes if scope.rights & {CREATE, UPDATE}]
    found = {scope.name for scope in scopes if READ in scope.rights}
    found |= {f"{scope.name}-write" for scope in writable}
    found |= {f"{scope.name}-create" for scope in writable if scope.required}
    lines = {
        field.comodel_name
        for scope in writable
        for field in scope.writable()
        if field.type == "one2many"
    }
    return frozenset(found | {f"{s.name}-nested" for s in writable if s.name in lines})


def schemas(
    scope: Scope, described: Collection[str], form: Format = NATIVE
) -> dict[str, Schema]:
    """Return the component schemas of a model, by name.

    :param described: the schemas of the document, see :func:`names`
    :param form: how the dialect writes values
    """
    env, label = scope.model.env, scope.model._description
    result: dict[str, Schema] = {}
    if scope.name in described:
        writable = {field.name for field in scope.writable()}
        properties = {
            field.name: read_form(env, field, described, form)
            | ({} if field.name in writable else {"readOnly": True})
            for field in scope.readable()
        }
        properties["id"] = RECORD_ID | {"readOnly": True}
        result[scope.name] = _object(f"{label}.", properties, ["id"])
    values = {
        field.name: write_form(env, field, described) for field in scope.writable()
    }
    forms = {
        "write": _object(f"Values of: {label}.", values),
        "create": _object(f"A new record of: {label}.", values, scope.required),
        "nested": _object(
            f"{label}: with `id` and values an update, with `id` alone a deletion, "
            "without `id` a creation.",
            {"id": {"type": ["integer", "null"]}, **values},
        ),
    }
    for form, schema in forms.items():
        if f"{scope.name}-{form}" in described:
            result[f"{scope.name}-{form}"] = schema | {"additionalProperties": False}
    return result


def body_schema(scope: Scope, right: str, described: Collection[str]) -> Schema:
    """Return the schema of the body of a creation or an update."""
    name = f"{scope.name}-create"
    return ref(name if right == CREATE and name in described else f"{scope.name}-write")


def _object(
    description: str, properties: dict[str, Any], needed: Collection[str] = ()
) -> Schema:
    schema: Schema = {
        "type": "object",
        "description": description,
        "properties": properties,
    }
    return schema | ({"required": list(needed)} if needed else {})
