"""The addresses that tell what there is, and lists asked for with ``QUERY``."""

from typing import Any

from . import errors
from .formats import RECORD_ID, Schema
from .scope import Scope

PathItem = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_NAMED: Schema = {
    "type": "object",
    "properties": {"id": RECORD_ID, "name": _TEXT},
    "required": ["id"],
}
_RIGHTS: Schema = {
    "type": "array",
    "items": {"enum": ["read", "update", "create", "delete", "execute"]},
}
_ROOT: Schema = {
    "type": "object",
    "properties": {
        "version": {"type": "integer", "description": "Of the contract."},
        "user": _NAMED,
        "companies": {"type": "array", "items": _NAMED},
        "models": _TEXT,
        "openapi": _TEXT,
        "docs": _TEXT,
    },
    "required": ["version", "models", "openapi", "docs"],
}
_MODELS: Schema = {
    "type": "object",
    "properties": {
        "count": {"type": "integer"},
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"model": _TEXT, "label": _TEXT, "rights": _RIGHTS},
                "required": ["model", "label", "rights"],
            },
        },
    },
    "required": ["count", "results"],
}
_FLAGS = (
    "required",
    "readonly",
    "stored",
    "searchable",
    "sortable",
    "groupable",
    "translate",
)
_FIELD: dict[str, Schema] = {
    "type": _TEXT,
    "label": _TEXT,
    "help": _TEXT_OR_NULL,
    "relation": {**_TEXT_OR_NULL, "description": "Model of related records."},
    "selection": {
        "type": ["array", "null"],
        "description": "Pairs of value and label.",
        "items": {"type": "array", "items": {}},
    },
    "default": {"description": "Of a new record, where it can be told."},
    **{name: {"type": "boolean"} for name in _FLAGS},
}
_MODEL: Schema = {
    "type": "object",
    "properties": {
        "model": _TEXT,
        "label": _TEXT,
        "order": {**_TEXT_OR_NULL, "description": "Of lists without `order`."},
        "rights": _RIGHTS,
        "fields": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": _FIELD,
                "required": list(_FIELD),
            },
        },
    },
    "required": ["model", "label", "order", "rights", "fields"],
}
_SEARCH: PathItem = {
    "name": "search",
    "in": "query",
    "schema": _TEXT,
    "description": "A part of the name or of the label.",
}
_UNCHANGED = {"304": {"description": "Not modified."}}


def general() -> dict[str, PathItem]:
    """Return the path items that are about no model."""
    return {
        "/": {"get": _get("root", "API", "Where to begin", _ROOT)},
        "/models": {
            "get": {
                **_get("models", "API", "Models for this credential", _MODELS),
                "parameters": [_SEARCH],
            }
        },
    }


def of_model(scope: Scope) -> dict[str, PathItem]:
    """Return the path item of a model's description."""
    name = f"fields_{scope.name.replace('.', '_')}"
    summary = f"Describe: {scope.model._description}"
    operation = _get(name, scope.name, summary, _MODEL)
    operation["responses"] = {**operation["responses"], **_UNCHANGED}
    return {f"/{scope.name}/fields": {"get": operation}}


def query(operation: PathItem) -> PathItem:
    """Return how to ask for a list with ``QUERY``, for which OpenAPI has no key yet.

    :param operation: the one of ``GET``
    """
    names = [each["$ref"].rpartition("/")[2] for each in operation["parameters"]]
    body: Schema = {
        "type": "object",
        "description": "The parameters of the query, as they are or as JSON values: "
        "`domain` and `fields` also as lists, `context` as an object.",
        "properties": {name: {} for name in names},
        "additionalProperties": False,
    }
    return {
        "operationId": operation["operationId"].replace("list_", "query_", 1),
        "summary": operation["summary"],
        "description": "As `GET`, for parameters that are long (RFC 10008).",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": body}},
        },
        "responses": operation["responses"],
    }


def _get(name: str, tag: str, summary: str, schema: Schema) -> PathItem:
    content = {"application/json": {"schema": schema}}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "responses": {
            "200": {"description": "Done.", "content": content},
            **errors.responses(errors.READING),
        },
    }
