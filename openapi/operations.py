"""Operations, as the documents of all dialects write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import idempotency
from ..core.grant import CREATE, EXECUTE, READ, UPDATE
from . import errors, example, headers
from .components import component, ref, reference
from .description import PathItem
from .formats import COUNT, RECORD_ID, Schema
from .model_schema import body_schema
from .scope import Scope

GENERAL = "API"
ENDPOINTS = "Endpoints"
OMITTED, ACTION = "Restapi-Omitted", "Restapi-Action"
# Headers of answers about records, by the right that they take, in every dialect.
_TOLD = {
    READ: (OMITTED,),
    CREATE: (OMITTED,),
    UPDATE: (OMITTED,),
    EXECUTE: (OMITTED, ACTION),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One method of one path.

    :param name: its ``operationId``; of an operation of a model the beginning
    :param right: that it takes on its model, of one that takes any
    :param answer: schema of what it answers with when it has done its work
    :param parameters: names of components, and those that no other row has
    :param headers: names of those of the answer
    :param statuses: of errors, where they are not those of the dialect
    :param more: keys of its own
    :param response: more of the answer, another content for instance
    :param others: more answers, by status
    """

    method: str
    path: str
    name: str
    summary: str
    text: str
    answer: Schema
    right: str = ""
    parameters: Sequence[str | PathItem] = ()
    body: PathItem | None = None
    status: int = 200
    statuses: Sequence[int] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    response: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, Any] = field(default_factory=dict)
    headers: Sequence[str] = ()

    @property
    def is_repeatable(self) -> bool:
        """Tell whether it takes ``Idempotency-Key``, which belongs to a credential."""
        is_public = self.more.get("security") == []
        return self.method.upper() in idempotency.METHODS and not is_public


def of_model(
    scope: Scope, rows: Iterable[Row], statuses: Sequence[int]
) -> dict[str, PathItem]:
    """Return the path items of a model, those that the credential may use.

    :param rows: their paths are below the model
    :param statuses: of errors, where a row says nothing
    """
    allowed = (row for row in rows if not row.right or row.right in scope.rights)
    return _items(allowed, statuses, component(scope.name), scope.name, scope.label)


def general(rows: Iterable[Row], statuses: Sequence[int]) -> dict[str, PathItem]:
    """Return path items that are about no one model."""
    return _items(rows, statuses, "", GENERAL, "")


def of_endpoint(
    slug: str, label: str, rows: Iterable[Row], statuses: Sequence[int]
) -> dict[str, PathItem]:
    """Return the path items of an endpoint without code."""
    return _items(rows, statuses, slug, ENDPOINTS, label)


def _items(
    rows: Iterable[Row], statuses: Sequence[int], slug: str, tag: str, label: str
) -> dict[str, PathItem]:
    items: dict[str, PathItem] = {}
    for row in rows:
        operation = {
            "operationId": "_".join(filter(None, [row.name, slug])),
            "tags": [tag],
            "summary": ": ".join(filter(None, [row.summary, label])),
            "description": row.text,
            "parameters": list(_parameters(row)),
            "responses": {
                str(row.status): _answer(row),
                **{status: {**other} for status, other in row.others.items()},
                **errors.responses(row.statuses or statuses),
            },
            **row.more,
        }
        if row.body:
            operation["requestBody"] = row.body
        items.setdefault(row.path, {})[row.method] = operation
    return items


def _parameters(row: Row) -> Iterator[PathItem]:
    names = (*row.parameters, *([headers.REPEATABLE] if row.is_repeatable else ()))
    for each in names:
        yield reference("parameters", each) if isinstance(each, str) else each


def _answer(row: Row) -> PathItem:
    replayed = [idempotency.REPLAYED] if row.is_repeatable else ()
    names = (*row.headers, *_TOLD.get(row.right, ()), *replayed)
    return {**answer(row.answer, names), **row.response}


def answer(schema: Schema, names: Iterable[str] = (), text: str = "Done.") -> PathItem:
    """Return an answer in JSON.

    :param names: of its headers
    """
    return {
        "description": text,
        "content": {"application/json": {"schema": schema}},
        **headers.of(*names),
    }


# -- parameters


def query(
    name: str,
    schema: Schema,
    text: str,
    sample: Any = None,
    *,
    required: bool = False,
) -> PathItem:
    """Return a parameter of the query."""
    found = {"name": name, "in": "query", "schema": schema, "description": text}
    if required:
        found["required"] = True
    return found if sample is None else {**found, "example": sample}


def in_path(name: str, schema: Schema, text: str, sample: Any) -> PathItem:
    """Return a parameter of the path."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": schema,
        "description": text,
        "example": sample,
    }


def header(name: str, text: str) -> Schema:
    """Return a security scheme whose secret is in a header."""
    return {"type": "apiKey", "in": "header", "name": name, "description": text}


TEXT: Schema = {"type": "string"}
BOOLEAN: Schema = {"type": "boolean"}
OBJECT: Schema = {"type": "object", "additionalProperties": True}
ANY: Schema = {"description": "What the method returns."}
NOTHING: Schema = {
    "type": "object",
    "description": "An object without keys.",
    "maxProperties": 0,
}
METHOD_NAME: Schema = {"type": "string", "pattern": r"^[A-Za-z]\w*$"}

ID = in_path("id", RECORD_ID, "Of the record.", 1)
MODEL = in_path(
    "model",
    {"type": "string", "pattern": r"^[a-z0-9_.]+$"},
    "Technical name of a model.",
    "res.partner",
)
METHOD = in_path("method", METHOD_NAME, "A public method of the model.", "get_metadata")
LIMIT = query("limit", RECORD_ID, "Records at most; the server has a largest page.", 10)
OFFSET = query("offset", COUNT, "Records to skip.")
ORDER = query("order", TEXT, "As `name desc, id`.", "id")
DOMAIN = query("domain", TEXT, "Conditions, as Python or JSON has them.", "[]")
FIELDS = query("fields", TEXT, "Names, as a list.", "['id']")


# -- bodies


def json_body(schema: Schema, sample: Any = None, *, required: bool = True) -> PathItem:
    """Return a body of JSON."""
    content: PathItem = {"schema": schema}
    if sample is not None:
        content["example"] = sample
    return {"required": required, "content": {"application/json": content}}


def new_record(scope: Scope, described: frozenset[str]) -> PathItem | None:
    """Return the body of a creation, if the credential may create."""
    if CREATE not in scope.rights:
        return None
    return json_body(body_schema(scope, CREATE, described), example.new_record(scope))


def change(scope: Scope, described: frozenset[str]) -> PathItem | None:
    """Return the body of an update, if the credential may update."""
    if UPDATE not in scope.rights:
        return None
    return json_body(body_schema(scope, UPDATE, described), example.change(scope))


def one_or_several(body: PathItem | None) -> PathItem | None:
    """Return a body that may also be a list."""
    if body is None:
        return None
    content = body["content"]["application/json"]
    schema = {"oneOf": [content["schema"], several(content["schema"])]}
    return {**body, "content": {"application/json": {**content, "schema": schema}}}


# -- schemas


def record(scope: Scope, described: frozenset[str]) -> Schema:
    """Return the schema of a record, if it may be read."""
    name = component(scope.name)
    return ref(name if name in described else "Related")


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def several(items: Schema) -> Schema:
    """Return the schema of a list in a body, which must not be empty."""
    return {**array(items), "minItems": 1}


def texts(**descriptions: str) -> Schema:
    """Return the schema of an object that has these texts."""
    return fixed(**{name: noted(TEXT, text) for name, text in descriptions.items()})


def fixed(**properties: Schema) -> Schema:
    """Return the schema of an object that has these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def noted(schema: Schema, text: str) -> Schema:
    return {**schema, "description": text}


def with_optional(schema: Schema, **properties: Schema) -> Schema:
    """Return the schema of an object with more keys, which may be there."""
    return {**schema, "properties": {**schema["properties"], **properties}}


def error(**descriptions: str) -> Schema:
    """Return the schema of an error that has these texts, and several mistakes."""
    mistakes = {
        "type": "array",
        "items": OBJECT,
        "description": "All mistakes, where there are several.",
    }
    schema = with_optional(texts(**descriptions), details=mistakes)
    return noted(schema, "What went wrong.")
