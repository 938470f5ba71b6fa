"""Lists of records in the native dialect, and what every writing request takes."""

from typing import Any

from ..core.grant import CREATE, READ, UPDATE
from . import errors, example
from .description import PathItem
from .formats import RECORD_ID, Schema
from .operations import TEXT, array, fixed, json_body, query, record, ref_to
from .scope import Scope

PARAMETERS: dict[str, PathItem] = {
    "dry_run": query(
        "dry_run",
        {"type": "boolean", "default": False},
        "Do everything, answer what it would be, and take it back.",
    ),
    "atomic": query(
        "atomic",
        {"type": "boolean", "default": True},
        "Of a list, all or nothing; `false` for a status of every item.",
    ),
    "match": query(
        "match",
        TEXT,
        "Fields by whose values records are found, separated by commas; or `xmlid`, "
        "which is then a key of each item.",
    )
    | {"required": True},
    "prefer": {
        "name": "Prefer",
        "in": "header",
        "schema": {"enum": ["return=minimal", "return=representation"]},
        "description": "`return=minimal` leaves the records out of the answer.",
    },
}
_WRITING = ("dry_run", "prefer")
_LISTS = ("fields", "atomic", *_WRITING)
_WRITES = frozenset(["post", "put", "patch", "delete"])


def add(
    items: dict[str, PathItem], scope: Scope, described: frozenset[str]
) -> dict[str, PathItem]:
    """Add to the path items of a model what writes lists of its records."""
    for item in items.values():
        for method in _WRITES & item.keys():
            item[method]["parameters"] += _parameters(_WRITING)
    path = f"/{scope.name}"
    found = items.get(path, {})
    if "post" in found:
        _take_lists(found["post"], scope, described)
    if UPDATE in scope.rights:
        found["patch"] = _named("update_many", scope, _update_many(scope, described))
    if READ in scope.rights and {CREATE, UPDATE} & scope.rights:
        found["put"] = _named("upsert", scope, _upsert(scope, described))
    return {path: found, **items} if found else items


def _named(verb: str, scope: Scope, operation: PathItem) -> PathItem:
    name = f"{verb}_{scope.name.replace('.', '_')}"
    return {"operationId": name, "tags": [scope.name], **operation}


def _take_lists(operation: PathItem, scope: Scope, described: frozenset[str]) -> None:
    """Have the creation of a record take several."""
    body = operation["requestBody"]["content"]["application/json"]
    body["schema"] = {"anyOf": [body["schema"], array(body["schema"])]}
    answer = operation["responses"]["201"]["content"]["application/json"]
    answer["schema"] = {"anyOf": [answer["schema"], _written(scope, described)]}
    operation["responses"] |= _by_item(scope, described, ("200", "207"))
    operation["parameters"] += _parameters(("atomic",))


def _update_many(scope: Scope, described: frozenset[str]) -> PathItem:
    values = fixed(id=RECORD_ID)
    values["description"] = f"With values as in `{scope.name}-write`."
    sample = [{"id": 1, **example.change(scope)}]
    return {
        "summary": f"Update several: {scope.model._description}",
        "parameters": _parameters(_LISTS),
        "requestBody": json_body(array(values), sample),
        "responses": _answers(scope, described, _written(scope, described)),
    }


def _upsert(scope: Scope, described: frozenset[str]) -> PathItem:
    item = fixed(id=RECORD_ID, created={"type": "boolean"})
    item["properties"]["record"] = record(scope, described)
    values = {
        "type": "object",
        "description": f"Values as in `{scope.name}-write`, the key among them.",
    }
    return {
        "summary": f"Update or create by a key: {scope.model._description}",
        "parameters": _parameters(("match", *_LISTS)),
        "requestBody": json_body({"anyOf": [values, array(values)]}),
        "responses": _answers(scope, described, fixed(results=array(item))),
    }


def _answers(scope: Scope, described: frozenset[str], schema: Schema) -> dict[str, Any]:
    return {
        "200": _content({"anyOf": [schema, _results(scope, described)]}),
        **_by_item(scope, described, ("207",)),
        **errors.responses(errors.WRITING),
    }


def _written(scope: Scope, described: frozenset[str]) -> Schema:
    found = fixed(ids=array(RECORD_ID))
    found["properties"]["records"] = array(record(scope, described))
    return found


def _by_item(
    scope: Scope, described: frozenset[str], statuses: tuple[str, ...]
) -> dict[str, PathItem]:
    return {status: _content(_results(scope, described)) for status in statuses}


def _results(scope: Scope, described: frozenset[str]) -> Schema:
    """Return the schema of an answer to items that fail alone."""
    item = fixed(status={"type": "integer"})
    item["properties"] |= {
        "id": RECORD_ID,
        "created": {"type": "boolean"},
        "record": record(scope, described),
        "error": TEXT,
        "code": TEXT,
        "details": {},
    }
    return fixed(results=array(item))


def _content(schema: Schema) -> PathItem:
    return {
        "description": "Done; with `atomic=false`, as far as each item says.",
        "content": {"application/json": {"schema": schema}},
    }


def _parameters(names: tuple[str, ...]) -> list[PathItem]:
    return [ref_to("parameters", name) for name in names]
