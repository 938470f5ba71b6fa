"""Operations on many records at once, and those that are only tried."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from .formats import Style
from .operation import ModelOperation, Operation
from .schema import Node


@dataclass(frozen=True, slots=True)
class UpdateMany(ModelOperation):
    """Write on each of some records its own JSON tree, and read them.

    :param items: objects with ``id``, unchecked
    :param first: position of the first of them in what the client has sent
    """

    verb: ClassVar[str] = "update_many"

    items: tuple[Any, ...]
    fields: Node | None
    style: Style
    first: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Upsert(ModelOperation):
    """Update the record that each item names by its key, or create it, and read them.

    :param items: as of an :class:`UpdateMany`, with the key in place of the id
    :param match: names of the fields that are the key, or ``xmlid``
    """

    verb: ClassVar[str] = "upsert"

    items: tuple[Any, ...]
    match: tuple[str, ...]
    fields: Node | None
    style: Style
    first: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Each(Operation):
    """Execute operations one after the other; what fails leaves the others.

    Its result's ``value`` has the result of each, or the problem that it ended in.
    """

    verb: ClassVar[str] = "each"

    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class DryRun(Operation):
    """Execute an operation, and take all of it back."""

    verb: ClassVar[str] = "dry_run"

    operation: Operation

    @property
    def calls(self) -> int:
        return self.operation.calls
