"""What a request asks for, and what it gets: no HTTP and no ORM in either.

A dialect makes an :class:`Operation` of a request; ``restapi.service`` executes
it in the handler ``_execute_<verb>`` and answers with a :class:`Result`, of
which the dialect makes a response.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .grant import FULL, Grant
from .schema import Node
from .style import Style

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something a client wants done.

    :param grant: what the credential allows, less than its user may at most
    """

    verb: ClassVar[str]

    grant: Grant = field(default=FULL, kw_only=True)


@dataclass(frozen=True, slots=True)
class Health(Operation):
    """Ask whether the server answers, without a credential."""

    verb: ClassVar[str] = "health"


@dataclass(frozen=True, slots=True)
class ModelOperation(Operation):
    """Something done with the records of one model.

    :param model: technical name, not yet known to exist
    :param context: the client's own context; only harmless keys of it count
    """

    model: str
    context: Mapping[str, Any] = field(default_factory=dict, kw_only=True)


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
class Count(ModelOperation):
    """Count the records that match a domain."""

    verb: ClassVar[str] = "count"

    domain: Any


@dataclass(frozen=True, slots=True)
class Call(ModelOperation):
    """Call a public method of a model.

    :param ids: the records it is called on; none for a method of the model
    """

    verb: ClassVar[str] = "call"

    ids: tuple[int, ...]
    method: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report(Operation):
    """Render a report as PDF.

    :param report: name or external id of the report
    :param batches: a document for each tuple of record ids
    """

    verb: ClassVar[str] = "report"

    report: str
    batches: tuple[tuple[int, ...], ...]
    context: Mapping[str, Any] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True, slots=True)
class OpenApi(Operation):
    """Describe models in an OpenAPI document.

    :param models: their names; none for a small set of common ones
    """

    verb: ClassVar[str] = "openapi"

    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Postman(Operation):
    """Make a Postman collection of calls to models.

    :param base_url: of the server, as the client knows it
    :param models: as of an :class:`OpenApi`
    """

    verb: ClassVar[str] = "postman"

    base_url: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation gave.

    :param rows: records read, in order
    :param total: number of records that match, for a :class:`Search` or a
        :class:`Count`
    :param value: what a :class:`Call` returned, recordsets as ids; the PDFs of
        a :class:`Report` as ``bytes``; JSON text for an
        :class:`OpenApi` or a :class:`Postman`
    """

    operation: Operation
    rows: list[Row] = field(default_factory=list)
    total: int | None = None
    value: Any = None
