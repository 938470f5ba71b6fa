"""What a request asks for, and what it gets: no HTTP and no ORM in either.

A dialect makes an :class:`Operation` of a request; ``restapi.service`` executes
it in the handler ``_execute_<verb>`` and answers with a :class:`Result`, of
which the dialect makes a response.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from .schema import Node
from .style import Style

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something a client wants done."""

    verb: ClassVar[str]
    public: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Health(Operation):
    """Ask whether the server answers, without a credential."""

    verb: ClassVar[str] = "health"
    public: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ModelOperation(Operation):
    """Something done with the records of one model.

    :param model: technical name, not yet known to exist
    """

    model: str


@dataclass(frozen=True, slots=True)
class Search(ModelOperation):
    """Read the page of records that match a domain.

    :param domain: prefix notation, unchecked
    :param fields: tree of fields; ``None`` for all readable non-binary ones
    :param limit: at most this many records, ``None`` for all
    :param order: Odoo's syntax, unchecked; ``None`` for the model's own
    """

    verb: ClassVar[str] = "search"

    domain: Any
    fields: Node | None
    style: Style
    offset: int = 0
    limit: int | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Read(ModelOperation):
    """Read records by id, in the order of the ids; all of them must exist."""

    verb: ClassVar[str] = "read"

    ids: tuple[int, ...]
    fields: Node | None
    style: Style


@dataclass(frozen=True, slots=True)
class Create(ModelOperation):
    """Create one record from a JSON tree, and read it."""

    verb: ClassVar[str] = "create"

    values: Row
    fields: Node | None
    style: Style


@dataclass(frozen=True, slots=True)
class Update(ModelOperation):
    """Write one JSON tree on records, and read them."""

    verb: ClassVar[str] = "update"

    ids: tuple[int, ...]
    values: Row
    fields: Node | None
    style: Style


@dataclass(frozen=True, slots=True)
class Delete(ModelOperation):
    """Delete records; all of them must exist."""

    verb: ClassVar[str] = "delete"

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation gave.

    :param rows: records read, in order
    :param total: number of records that match, for a :class:`Search`
    """

    operation: Operation
    rows: list[Row] = field(default_factory=list)
    total: int | None = None
