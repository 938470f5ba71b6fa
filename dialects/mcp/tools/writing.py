"""Tools that change records."""

from ....core.bulk_operation import DryRun
from ....core.call_operation import Invoke
from ....core.formats import NATIVE
from ....core.grant import CREATE, DELETE, EXECUTE, UPDATE
from ....core.operation import CreateMany, Delete, Operation, Result, Update
from ....core.schema import tree as tree_of
from ...native import methods
from .. import bounds
from ..bounds import Content
from . import tool
from .reading import rows
from .tool import DRY_RUN, FIELDS, ID_LIST, IDS, MODEL, RECORDS, Arguments, Tool

MAX_CREATED = 100
_IDS = tree_of(["id"])
_VALUES = (
    "Values by field name. A related record is its id; a list of lines is a list of "
    "objects: without id one is made, with id it is changed, and with "
    '"_delete": true it is removed.'
)
_DRY = {"type": "boolean", "default": False, "description": "Nothing was kept."}


def _tried(arguments: Arguments, operation: Operation) -> Operation:
    return DryRun(operation) if arguments.get("dry_run") else operation


def _written(arguments: Arguments, result: Result) -> Content:
    """Return ids, and records where fields are asked for."""
    found: Content = {"ids": [row["id"] for row in result.rows]}
    if arguments.get("fields"):
        found |= rows(arguments, result)
    return {**found, **_dry(arguments)}


def _dry(arguments: Arguments) -> Content:
    return {"dry_run": True} if arguments.get("dry_run") else {}


_OUTPUT = {"ids": ID_LIST, "records": {**RECORDS, "default": []}, "dry_run": _DRY}


def _create(arguments: Arguments) -> Operation:
    return _tried(
        arguments,
        CreateMany(
            arguments["model"],
            tuple(arguments["records"]),
            tool.tree(arguments) or _IDS,
            NATIVE,
        ),
    )


CREATE_RECORDS = Tool(
    "create_records",
    "Create records",
    "Create records of a model, all of them or none. Call describe_model first for "
    "the fields that are required. Search first, so that nothing is made twice. With "
    "dry_run you see what would happen.",
    frozenset([CREATE]),
    {
        "model": MODEL,
        "records": {
            "type": "array",
            "items": {"type": "object"},
            "minItems": 1,
            "maxItems": MAX_CREATED,
            "description": f"One object for each new record. {_VALUES}",
        },
        "fields": FIELDS,
        "dry_run": DRY_RUN,
    },
    ("model", "records"),
    _OUTPUT,
    _create,
    _written,
    reads=False,
    idempotent=False,
)


def _update(arguments: Arguments) -> Operation:
    return _tried(
        arguments,
        Update(
            arguments["model"],
            tool.ids(arguments),
            arguments["values"],
            tool.tree(arguments) or _IDS,
            NATIVE,
        ),
    )


UPDATE_RECORDS = Tool(
    "update_records",
    "Change records",
    "Write the same values on records whose ids you know, all of them or none. Fields "
    "that are not named stay as they are. Read the records first, to be sure that they "
    "are the right ones.",
    frozenset([UPDATE]),
    {
        "model": MODEL,
        "ids": IDS,
        "values": {"type": "object", "description": _VALUES},
        "fields": FIELDS,
        "dry_run": DRY_RUN,
    },
    ("model", "ids", "values"),
    _OUTPUT,
    _update,
    _written,
    reads=False,
    destructive=True,
)


def _delete(arguments: Arguments) -> Operation:
    return _tried(arguments, Delete(arguments["model"], tool.ids(arguments)))


def _deleted(arguments: Arguments, result: Result) -> Content:
    return {"deleted": list(tool.ids(arguments)), **_dry(arguments)}


DELETE_RECORDS = Tool(
    "delete_records",
    "Delete records",
    "Delete records for good, all of them or none. Nothing brings them back: ask the "
    'person whom you work for first. Often it is better to archive: update {"active": '
    "false}.",
    frozenset([DELETE]),
    {"model": MODEL, "ids": IDS, "dry_run": DRY_RUN},
    ("model", "ids"),
    {"deleted": ID_LIST, "dry_run": _DRY},
    _delete,
    _deleted,
    reads=False,
    destructive=True,
    idempotent=False,
)


def _call(arguments: Arguments) -> Operation:
    return _tried(
        arguments,
        Invoke(
            arguments["model"],
            tuple(arguments.get("ids", ())),
            arguments["method"],
            (),
            arguments.get("arguments", {}),
            fields=tool.tree(arguments),
        ),
    )


def _returned(arguments: Arguments, result: Result) -> Content:
    content = {**methods.rendered(result), **_dry(arguments)}
    if bounds.is_small(content):
        return content
    if "pending" in content:
        # The wizard is there; how it would be filled in can be read of it.
        kept = {name: content["pending"][name] for name in ("model", "id")}
        content["pending"] = kept
    value = content["result"]
    if isinstance(value, (list, dict)):
        return bounds.fitted(
            content, "result", lambda count: "It was done; the rest is not shown."
        )
    shown = str(value)[: bounds.MAX_CHARACTERS // 2]
    return {"note": "The result is cut.", **content, "result": f"{shown}…"}


CALL_METHOD = Tool(
    "call_method",
    "Call a method",
    "Call a method of a model, as a button in Odoo does: confirm, cancel, send. Only "
    "methods that were allowed for you by name can be called.",
    frozenset([EXECUTE]),
    {
        "model": MODEL,
        "method": {"type": "string", "description": "Like action_confirm."},
        "ids": {**IDS, "minItems": 0},
        "arguments": {
            "type": "object",
            "description": "Arguments of the method by name.",
        },
        "fields": FIELDS,
        "dry_run": DRY_RUN,
    },
    ("model", "method"),
    {
        "result": {"description": "What the method has returned."},
        "pending": {
            "type": "object",
            "default": {},
            "description": "A wizard that the method has opened: what was asked for is "
            "not done yet.",
        },
        "dry_run": _DRY,
    },
    _call,
    _returned,
    reads=False,
    destructive=True,
    idempotent=False,
)
