"""A tree of fields, checked against a model: how to read it.

Plans hold names and converters, no records and no rights, so that one serves
all users; ``restapi.service`` keeps them for the life of the registry.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from odoo.models import BaseModel

from ...core import codes
from ...core.errors import BadRequest
from ...core.schema import Node, Options, tree
from .. import confidential, odoo19
from ..field_names import known_field

X2MANY = frozenset(["one2many", "many2many"])
FETCHED_LATER = frozenset(["one2many", "binary"])


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a level.

    :param child: the level below, for an expanded relational field
    :param options: which records of an x2many to give
    """

    name: str
    type: str
    child: "Plan | None" = None
    options: Options | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One level of a tree: the fields to read of the records of a model.

    :param names: the keys of a row
    :param fetch: the fields to fetch with the records, ``active`` among them,
        without one2many fields, whose lines are fetched with their level, and
        without binary fields, whose size is asked before
    :param tolerant: leave a field out, instead of failing, when computing it
        needs a right that the user does not have; for those who ask for all
    """

    model: str
    columns: tuple[Column, ...]
    names: tuple[str, ...]
    fetch: tuple[str, ...]
    tolerant: bool = False

    def nodes(self) -> int:
        """Return the number of columns on this level and below."""
        return sum(
            1 + (column.child.nodes() if column.child else 0) for column in self.columns
        )

    def depth(self) -> int:
        """Return the number of levels, this one included."""
        return 1 + max(
            (column.child.depth() for column in self.columns if column.child), default=0
        )


def compile_plan(model: BaseModel, node: Node, path: str = "") -> Plan:
    """Check a tree against a model.

    ``id`` is always read, first.

    :raise BadRequest: with the path of the first field that does not exist or
        that has no fields below it
    """
    columns = {"id": Column("id", "integer")}
    for child in node.fields or ():
        columns[child.name] = _column(model, child, path)
    later = {name for name, column in columns.items() if column.type in FETCHED_LATER}
    fetch = {*columns, model._active_name or "id"} - later - {"id"}
    return Plan(model._name, tuple(columns.values()), tuple(columns), tuple(fetch))


def _column(model: BaseModel, node: Node, path: str) -> Column:
    where = f"{path}{node.name}"
    field = known_field(model, node.name, where)
    if node.fields is None:
        return Column(field.name, field.type)
    if node.options and field.type not in X2MANY:
        raise BadRequest(
            f"{where}: only a list of records takes options.", codes.INVALID_FIELDS
        )
    if not field.relational:
        raise BadRequest(
            f"{where}: a {field.type} field has no fields below it.",
            codes.NOT_RELATIONAL,
        )
    below = compile_plan(model.env[field.comodel_name], node, f"{where}.")
    return Column(field.name, field.type, below, node.options)


def plan_of_all(model: BaseModel) -> Plan:
    """Return how to read a record for a client that names no fields."""
    names = (
        name for name in readable_fields(model) if model._fields[name].type != "binary"
    )
    return replace(compile_plan(model, tree(names)), tolerant=True)


def readable_fields(model: BaseModel) -> Iterator[str]:
    """Name all fields that the user may read.

    Without lists of records of a model that the user has no right to read.
    """
    for name, field in model._fields.items():
        if confidential.is_secret(field) or not odoo19.has_field_access(
            model, field, "read"
        ):
            continue
        if field.type in X2MANY and not model.env[field.comodel_name].has_access(
            "read"
        ):
            continue
        yield name
