"""Schemas of what an endpoint without code answers and accepts: trees of fields."""

from typing import Any

from odoo.models import BaseModel

from ..core.accepted import Accepted
from ..core.schema import Node
from ..records.read.plan import X2MANY
from .endpoint_scope import EndpointScope
from .field_schema import notes, read_form, write_form
from .formats import INTEGER, RECORD_ID, Schema

_ID: Schema = {**RECORD_ID, "description": "Of the record."}
_VIEW_ID: Schema = {**INTEGER, "description": "Of the record."}
LINK: Schema = {
    "anyOf": [
        RECORD_ID,
        {
            "type": "object",
            "properties": {"id": RECORD_ID},
            "required": ["id"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"xmlid": {"type": "string"}},
            "required": ["xmlid"],
            "additionalProperties": False,
        },
    ]
}
_LINE: dict[str, Schema] = {
    "id": {**RECORD_ID, "description": "Of a line that there is; without, a new one."}
}
_REMOVAL: dict[str, Schema] = {
    "_delete": {"type": "boolean", "description": "Remove the line."}
}


def answered(model: BaseModel, node: Node) -> Schema:
    """Return the schema of a record as a tree gives it."""
    properties: dict[str, Any] = {"id": _ID if model._auto else _VIEW_ID}
    for child in node.fields or ():
        if child.name != "id":
            properties[child.name] = _field(model, child)
    return {"type": "object", "properties": properties, "required": ["id"]}


def _field(model: BaseModel, node: Node) -> Schema:
    field, env = model._fields[node.name], model.env
    if node.fields is None:
        return read_form(env, field, ()) | notes(env, field)
    below = answered(env[field.comodel_name], node)
    if field.type in X2MANY:
        return {"type": "array", "items": below, **notes(env, field)}
    return {"anyOf": [below, {"type": "null"}], **notes(env, field)}


def values(scope: EndpointScope, required: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a body."""
    endpoint = scope.endpoint
    schema = _values(scope.model, endpoint.accepted, removes=endpoint.removes_lines)
    return schema | ({"required": list(required)} if required else {})


def _values(model: BaseModel, accepted: Accepted, *, removes: bool) -> Schema:
    properties = {}
    for name in sorted(accepted.names):
        field, env = model._fields[name], model.env
        if name in accepted.lines:
            found = _lines(env[field.comodel_name], accepted.lines[name], removes)
        elif name in accepted.plain:
            found = write_form(env, field, ())
        elif field.type in X2MANY:
            found = {"type": "array", "items": LINK}
        else:
            found = {"anyOf": [*LINK["anyOf"], {"type": "null"}]}
        properties[name] = {**found, **notes(env, field)}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _lines(comodel: BaseModel, accepted: Accepted, removes: bool) -> Schema:
    line = _values(comodel, accepted, removes=removes)
    removal = _REMOVAL if removes else {}
    line["properties"] = {**_LINE, **removal, **line["properties"]}
    lines: Schema = {"type": "array", "items": line}
    if not removes:
        return lines
    replacement = {
        "type": "object",
        "properties": {"replace": lines},
        "required": ["replace"],
        "additionalProperties": False,
        "description": "All lines that the record shall have; the others go.",
    }
    return {"anyOf": [lines, replacement]}
