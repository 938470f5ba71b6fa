"""Changes: what has become of records since a client last asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from .operation import Operation, Row
from .schema import Node

DEFAULT_LIMIT = 1000
# Of a stream: the position of what it has not seen.
CURSOR_HEADER = "Changes-Cursor"


class Position(NamedTuple):
    """A place in the order of changes: behind what a transaction has changed.

    :param xid: id of a transaction; all with lower ones had ended at this place
    :param id: of the last change of it that lies before; 0 where none does
    """

    xid: int
    id: int


@dataclass(frozen=True, slots=True)
class ReadChanges(Operation):
    """Read what has changed in models.

    :param models: technical names; none for all that are recorded and may be read
    :param since: a cursor as it was given; ``None`` to get one
    :param limit: changes at most
    :param fields: of the records to give with their changes, by model
    :param context: as of an operation of a model
    """

    verb: ClassVar[str] = "changes"

    models: tuple[str, ...]
    since: str | None
    limit: int
    fields: Mapping[str, Node]
    context: Mapping[str, Any] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What has become of a record, as its reader may know it.

    :param operation: of ``create``, ``update`` and ``delete``
    :param fields: names of those that an update has written
    :param at: when the last transaction began that has changed it
    :param record: as it is now, where it is asked for
    """

    model: str
    id: int
    operation: str
    fields: tuple[str, ...]
    at: datetime
    record: Row | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of the feed.

    :param next: the cursor behind it
    :param more: whether there are more changes already
    """

    changes: tuple[ToldChange, ...]
    next: str
    more: bool
