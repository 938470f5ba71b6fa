"""Tools that tell what there is."""

from typing import Any

from ....core.description_operation import DescribeModel, ListModels
from ....core.grant import CREATE, DELETE, EXECUTE, READ, UPDATE
from ....core.operation import Operation, Result
from .. import bounds
from ..bounds import Content
from .tool import MODEL, Arguments, Tool

_ANY = frozenset([READ, CREATE, UPDATE, DELETE, EXECUTE])
_TOLD = ("type", "label", "relation", "selection", "required", "readonly", "help")
# Most fields have them: those are told of that have not.
_USUAL = ("stored", "searchable", "sortable", "groupable")


def _list_models(arguments: Arguments) -> Operation:
    return ListModels(arguments.get("search", "").strip())


def _models(arguments: Arguments, result: Result) -> Content:
    content = {"count": len(result.rows), "models": result.rows}
    if not bounds.is_small(content):
        # All names are worth more than the rights on some.
        models = [{n: row[n] for n in ("model", "label")} for row in result.rows]
        note = "Rights are left out; to have them, call again with search."
        content = {"note": note, **content, "models": models}
    return bounds.fitted(
        content, "models", lambda count: "To see others, call again with search."
    )


LIST_MODELS = Tool(
    "list_models",
    "List models",
    "List the models (kinds of records) that you may use, with your rights on each: "
    "read, create, update, delete, execute. Begin here when you do not know where "
    "something is kept.",
    _ANY,
    {
        "search": {
            "type": "string",
            "description": "A part of the name or of the label, like invoice.",
        }
    },
    (),
    {
        "count": {"type": "integer"},
        "models": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "model": {"type": "string"},
                    "label": {"type": "string"},
                    "rights": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["model", "label"],
            },
        },
    },
    _list_models,
    _models,
)


def _describe(arguments: Arguments) -> Operation:
    return DescribeModel(arguments["model"])


def _description(arguments: Arguments, result: Result) -> Content:
    sought = arguments.get("search", "").strip().casefold()
    found = result.value
    content = {
        **{name: found[name] for name in ("model", "label", "rights")},
        "fields": {
            name: _field(field)
            for name, field in found["fields"].items()
            if sought in name.casefold() or sought in (field["label"] or "").casefold()
        },
    }
    if not bounds.is_small(content):
        content = _without_help(content)
    return bounds.fitted(
        content, "fields", lambda count: "To see others, call again with search."
    )


def _field(field: dict[str, Any]) -> dict[str, Any]:
    told = {name: field[name] for name in _TOLD if field[name]}
    if field["default"] is not None:
        told["default"] = field["default"]
    return {**told, **{name: False for name in _USUAL if not field[name]}}


def _without_help(content: Content) -> Content:
    """Leave out help texts, before any field."""
    fields = {
        name: {key: value for key, value in field.items() if key != "help"}
        for name, field in content["fields"].items()
    }
    note = "Help texts of fields are left out; to have them, call again with search."
    return {"note": note, **content, "fields": fields}


DESCRIBE_MODEL = Tool(
    "describe_model",
    "Describe a model",
    "Describe the fields of a model: type, label, related model (relation), allowed "
    "values (selection), whether it is required or readonly. Call it before you "
    "search, create or update records of a model for the first time; do not guess "
    "names.",
    _ANY,
    {
        "model": MODEL,
        "search": {
            "type": "string",
            "description": "Only fields with this in their name or label.",
        },
    },
    ("model",),
    {
        "model": {"type": "string"},
        "label": {"type": ["string", "null"]},
        "rights": {"type": "array", "items": {"type": "string"}},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "object"},
            "description": "By name. Fields are stored, searchable, sortable and "
            "groupable unless it is said that they are not.",
        },
    },
    _describe,
    _description,
)
