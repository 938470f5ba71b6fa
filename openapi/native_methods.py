"""Calls of a model's methods: one operation, which describes all of them."""

from typing import Any

from ..core import public_methods
from ..core.grant import EXECUTE
from ..core.public_methods import Argument, Method
from . import errors
from .formats import RECORD_ID, Schema
from .scope import Scope

PathItem = dict[str, Any]
_PENDING: Schema = {
    "type": "object",
    "description": "There where the method opened a wizard, which is still to do: "
    "create one of `model` with `context` and `values`, and call its method.",
    "properties": {
        "model": {"type": "string"},
        "id": {"anyOf": [RECORD_ID, {"type": "null"}]},
        "context": {"type": "object"},
        "values": {"type": "object"},
    },
    "required": ["model", "id", "context", "values"],
}
_ANSWER: Schema = {
    "type": "object",
    "properties": {
        "result": {
            "description": 'What the method returned; records as `{"ids": […]}`, or '
            "as rows with `fields`."
        },
        "pending": _PENDING,
    },
    "required": ["result"],
}
_BODY: Schema = {
    "type": "object",
    "description": "Named arguments, and `context`; or `args`, a list, and `kwargs`, "
    "an object.",
}


def of_model(scope: Scope) -> dict[str, PathItem]:
    """Return the path item of a model's methods; none where none may be called."""
    if not scope.access.allows(scope.name, EXECUTE):
        return {}
    methods = list(public_methods.of(scope.model, scope.access))
    if not methods:
        return {}
    return {f"/{scope.name}/{{id}}/{{method}}": {"post": _call(scope, methods)}}


def _call(scope: Scope, methods: list[Method]) -> PathItem:
    name = {
        "name": "method",
        "in": "path",
        "required": True,
        "schema": {"enum": [method.name for method in methods]},
        "description": "A method of the model; `x-methods` describes each.",
    }
    answer = {"description": "Done.", "content": _json(_ANSWER)}
    return {
        "operationId": f"call_{scope.name.replace('.', '_')}",
        "tags": [scope.name],
        "summary": f"Call: {scope.model._description}",
        "description": "Several ids are separated by commas. Methods of the model "
        f"itself are called without an id: `POST /{scope.name}/name_search`.",
        "parameters": [_parameter("id"), name, _parameter("fields")],
        "requestBody": {"required": False, "content": _json(_BODY)},
        "responses": {"200": answer} | errors.responses(errors.WRITING),
        "x-methods": {method.name: _described(scope, method) for method in methods},
    }


def _described(scope: Scope, method: Method) -> dict[str, Any]:
    of_records = "" if method.of_model else "/{id}"
    required = [each.name for each in method.arguments if each.required]
    arguments: Schema = {
        "type": "object",
        "properties": {each.name: _schema(each) for each in method.arguments},
        "additionalProperties": method.takes_more,
    }
    return {
        "path": f"/{scope.name}{of_records}/{method.name}",
        "summary": method.summary,
        "arguments": arguments | ({"required": required} if required else {}),
    }


def _schema(argument: Argument) -> Schema:
    schema: Schema = {}
    if argument.types:
        types = list(argument.types)
        schema["type"] = types[0] if len(types) == 1 else types
    if argument.default is not None:
        schema["default"] = argument.default
    if argument.description:
        schema["description"] = argument.description
    return schema


def _parameter(name: str) -> PathItem:
    return {"$ref": f"#/components/parameters/{name}"}


def _json(schema: Schema) -> PathItem:
    return {"application/json": {"schema": schema}}
