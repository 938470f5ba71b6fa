"""Walks: all records that match, a page after the other."""

from dataclasses import dataclass
from typing import Any, ClassVar

from .operation import ModelOperation


@dataclass(frozen=True, slots=True)
class Walk(ModelOperation):
    """Read the first page of a walk, or the next one.

    What is ``None`` was not sent: the next pages have it in their cursor.

    :param cursor: as the page before gave it; empty for the first one
    :param domain: prefix notation, unchecked
    :param fields: as clients spell them
    :param order: Odoo's syntax, unchecked
    :param count: whether the records that match are counted
    """

    verb: ClassVar[str] = "walk"

    cursor: str
    domain: Any
    fields: str | None
    order: str | None
    limit: int | None
    default_limit: int
    count: bool = False
