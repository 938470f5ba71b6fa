"""Endpoints without code: those of this server, that the reader may use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ....core import schema
from ....core.endpoint import CALL, CHANGE, LIST, NEW, RECORD, RIGHTS
from ....core.parameter import Parameter
from ... import errors, example, tree_schema
from ... import operations as ops
from ...description import PathItem
from ...endpoint_scope import EndpointScope
from ...formats import COUNT, LARGE_INTEGER, RECORD_ID, Schema
from ...operations import Row
from . import answers, methods
from .pages import NEXT
from .records import CONDITIONAL

_TYPES: Mapping[str, Schema] = {
    "text": ops.TEXT,
    "integer": LARGE_INTEGER,
    "number": {"type": "number"},
    "boolean": ops.BOOLEAN,
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "examples": ["2026-01-31T08:30:00Z"]},
    "record": RECORD_ID,
}
_ENDPOINTS = ops.fixed(
    count=ops.noted(COUNT, "Of the endpoints."),
    results=ops.noted(
        ops.array(
            ops.fixed(
                address=ops.noted(ops.TEXT, "Where it is."),
                methods=ops.noted(ops.array(ops.TEXT), "Of this address."),
                record_methods=ops.noted(
                    ops.array(ops.TEXT), "Of the address with the id of a record."
                ),
            )
        ),
        "Those that user and credential may use.",
    ),
)


def general() -> Iterator[Row]:
    yield Row(
        *("get", "/x", "endpoints", "Endpoints of this server"),
        "Addresses that were made on this server, for purposes of its own.",
        _ENDPOINTS,
        statuses=errors.READING,
    )


def items(endpoints: Sequence[EndpointScope]) -> dict[str, PathItem]:
    """Return the path items of endpoints."""
    found: dict[str, PathItem] = {}
    for scope in endpoints:
        rows = (
            row
            for action in (LIST, RECORD, NEW, CHANGE, CALL)
            if action in scope.endpoint.actions
            for row in _ROWS[action](scope)
        )
        for path, item in ops.of_endpoint(
            scope.slug, scope.label, rows, errors.WRITING
        ).items():
            found.setdefault(path, {}).update(item)
    return found


def _record(scope: EndpointScope) -> Schema:
    return tree_schema.answered(scope.model, schema.parse(scope.endpoint.fields))


def _list(scope: EndpointScope) -> Iterator[Row]:
    endpoint = scope.endpoint
    page = answers.page(
        _record(scope),
        total=answers.TOTAL,
        total_is_estimate=ops.noted(ops.BOOLEAN, "Where the total is one."),
        next=NEXT,
    )
    limit = {
        **RECORD_ID,
        "default": endpoint.page_size,
        "maximum": endpoint.max_page_size,
    }
    paging = (
        ops.query("limit", limit, "Size of a page."),
        *("offset", "cursor", "count"),
    )
    yield _row(
        scope,
        LIST,
        ("get", "List"),
        page,
        parameters=(*_query(scope, LIST), *paging, "if_none_match"),
        statuses=errors.READING,
        headers=("ETag", "Link"),
        others=answers.NOT_MODIFIED,
    )
    yield _row(
        scope,
        LIST,
        ("x-query", "List by QUERY"),
        page,
        body=ops.json_body(
            _object(scope, LIST, ("limit", "offset", "cursor", "count"))
        ),
        statuses=(*errors.READING, 413, 415),
        headers=("ETag",),
    )


def _read(scope: EndpointScope) -> Iterator[Row]:
    yield _row(
        scope,
        RECORD,
        ("get", "Read"),
        _record(scope),
        parameters=("id", *_query(scope, RECORD), "if_none_match"),
        statuses=errors.READING,
        headers=("ETag",),
        others=answers.NOT_MODIFIED,
    )


def _create(scope: EndpointScope) -> Iterator[Row]:
    record = _record(scope)
    answer = {"oneOf": [answers.one(record), answers.several(record)]}
    sample = example.of_endpoint(scope)
    body = ops.json_body(tree_schema.values(scope, scope.required), sample)
    yield _row(
        scope,
        NEW,
        ("post", "Create"),
        answer,
        parameters=(*_query(scope, NEW), "dry_run", "prefer"),
        body=ops.one_or_several(body),
        status=201,
        headers=("ETag", "Location", "Preference-Applied"),
        others={"200": ops.answer(answer, ("Preference-Applied", ops.OMITTED))},
    )


def _update(scope: EndpointScope) -> Iterator[Row]:
    for method in ("put", "patch"):
        yield _row(
            scope,
            CHANGE,
            (method, "Update"),
            answers.one(_record(scope)),
            parameters=(
                *("id", *_query(scope, CHANGE)),
                *("dry_run", "if_match", "prefer"),
            ),
            body=ops.json_body(tree_schema.values(scope)),
            statuses=(*errors.WRITING, *CONDITIONAL),
            headers=("ETag", "Preference-Applied"),
        )


def _call(scope: EndpointScope) -> Iterator[Row]:
    is_of_records = scope.endpoint.is_of_records
    yield _row(
        scope,
        CALL,
        ("post", "Call"),
        methods.ANSWER,
        parameters=(*(["id"] if is_of_records else []), "dry_run"),
        body=ops.json_body(_object(scope, CALL), required=False),
        statuses=(*errors.WRITING, 501),
        headers=("Preference-Applied",),
    )


_ROWS: Mapping[str, Callable[[EndpointScope], Iterator[Row]]] = {
    LIST: _list,
    RECORD: _read,
    NEW: _create,
    CHANGE: _update,
    CALL: _call,
}


def _row(
    scope: EndpointScope, action: str, how: tuple[str, str], answer: Schema, **more: Any
) -> Row:
    """Return a row of an action.

    :param how: its method, and what it does
    """
    method, summary = how
    endpoint = scope.endpoint
    below = "/{id}" if endpoint.has_ids(action) else ""
    return Row(
        method,
        f"/x/{endpoint.address}{below}",
        f"{method.removeprefix('x-')}_{action}",
        summary,
        scope.text or f"{scope.label}.",
        answer,
        RIGHTS[action],
        **more,
    )


# -- parameters


def _schema(parameter: Parameter) -> Schema:
    if parameter.choices:
        found: Schema = {"type": "string", "enum": list(parameter.choices)}
    else:
        found = dict(_TYPES[parameter.kind])
    if parameter.several:
        found = {"type": "array", "items": found}
    if parameter.default is not None:
        found["default"] = parameter.default
    return found


def _query(scope: EndpointScope, action: str) -> Iterator[PathItem]:
    for each in scope.endpoint.parameters[action]:
        text = scope.helps.get(each.name) or f"A value of {each.name}."
        sample = each.sample if each.required else None
        found = ops.query(
            each.name, _schema(each), text, sample, required=each.required
        )
        # One parameter, its values separated by commas.
        yield found | ({"style": "form", "explode": False} if each.several else {})


def _object(scope: EndpointScope, action: str, others: Sequence[str] = ()) -> Schema:
    """Return the schema of parameters in a body."""
    parameters = scope.endpoint.parameters[action]
    properties = {
        each.name: ops.noted(_schema(each), scope.helps.get(each.name) or each.name)
        for each in parameters
    }
    paging = {name: {"description": f"As the parameter `{name}`."} for name in others}
    required = [each.name for each in parameters if each.required]
    return {
        "type": "object",
        "properties": {**properties, **paging},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }
