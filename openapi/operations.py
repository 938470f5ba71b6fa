"""Parts of the documents of the dialects that are not the native one."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..core.grant import CREATE, UPDATE
from . import errors, example
from .description import PathItem
from .field_schema import ref
from .formats import RECORD_ID, Schema
from .model_schema import body_schema
from .scope import Scope

ANY: Schema = {}
STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 501, 503)


def query(name: str, schema: Schema, text: str, sample: Any = None) -> PathItem:
    """Return a parameter of the query."""
    found = {"name": name, "in": "query", "schema": schema, "description": text}
    return found if sample is None else {**found, "example": sample}


def header(name: str, text: str) -> Schema:
    """Return a security scheme whose secret is in a header."""
    return {"type": "apiKey", "in": "header", "name": name, "description": text}


ID: PathItem = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": RECORD_ID,
    "description": "Of the record.",
}
TEXT: Schema = {"type": "string"}
LIMIT = query("limit", RECORD_ID, "Records at most.", 10)
OFFSET = query("offset", {**RECORD_ID, "minimum": 0}, "Records to skip.")
ORDER = query("order", TEXT, "As `name desc, id`.", "id")


def error_schema(**names: str) -> Schema:
    """Return the schema of an error that has these texts in it."""
    texts = {name: {"type": "string", "description": names[name]} for name in names}
    return {"type": "object", "properties": texts, "required": list(names)}


def operation(
    summary: str,
    answer: Schema,
    *,
    parameters: Iterable[str] = (),
    body: PathItem | None = None,
    statuses: Iterable[int],
) -> PathItem:
    """Return an operation that answers 200.

    :param parameters: names of components
    """
    found: PathItem = {
        "summary": summary,
        "parameters": [ref_to("parameters", name) for name in parameters],
        "responses": {
            "200": {
                "description": "Done.",
                "content": {"application/json": {"schema": answer}},
            },
            **errors.responses(tuple(statuses)),
        },
    }
    return {**found, "requestBody": body} if body else found


def ref_to(kind: str, name: str) -> PathItem:
    return {"$ref": f"#/components/{kind}/{name}"}


def json_body(schema: Schema, sample: Any = None) -> PathItem:
    content: PathItem = {"schema": schema}
    if sample is not None:
        content["example"] = sample
    return {"required": True, "content": {"application/json": content}}


def new_record(scope: Scope, described: frozenset[str]) -> PathItem:
    """Return the body of a creation."""
    return json_body(body_schema(scope, CREATE, described), example.new_record(scope))


def change(scope: Scope, described: frozenset[str]) -> PathItem:
    """Return the body of an update."""
    return json_body(body_schema(scope, UPDATE, described), example.change(scope))


def record(scope: Scope, described: frozenset[str]) -> Schema:
    """Return the schema of a record, if it may be read."""
    return ref(scope.name if scope.name in described else "Record")


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def fixed(**properties: Schema) -> Schema:
    """Return the schema of an object that has these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def named(
    scope: Scope, operations: Mapping[tuple[str, str, str], PathItem]
) -> dict[str, PathItem]:
    """Return the path items of a model, those that the credential may use.

    :param operations: by path, HTTP method and the right it takes
    """
    items: dict[str, PathItem] = {}
    slug = scope.name.replace(".", "_")
    for (path, method, right), made in operations.items():
        if right in scope.rights:
            name = made.pop("name", right)
            identified = {"operationId": f"{name}_{slug}", "tags": [scope.name]}
            items.setdefault(path, {})[method] = {**identified, **made}
    return items
