"""Records that are created, and lists of them that are written."""

from collections.abc import Iterator
from typing import Any

from ....core.grant import CREATE, DELETE, READ, UPDATE
from ... import example
from ... import operations as ops
from ...components import CHANGED, MATCHED, component, ref
from ...description import PathItem
from ...formats import Schema
from ...operations import Row
from ...scope import Scope
from . import answers

WRITTEN = ("fields", "context", "atomic", "dry_run", "prefer")
APPLIED = ("Preference-Applied",)
_TEXT: Schema = {"type": "string"}
LINES = {
    "application/x-ndjson": {
        "schema": ops.noted(
            _TEXT,
            "An object a line: `line`, `status`, and `id`, or `error` and `code`.",
        )
    }
}
ROWS = {
    "application/x-ndjson": {"schema": ops.noted(_TEXT, "An object of values a line.")},
    "text/csv": {
        "schema": ops.noted(_TEXT, "RFC 4180; the first line has names of fields.")
    },
}
# What can be done with a record that was created, by the right it takes.
_NEXT = {READ: "read", UPDATE: "update", DELETE: "delete"}


def rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    list_, record = f"/{scope.name}", ops.record(scope, described)
    one, several = answers.one(record), answers.several(record)
    each = answers.each(record)
    yield Row(
        *("post", list_, "create", "Create"),
        "A record from a tree of values, lines and their lines included; a list makes "
        "as many, all of them or none. A file of NDJSON or CSV makes a record of each "
        "line, in pieces of 500.",
        {"oneOf": [one, several]},
        CREATE,
        WRITTEN,
        _or_file(ops.one_or_several(ops.new_record(scope, described))),
        status=201,
        headers=("ETag", "Location", *APPLIED),
        response=_links(scope),
        others={
            "200": _with_lines(
                ops.answer(
                    {"oneOf": [one, several, each]},
                    (*APPLIED, ops.OMITTED),
                    "It was only tried, or each item was created alone; of a file, a "
                    "line for each line, as it goes.",
                )
            ),
            **answers.failed(record),
            **answers.DEFERRED,
        },
    )
    yield Row(
        *("patch", list_, "update_many", "Update several"),
        "Each item has the `id` of a record and values of its own.",
        {"oneOf": [several, each]},
        UPDATE,
        WRITTEN,
        ops.json_body(_items(scope, CHANGED), _change(scope)),
        headers=APPLIED,
        others=answers.failed(record) | answers.DEFERRED,
    )
    if not scope.rights & {CREATE, UPDATE}:
        return
    yield Row(
        *("put", list_, "upsert", "Create or update"),
        "An item is looked up by its values of `match`: the record that has them is "
        "updated; where there is none, one is created.",
        {"anyOf": [answers.matched(record), each]},
        READ,
        ("match", *WRITTEN),
        ops.one_or_several(
            ops.json_body(ref(component(scope.name, MATCHED)), _matched(scope))
        ),
        headers=APPLIED,
        others=answers.failed(record) | answers.DEFERRED,
    )


def _or_file(body: PathItem | None) -> PathItem | None:
    """Return a body that may also be a file of rows."""
    if body is None:
        return None
    return {**body, "content": body["content"] | ROWS}


def _with_lines(answer: PathItem) -> PathItem:
    """Return an answer that may also be what became of each line of a file."""
    return {**answer, "content": answer["content"] | LINES}


def _items(scope: Scope, kind: str) -> Schema:
    return ops.several(ref(component(scope.name, kind)))


def _change(scope: Scope) -> list[dict[str, Any]]:
    return [{"id": 1, **example.change(scope)}]


def _matched(scope: Scope) -> dict[str, Any]:
    name = component(scope.name)
    return {"xmlid": f"__restapi__.{name}_example", **example.new_record(scope)}


def _links(scope: Scope) -> PathItem:
    """Return what can be done with the new record."""
    return {
        "links": {
            verb: {
                "operationId": f"{verb}_{component(scope.name)}",
                "parameters": {"id": "$response.body#/id"},
            }
            for right, verb in _NEXT.items()
            if right in scope.rights
        }
    }
