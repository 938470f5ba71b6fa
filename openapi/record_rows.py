"""How one record is changed and deleted, as the documented dialects all do it."""

from collections.abc import Iterator

from ..core.grant import DELETE, UPDATE
from . import operations as ops
from .formats import Schema
from .operations import Row
from .scope import Scope

WRITTEN = "The values that are sent are written, the others stay."
READ_BACK = "The values that are sent are written, the others stay; read back."


def rows(
    scope: Scope,
    described: frozenset[str],
    path: str,
    answers: tuple[Schema, Schema],
    text: str = WRITTEN,
) -> Iterator[Row]:
    """Give both rows.

    :param path: of one record
    :param answers: to a change, and to a deletion
    :param text: of a change
    """
    changed, deleted = answers
    yield Row(
        *("put", path, "update", "Update"),
        text,
        changed,
        UPDATE,
        ("id",),
        ops.change(scope, described),
    )
    yield Row(
        *("delete", path, "delete", "Delete"),
        "The record is deleted, and what Odoo deletes with it.",
        deleted,
        DELETE,
        ("id",),
    )
