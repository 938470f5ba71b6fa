"""The component schemas of a model.

====================== =======================================================
``sale_order``         an answer; only ``id`` is always there
``sale_order_write``   the body of an update
``sale_order_create``  the body of a creation, if some field is required
``sale_order_nested``  an item of a list written with its parent
``sale_order_changed`` an item of a list of changes
``sale_order_matched`` an item that is created or updated by a key
====================== =======================================================

Their titles have the technical name: ``sale.order``, ``sale.order write``.
"""

from collections.abc import Collection
from typing import Any

from ..core import grant
from ..core.grant import READ, UPDATE
from .components import CHANGED, CREATE, MATCHED, NESTED, WRITE, component, ref
from .field_schema import notes, read_form, write_form
from .formats import INTEGER, NATIVE, RECORD_ID, Format, Schema
from .scope import Scope

_LINE: dict[str, Schema] = {
    "id": {
        **RECORD_ID,
        "type": ["integer", "null"],
        "description": "Of a line that there is.",
    },
    "_delete": {"type": "boolean", "description": "Delete the line."},
}
_ID: dict[str, Schema] = {"id": {**RECORD_ID, "description": "Of the record."}}
_XMLID: dict[str, Schema] = {
    "xmlid": {
        "type": "string",
        "description": "With `match=xmlid`: `module.name`; `__restapi__` is the module "
        "of a name alone.",
    }
}


def common(form: Format) -> dict[str, Schema]:
    """Return the schemas that are about no model, by name."""
    return {
        **_COMMON,
        "Line": {
            "type": "object",
            "description": f"{form.line} Add the model of the lines to the document "
            "for their fields.",
            "properties": _LINE,
            "additionalProperties": True,
        },
    }


# No names of TypeScript's own types, like ``Record``.
_COMMON: dict[str, Schema] = {
    "Related": {
        "type": "object",
        "description": "A related record, with more of its fields where `fields` asks "
        "for them; the `id` alone of one that you may not read.",
        "properties": {
            "id": {**INTEGER, "description": "Of the record."},
            "name": {"type": ["string", "null"], "description": "What users see."},
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
    "Command": {
        "type": "array",
        "description": "One of Odoo's command tuples: `[0, 0, {…}]`, `[4, 3, 0]`.",
        "minItems": 1,
        "maxItems": 3,
        "items": {},
        "examples": [[4, 3, 0]],
    },
    "Replacement": {
        "type": "object",
        "description": "All lines that the record shall have; the others go.",
        "properties": {
            "replace": {
                "type": "array",
                "items": {},
                "description": "Items as in a list of lines.",
            }
        },
        "required": ["replace"],
        "additionalProperties": False,
    },
    "Ok": {
        "type": "object",
        "description": "It is done.",
        "properties": {
            "ok": {"type": "boolean", "const": True, "description": "Always true."}
        },
        "required": ["ok"],
    },
}


def names(scopes: Collection[Scope]) -> frozenset[str]:
    """Return the names of the schemas of models."""
    writable = [scope for scope in scopes if scope.rights & {grant.CREATE, UPDATE}]
    found = {component(scope.name) for scope in scopes if READ in scope.rights}
    found |= {
        component(scope.name, kind)
        for scope in writable
        for kind in (WRITE, CHANGED, MATCHED)
    }
    found |= {component(scope.name, CREATE) for scope in writable if scope.required}
    lines = {
        field.comodel_name
        for scope in writable
        for field in scope.writable
        if field.type == "one2many"
    }
    nested = {component(s.name, NESTED) for s in writable if s.name in lines}
    return frozenset(found | nested)


def schemas(
    scope: Scope, described: Collection[str], form: Format = NATIVE
) -> dict[str, Schema]:
    """Return the component schemas of a model, by name.

    :param described: the schemas of the document, see :func:`names`
    :param form: how the dialect writes values
    """
    env, label = scope.model.env, scope.label
    told = {
        field.name: notes(env, field)
        for field in dict.fromkeys([*scope.readable, *scope.writable])
    }
    result: dict[str, Schema] = {}
    if component(scope.name) in described:
        result[component(scope.name)] = _object(
            scope.name, f"{label}.", _answer(scope, described, form, told), ["id"]
        )
    values = {
        field.name: write_form(env, field, described) | told[field.name]
        for field in scope.writable
    }
    for kind, text, properties, needed in (
        (WRITE, f"Values of: {label}.", values, ()),
        (CREATE, f"A new record of: {label}.", values, scope.required),
        (NESTED, f"{label}. {form.line}", {**_LINE, **values}, ()),
        (CHANGED, f"A change of: {label}.", {**_ID, **values}, ("id",)),
        (MATCHED, f"Found by a key, or new: {label}.", {**_XMLID, **values}, ()),
    ):
        name = component(scope.name, kind)
        if name in described:
            schema = _object(f"{scope.name} {kind}", text, properties, needed)
            result[name] = schema | {"additionalProperties": False}
    return result


def _answer(
    scope: Scope, described: Collection[str], form: Format, told: dict[str, Schema]
) -> dict[str, Schema]:
    """Return the schema of each field that may be read."""
    env = scope.model.env
    writable = {field.name for field in scope.writable}
    properties = {
        field.name: read_form(env, field, described, form)
        | told[field.name]
        | ({} if field.name in writable else {"readOnly": True})
        for field in scope.readable
    }
    # Records of a view in SQL may have negative ones.
    kind = RECORD_ID if scope.model._auto else INTEGER
    text = {"description": "Of the record.", "readOnly": True}
    return {**properties, "id": {**kind, **text}}


def body_schema(scope: Scope, right: str, described: Collection[str]) -> Schema:
    """Return the schema of the body of a creation or an update."""
    name = component(scope.name, CREATE)
    is_own = right == grant.CREATE and name in described
    return ref(name if is_own else component(scope.name, WRITE))


def _object(
    title: str,
    description: str,
    properties: dict[str, Any],
    needed: Collection[str] = (),
) -> Schema:
    schema: Schema = {
        "type": "object",
        "title": title,
        "description": description,
        "properties": properties,
    }
    return schema | ({"required": list(needed)} if needed else {})
