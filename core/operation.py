"""What a request asks for, and what it gets: no HTTP and no ORM in either.

A dialect makes an :class:`Operation` of a request; ``restapi.service`` executes
it in the handler ``_execute_<verb>`` and answers with a :class:`Result`, of
which the dialect makes a response.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .formats import Style
from .owner import NOBODY, Owner
from .schema import Node
from .versions import Sent

Row = dict[str, Any]
# Of a list in the native dialect.
DEFAULT_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Operation:
    """Something a client wants done."""

    verb: ClassVar[str]

    @property
    def calls(self) -> int:
        """How many requests it counts for."""
        return 1


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
class ReadingOperation(ModelOperation):
    """An operation whose answer a schema, stored with the model, may shape.

    :param schema: which one, unless there are ``fields``; ``None`` when the
        client says what to give
    :param schema_style: instead of ``style``, when there is a stored schema
    :param include_fields: names, or trees as literals, to give as well
    :param exclude_fields: names to leave out; ``"*"`` for all
    """

    schema: str | None = field(default=None, kw_only=True)
    schema_style: Style | None = field(default=None, kw_only=True)
    include_fields: Any = field(default=(), kw_only=True)
    exclude_fields: Any = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Search(ReadingOperation):
    """Read the page of records that match a domain.

    :param domain: prefix notation, unchecked
    :param fields: tree of fields; ``None`` for all readable non-binary ones
    :param limit: at most this many records, ``None`` for all
    :param order: Odoo's syntax, unchecked; ``None`` for the model's own
    :param count: how exactly, of those in :mod:`.page`
    :param default_limit: of a client that names none, less where settings say so
    :param has_cursors: whether the dialect has a better way than a large offset
    """

    verb: ClassVar[str] = "search"

    domain: Any
    fields: Node | None
    style: Style
    offset: int = 0
    limit: int | None = None
    order: str | None = None
    default_limit: int | None = field(default=None, kw_only=True)
    count: str = field(default="exact", kw_only=True)
    has_cursors: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Find(Search):
    """Read the page, without counting the records beyond it."""

    verb: ClassVar[str] = "find"


@dataclass(frozen=True, slots=True)
class Read(ReadingOperation):
    """Read records by id, in the order of the ids; all of them must exist."""

    verb: ClassVar[str] = "read"

    ids: tuple[int, ...]
    fields: Node | None
    style: Style


@dataclass(frozen=True, slots=True)
class Create(ReadingOperation):
    """Create one record from a JSON tree, and read it."""

    verb: ClassVar[str] = "create"

    values: Row
    fields: Node | None
    style: Style


@dataclass(frozen=True, slots=True)
class CreateMany(ModelOperation):
    """Create a record from each JSON tree, and read them.

    :param values: of each, unchecked
    :param schema: as of a :class:`Create`, whose default values go over those sent
    :param first: position of the first of them in what the client has sent
    """

    verb: ClassVar[str] = "create_many"

    values: tuple[Any, ...]
    fields: Node | None
    style: Style
    schema: str | None = field(default=None, kw_only=True)
    first: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Update(ModelOperation):
    """Write one JSON tree on records, and read them.

    :param versions: those that the record may be in, of ``If-Match``; ``None`` of a
        dialect without versions
    """

    verb: ClassVar[str] = "update"

    ids: tuple[int, ...]
    values: Row
    fields: Node | None
    style: Style
    versions: Sent | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Delete(ModelOperation):
    """Delete records; all of them must exist.

    :param versions: as of an :class:`Update`
    """

    verb: ClassVar[str] = "delete"

    ids: tuple[int, ...]
    versions: Sent | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Count(ModelOperation):
    """Count the records that match a domain."""

    verb: ClassVar[str] = "count"

    domain: Any


@dataclass(frozen=True, slots=True)
class Group(ModelOperation):
    """Group the records that match a domain, and aggregate their fields.

    :param groupby: ``field`` or ``field:granularity``
    :param aggregates: ``field:function``, or ``field`` with its own function
    :param having: a domain of aggregates, unchecked
    :param order: by what is grouped by or aggregated, unchecked
    :param count: what the number of records is called
    :param default_limit: as of a :class:`Search`
    """

    verb: ClassVar[str] = "group"

    domain: Any
    groupby: tuple[str, ...]
    aggregates: tuple[str, ...]
    style: Style
    offset: int = 0
    limit: int | None = None
    order: str | None = None
    having: Any = field(default=(), kw_only=True)
    count: str = field(default="__count", kw_only=True)
    default_limit: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group of records.

    :param values: keys, aggregates and the number of records, as clients call them
    :param domain: which of the records of the request's domain are in it
    """

    values: Row
    domain: list[Any]


@dataclass(frozen=True, slots=True)
class Signal(ModelOperation):
    """Send a workflow signal of Odoo 8 to 10: press the button it became."""

    verb: ClassVar[str] = "signal"

    ids: tuple[int, ...]
    signal: str


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
class OrmCall(Call):
    """Call one of the methods that every model has, by its documented parameters.

    Needs the right that the method is about, not the one to execute methods.
    """


@dataclass(frozen=True, slots=True)
class ExecuteKw(Call):
    """Call a method as Odoo's ``execute_kw`` does.

    The first of ``args`` are the ids, unless it is a method of the model.
    """


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
    :param dialect: name of the one to describe; empty for the native one
    :param owner: whose endpoints without code are described
    """

    verb: ClassVar[str] = "openapi"

    models: tuple[str, ...] = ()
    dialect: str = ""
    owner: Owner = NOBODY


@dataclass(frozen=True, slots=True)
class Postman(Operation):
    """Make a Postman collection of calls to models.

    :param models: as of an :class:`OpenApi`, as is the owner
    """

    verb: ClassVar[str] = "postman"

    models: tuple[str, ...] = ()
    owner: Owner = NOBODY


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation gave.

    :param rows: records read, in order
    :param is_estimate: whether the total is one
    :param limit: the size of the page, of a :class:`Search` or :class:`Group`
    :param omitted: names of fields that nobody asked for and that could not be
        computed
    :param total: number of records that match, for a :class:`Search` or a
        :class:`Count`; of groups, for a :class:`Group`
    :param value: what a :class:`Call` returned, recordsets as ids; the next cursor of
        a walk; the PDFs of a :class:`Report` as ``bytes``; the :class:`Grouped` of a
        :class:`Group`; JSON text for an :class:`OpenApi` or a :class:`Postman`; of
        operations on many records, what :mod:`.bulk_operation` says; a
        :class:`~.stream.Stream`
    """

    operation: Operation
    rows: list[Row] = field(default_factory=list)
    total: int | None = None
    value: Any = None
    limit: int | None = None
    omitted: tuple[str, ...] = ()
    is_estimate: bool = False
