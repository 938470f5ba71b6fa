"""Lists of records: created, updated, or made to be as they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...core import codes, schema
from ...core.bulk_operation import Each, UpdateMany, Upsert
from ...core.errors import BadRequest, Problem
from ...core.formats import NATIVE
from ...core.operation import CreateMany, Operation, Result, Row
from ...core.stream_operation import Import
from . import imports, records
from .answer import Answer

if TYPE_CHECKING:
    from .dialect import Native


def create(dialect: Native, slug: str) -> Operation:
    """One record for an object, as many as there are in a list, or in a file."""
    if dialect.is_import:
        return imports.import_(dialect, slug)
    items = dialect.items()
    if items is None:
        return records.create(dialect, slug)
    return _at_once_or_each(dialect, CreateMany, slug, items)


def update(dialect: Native, slug: str) -> Operation:
    items = dialect.items()
    if items is None:
        raise BadRequest(
            "The body must be a JSON list of objects with an id; one record is changed "
            "at its own address.",
            codes.INVALID_BODY,
        )
    return _at_once_or_each(dialect, UpdateMany, slug, items)


def upsert(dialect: Native, slug: str) -> Operation:
    """A list, or an object as a list of one."""
    items = dialect.items()
    if items is None:
        items = (dialect.values(),)
    names = dialect.query.get("match", "").split(",")
    match = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not match:
        raise BadRequest(
            "match: name the fields by whose values records are found, like match=ref, "
            "or match=xmlid.",
            codes.MISSING_MATCH,
        )
    return _at_once_or_each(dialect, Upsert, slug, items, match)


def _at_once_or_each(
    dialect: Native,
    kind: type[CreateMany | UpdateMany | Upsert],
    slug: str,
    items: tuple[Any, ...],
    *more: Any,
) -> Operation:
    """Return one operation on all items, or one on each that fails alone."""
    tree, context = dialect.returned(), dialect.context()
    if dialect.flag("atomic", True):
        return kind(slug, items, *more, tree, NATIVE, context=context)
    if not dialect.asks_back():
        tree = schema.tree(["id"])
    return Each(
        tuple(
            kind(slug, (item,), *more, tree, NATIVE, context=context, first=position)
            for position, item in enumerate(items)
        )
    )


def render_created(dialect: Native, result: Result) -> Any:
    if isinstance(result.operation, Import):
        return imports.render(dialect, result)
    if isinstance(result.operation, (CreateMany, Each)):
        return _render(dialect, result, 201)
    return records.render_created(dialect, result)


def render_written(dialect: Native, result: Result) -> Any:
    return _render(dialect, result, 200)


def _render(dialect: Native, result: Result, status: int) -> Answer:
    if isinstance(result.operation, Each):
        return _render_each(dialect, result)
    ids = [row["id"] for row in result.rows]
    return Answer({"ids": ids, **dialect.given(records=result.rows)}, status)


def render_upserted(dialect: Native, result: Result) -> Any:
    if isinstance(result.operation, Each):
        return _render_each(dialect, result)
    pairs = zip(result.rows, result.value, strict=True)
    return {
        "results": [
            {"id": row["id"], "created": created, **dialect.given(record=row)}
            for row, created in pairs
        ]
    }


def _render_each(dialect: Native, result: Result) -> Answer:
    """Tell of every item what would have been the answer to it alone."""
    failed = any(isinstance(each, Problem) for each in result.value)
    results = [
        _failed(each) if isinstance(each, Problem) else _done(dialect, each)
        for each in result.value
    ]
    return Answer({"results": results}, 207 if failed else 200)


def _done(dialect: Native, result: Result) -> Row:
    row = result.rows[0]
    upserted = isinstance(result.operation, Upsert)
    created = result.value[0] if upserted else isinstance(result.operation, CreateMany)
    return {
        "status": 201 if created else 200,
        "id": row["id"],
        **({"created": created} if upserted else {}),
        **({"record": row} if dialect.asks_back() else {}),
    }


def _failed(problem: Problem) -> Row:
    return {
        "status": problem.status,
        "error": problem.message,
        "code": problem.code,
        "details": problem.details,
    }
