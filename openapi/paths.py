"""The addresses of a model and what they answer."""

from typing import Any

from ..core.grant import CREATE, DELETE, READ, UPDATE
from . import errors, example, native_groups
from .field_schema import ref
from .formats import RECORD_ID, Schema
from .model_schema import body_schema
from .scope import Scope

PathItem = dict[str, Any]
LIST = ("fields", "domain", "limit", "offset", "order", "count", "context")


def _query(name: str, schema: Schema, description: str, sample: Any = None) -> PathItem:
    parameter = {
        "name": name,
        "in": "query",
        "schema": schema,
        "description": description,
    }
    return parameter | ({} if sample is None else {"example": sample})


PARAMETERS: dict[str, PathItem] = {
    "id": {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": RECORD_ID,
        "description": "Writing and deleting take several, separated by commas.",
    },
    "fields": _query(
        "fields",
        {"type": "string"},
        "Fields to answer, of related records too: `name,partner_id(name,city)`. "
        "Without it, all but binary ones.",
        "id,display_name",
    ),
    "domain": _query(
        "domain",
        {"type": "string"},
        "Which records, as Python or JSON: `[('name','ilike','a')]`.",
        "[]",
    ),
    "limit": _query(
        "limit",
        {**RECORD_ID, "default": 80},
        "Records of a page; the server has a largest.",
        10,
    ),
    "offset": _query(
        "offset", {**RECORD_ID, "minimum": 0, "default": 0}, "Records to skip."
    ),
    "order": _query(
        "order",
        {"type": "string"},
        "As `name desc, id`, by fields of related records too: `partner_id.name`.",
        "id",
    ),
    "count": _query(
        "count",
        {"enum": ["auto", "exact", "none"], "default": "auto"},
        "How exactly to count all records that match: beyond some thousand, `auto` "
        "estimates, and says so.",
    ),
    "context": _query(
        "context",
        {"type": "string"},
        "An object as Python or JSON: `{'lang': 'fr_FR'}`.",
    ),
    "models": _query(
        "models",
        {"type": "string"},
        "Names of models, separated by commas.",
        "res.partner",
    ),
}


def of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    """Return the path items of a model, by path."""
    list_, one = f"/{scope.name}", f"/{scope.name}/{{id}}"
    operations = (
        (list_, "get", READ, _list),
        (list_, "post", CREATE, _create),
        (one, "get", READ, _read),
        (one, "put", UPDATE, _update),
        (one, "patch", UPDATE, _update),
        (one, "delete", DELETE, _delete),
    )
    items: dict[str, PathItem] = {}
    for path, method, right, make in operations:
        if right in scope.rights:
            operation = make(scope, described)
            verb = _VERBS.get(method, make.__name__.strip("_"))
            operation["operationId"] = _operation_id(verb, scope)
            operation["tags"] = [scope.name]
            items.setdefault(path, {})[method] = operation
    return items | native_groups.of_model(scope)


def _operation_id(verb: str, scope: Scope) -> str:
    return f"{verb}_{scope.name.replace('.', '_')}"


_VERBS = {"put": "put"}
# What can be done with a record that was created, by the right it takes.
_NEXT = {READ: "read", UPDATE: "update", DELETE: "delete"}


def general() -> dict[str, PathItem]:
    """Return the path items that are about no model."""
    health = _answer({"type": "object", "properties": {"status": {"const": "ok"}}})
    document = _answer({"type": "object"}) | {"304": {"description": "Not modified."}}
    return {
        "/health": {
            "get": {
                "operationId": "health",
                "tags": ["API"],
                "summary": "Ask whether the server answers",
                "security": [],
                "responses": {"200": health["200"]} | errors.responses((500, 503)),
            }
        },
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "tags": ["API"],
                "summary": "This document, for the models named",
                "parameters": [_parameter("models")],
                "responses": document | errors.responses(errors.READING),
            }
        },
    }


def _list(scope: Scope, described: frozenset[str]) -> PathItem:
    page = {
        "type": "object",
        "properties": {
            "count": {"type": "integer", "description": "Records in this page."},
            "total": {
                "type": "integer",
                "description": "Records that match; not with `count=none`.",
            },
            "total_is_estimate": {
                "type": "boolean",
                "description": "Where the total is one.",
            },
            "limit": {"type": "integer"},
            "offset": {"type": "integer"},
            "results": {"type": "array", "items": ref(scope.name)},
        },
        "required": ["count", "limit", "offset", "results"],
    }
    return {
        "summary": f"List: {scope.model._description}",
        "parameters": [_parameter(name) for name in LIST],
        "responses": _answer(page) | errors.responses(errors.READING),
    }


def _read(scope: Scope, described: frozenset[str]) -> PathItem:
    return {
        "summary": f"Read: {scope.model._description}",
        "parameters": [_parameter("id"), _parameter("fields")],
        "responses": _answer(ref(scope.name)) | errors.responses(errors.READING),
    }


def _create(scope: Scope, described: frozenset[str]) -> PathItem:
    created = _answer(_written(scope, described), "201")
    location = {"schema": {"type": "string"}, "description": "Address of the record."}
    created["201"]["headers"] = {"Location": location}
    created["201"]["links"] = {
        verb: {
            "operationId": _operation_id(verb, scope),
            "parameters": {"id": "$response.body#/id"},
        }
        for right, verb in _NEXT.items()
        if right in scope.rights
    }
    return {
        "summary": f"Create: {scope.model._description}",
        "parameters": [_parameter("fields")],
        "requestBody": _body(scope, CREATE, described, example.new_record(scope)),
        "responses": created | errors.responses(errors.WRITING),
    }


def _update(scope: Scope, described: frozenset[str]) -> PathItem:
    answer = _answer(_written(scope, described))
    return {
        "summary": f"Update: {scope.model._description}",
        "parameters": [_parameter("id"), _parameter("fields")],
        "requestBody": _body(scope, UPDATE, described, example.change(scope)),
        "responses": answer | errors.responses(errors.WRITING),
    }


def _delete(scope: Scope, described: frozenset[str]) -> PathItem:
    return {
        "summary": f"Delete: {scope.model._description}",
        "parameters": [_parameter("id")],
        "responses": _answer(ref("Ok")) | errors.responses(errors.DELETING),
    }


def _parameter(name: str) -> PathItem:
    return {"$ref": f"#/components/parameters/{name}"}


def _body(
    scope: Scope, right: str, described: frozenset[str], sample: dict[str, Any]
) -> PathItem:
    content: PathItem = {"schema": body_schema(scope, right, described)}
    return {
        "required": True,
        "content": {"application/json": content | {"example": sample}},
    }


def _written(scope: Scope, described: frozenset[str]) -> Schema:
    """Return the schema of what is read back; its id at least."""
    record = ref(scope.name if scope.name in described else "Record")
    return {
        "type": "object",
        "properties": {"id": RECORD_ID, "record": record},
        "required": ["id", "record"],
    }


def _answer(schema: Schema, status: str = "200") -> dict[str, Any]:
    return {
        status: {
            "description": "Done.",
            "content": {"application/json": {"schema": schema}},
        }
    }
