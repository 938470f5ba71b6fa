"""Calls of a model's methods: of the model itself, and of its records."""

from collections.abc import Iterator
from typing import Any

from ....core.grant import EXECUTE
from ....records.call import public_methods
from ....records.call.public_methods import Argument, Method
from ... import errors
from ... import operations as ops
from ...formats import RECORD_ID, Schema
from ...operations import Row
from ...scope import Scope
from . import answers

_PENDING: Schema = {
    **ops.fixed(
        model=ops.noted(ops.TEXT, "Of the wizard."),
        id={
            "anyOf": [RECORD_ID, {"type": "null"}],
            "description": "Of one that is there already.",
        },
        context=ops.noted(ops.OBJECT, "To create it with."),
        values=ops.noted(ops.OBJECT, "To create it with."),
    ),
    "description": "There where the method opened a wizard, which is still to do: "
    "create one of `model` with `context` and `values`, and call its method.",
}
ANSWER: Schema = ops.with_optional(
    ops.fixed(
        result={
            "description": 'What the method returned; records as `{"ids": […]}`, or as '
            "rows with `fields`."
        }
    ),
    pending=_PENDING,
    dry_run=ops.noted(ops.BOOLEAN, "Where it was: nothing is written."),
)
_BODY: Schema = {
    "type": "object",
    "description": "Named arguments, and `context`; or `args`, a list, and `kwargs`, "
    "an object. `x-methods` has those of each method.",
    "additionalProperties": True,
}


def rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    if EXECUTE not in scope.rights:
        return
    methods = list(public_methods.of(scope.model, scope.access))
    one = f"/{scope.name}/{{id}}"
    # The path is that of a record: OpenAPI tells no two apart by their parameters.
    if found := [method for method in methods if method.of_model]:
        name = _name(found, "id", "A method of the model, where records have their id.")
        yield _call(scope, found, one, "call_model", "of the model", (name,))
    if found := [method for method in methods if not method.of_model]:
        name = _name(found, "member", "A method of records.")
        path = f"{one}/{{member}}"
        yield _call(scope, found, path, "call", "of records", ("id", name))


def _call(
    scope: Scope,
    methods: list[Method],
    path: str,
    name: str,
    whose: str,
    parameters: tuple[Any, ...],
) -> Row:
    return Row(
        *("post", path, name, f"Call a method {whose}"),
        f"`x-methods` has the public methods {whose} and their arguments.",
        ANSWER,
        EXECUTE,
        (*parameters, "fields", "context", "dry_run", "prefer_async"),
        ops.json_body(_BODY, {}, required=False),
        statuses=(*errors.WRITING, 501),
        others=answers.DEFERRED,
        more={
            "x-methods": {method.name: _described(scope, method) for method in methods}
        },
    )


def _name(methods: list[Method], parameter: str, text: str) -> dict[str, Any]:
    names = [method.name for method in methods]
    return ops.in_path(parameter, {"type": "string", "enum": names}, text, names[0])


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
