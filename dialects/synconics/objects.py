"""Objects, workflow and reports of the Synconics dialect: target → operation."""

import base64
from typing import Any

from ...core import codes, schema
from ...core.errors import BadRequest
from ...core.formats import SYNCONICS
from ...core.older_operation import ReadExisting
from ...core.operation import (
    Count,
    Create,
    Delete,
    Find,
    Operation,
    Read,
    Report,
    Result,
    Signal,
    Update,
)
from ...core.schema import Node
from .action import Target, render_count, render_rows

# A model of Odoo 8 to 12 had no field of its own, and all who may create one
# could use it at once; in Odoo 19 it has ``x_name``, and nobody may use it.
MANUAL_MODEL = {
    "field_id": [],
    "access_ids": [
        {
            "name": "custom model",
            "group_id": {"xmlid": "base.group_system"},
            "perm_read": True,
            "perm_write": True,
            "perm_create": True,
            "perm_unlink": True,
        }
    ],
}


def fields(target: Target) -> Node | None:
    names = target.arguments.names("fields")
    return schema.tree(names) if names else None


def search(target: Target, node: Node | None) -> Operation:
    domain, context = target.arguments.domain(), target.arguments.mapping("context")
    if target.arguments.boolean("count", False):
        return Count(target.model, domain, context=context)
    return Find(
        target.model,
        domain,
        node,
        SYNCONICS,
        offset=target.arguments.integer("offset", 0, 0),
        limit=target.arguments.integer("limit", 1, None),
        order=target.arguments.text("order"),
        context=context,
    )


def render_found(target: Target, result: Result) -> Any:
    return (_FOUND[type(result.operation)])(target, result)


_FOUND = {
    Find: render_rows,
    ReadExisting: render_rows,
    Read: render_rows,
    Count: render_count,
}


def read(target: Target) -> Operation:
    context = target.arguments.mapping("context")
    return Read(target.model, target.ids, fields(target), SYNCONICS, context=context)


def read_all(target: Target) -> Operation:
    if not target.arguments.has("ids"):
        return search(target, fields(target))
    context = target.arguments.mapping("context")
    return ReadExisting(
        target.model, target.arguments.ids(), fields(target), SYNCONICS, context=context
    )


def create(target: Target) -> Operation:
    values = _values(target)
    if target.model == "ir.model" and values.get("state") == "manual":
        values = {**MANUAL_MODEL, **values}
    context = target.arguments.mapping("context")
    return Create(target.model, values, None, SYNCONICS, context=context)


def update(target: Target) -> Operation:
    context = target.arguments.mapping("context")
    return Update(
        target.model,
        needed_ids(target),
        _values(target),
        None,
        SYNCONICS,
        context=context,
    )


def _values(target: Target) -> dict[str, Any]:
    if not target.arguments.has("vals"):
        raise BadRequest(
            "vals: an object of field values is needed.", codes.INVALID_VALS
        )
    return target.arguments.mapping("vals")


def delete(target: Target) -> Operation:
    return Delete(
        target.model, needed_ids(target), context=target.arguments.mapping("context")
    )


def signal(target: Target) -> Operation:
    context = target.arguments.mapping("context")
    return Signal(target.model, needed_ids(target), target.signal, context=context)


def report(target: Target) -> Operation:
    batches = tuple((id_,) for id_ in needed_ids(target))
    return Report(target.report, batches, context=target.arguments.mapping("context"))


def render_report(target: Target, result: Result) -> Any:
    documents = [
        {
            "id": ids[0],
            "state": "true",
            "format": "pdf",
            "result": base64.b64encode(content).decode(),
        }
        for ids, content in zip(result.operation.batches, result.value, strict=True)
    ]
    return {"report": documents if target.listed else documents[0]}


def needed_ids(target: Target) -> tuple[int, ...]:
    if not target.ids:
        raise BadRequest("ids: a list of ids is needed, like 12,17.", codes.INVALID_IDS)
    return target.ids


def render_created(target: Target, result: Result) -> Any:
    return {target.model: result.rows[0]}
