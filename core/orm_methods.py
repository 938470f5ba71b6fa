"""Methods that every model has, under a limited credential.

They reach any field and any related record by names in their arguments, so a
credential that does not allow everything may call those of :data:`METHODS`
only, with the right that each is about, and with its arguments checked here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import BoundArguments

from odoo.models import BaseModel

from . import domain as domains
from . import order as orders
from .errors import Forbidden
from .field_names import check_field, check_whole, readable_field, readable_label
from .grant import CREATE, DELETE, EXECUTE, READ, UPDATE, Grant
from .refusal import SCOPE, Refusal
from .values import ValuesReader

Limit = Callable[[BaseModel, Grant, BoundArguments], None]


@dataclass(frozen=True, slots=True)
class OrmMethod:
    """What a method is about.

    :param right: on the records it is called on, or on all of the model
    :param limits: functions that check its arguments, and narrow them
    """

    right: str
    limits: tuple[Limit, ...] = ()


def checked(model: BaseModel, name: str, grant: Grant) -> str:
    """Return the right that a method needs.

    :raise Forbidden: the credential does not have it, or none will do
    """
    method = METHODS.get(name)
    if method is None:
        raise Forbidden(
            f"{name}: a credential with limits may not call this method.",
            "insufficient_scope",
            refusal=Refusal(SCOPE, model._name, EXECUTE, method=name),
        )
    grant.check(model._name, method.right)
    return method.right


def limit(records: BaseModel, name: str, grant: Grant, bound: BoundArguments) -> None:
    """Check the arguments of a method, and narrow them to what is allowed.

    :raise Forbidden: one names what the credential does not allow
    :raise BadRequest, InvalidValues: one is malformed
    """
    for check in METHODS[name].limits:
        check(records, grant, bound)


def _domain(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    given = domains.checked(records, bound.arguments.get("domain"), grant)
    bound.arguments["domain"] = list(given & grant.domain(records._name, READ))


def _order(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    order = bound.arguments.get("order")
    bound.arguments["order"] = orders.checked(records, order, grant)


def _fields(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    given = bound.arguments.get("fields")
    if not given:
        bound.arguments["fields"] = list(_readable(records, grant))
        return
    for name in given:
        field = readable_field(records, name, name, grant)
        if field.type == "many2one":
            # Given with its display name.
            check_whole(records.env[field.comodel_name], READ, name, grant)


def _readable(records: BaseModel, grant: Grant) -> Iterator[str]:
    """Name the fields that ``read`` may give of all the user may read."""
    for name, field in records._fields.items():
        if not grant.allows_field(records._name, name, READ):
            continue
        if not records._has_field_access(field, "read"):
            continue
        comodel = field.type == "many2one" and field.comodel_name
        if comodel and not (
            grant.allows(comodel, READ) and grant.domain(comodel, READ).is_true()
        ):
            continue
        yield name


def _described(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    allowed = [
        name
        for name in records._fields
        if grant.allows_field(records._name, name, READ)
    ]
    given = bound.arguments.get("allfields") or allowed
    bound.arguments["allfields"] = [name for name in given if name in allowed]


def _label(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    if not readable_label(records, grant):
        check_field(records, "display_name", READ, "name", grant)


def _paths(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    for path in bound.arguments.get("fields_to_export", ()):
        model = records
        for name in str(path).split("/"):
            if name in ("id", ".id"):
                break
            field = readable_field(model, name, path, grant)
            if field.relational:
                model = model.env[field.comodel_name]
                check_whole(model, READ, path, grant)


def _values(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    name = _first(bound)
    reader = ValuesReader(grant)
    bound.arguments[name] = reader.update(records, bound.arguments[name])


def _new_values(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    name = _first(bound)
    given = bound.arguments[name]
    check_whole(records, CREATE, name, grant)
    rows = given if isinstance(given, (list, tuple)) else [given]
    bound.arguments[name] = [
        ValuesReader(grant).create(records, values) for values in rows
    ]


def _new_name(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    check_whole(records, CREATE, "name", grant)
    check_field(records, records._rec_name or "name", CREATE, "name", grant)


def _copied(records: BaseModel, grant: Grant, bound: BoundArguments) -> None:
    """Ask for all that is copied: every field, and the lines with the record."""
    pending, seen = [records], set()
    while pending:
        model = pending.pop()
        if model._name in seen:
            continue
        seen.add(model._name)
        for right in (READ, CREATE):
            check_whole(model, right, "copy", grant)
            for name in model._fields:
                check_field(model, name, right, "copy", grant)
        pending += [
            model.env[field.comodel_name]
            for field in model._fields.values()
            if field.type == "one2many" and field.copy
        ]
    default = bound.arguments.get("default") or {}
    bound.arguments["default"] = ValuesReader(grant).update(records.browse(), default)


def _first(bound: BoundArguments) -> str:
    """Return the name of the first parameter after ``self``."""
    return list(bound.signature.parameters)[1]


METHODS: dict[str, OrmMethod] = {
    "search": OrmMethod(READ, (_domain, _order)),
    "search_count": OrmMethod(READ, (_domain,)),
    "search_read": OrmMethod(READ, (_domain, _fields, _order)),
    "read": OrmMethod(READ, (_fields,)),
    "name_search": OrmMethod(READ, (_domain, _label)),
    "fields_get": OrmMethod(READ, (_described,)),
    "export_data": OrmMethod(READ, (_paths,)),
    "has_access": OrmMethod(READ),
    "default_get": OrmMethod(CREATE),
    "create": OrmMethod(CREATE, (_new_values,)),
    "name_create": OrmMethod(CREATE, (_new_name,)),
    "copy": OrmMethod(CREATE, (_copied,)),
    "write": OrmMethod(UPDATE, (_values,)),
    "unlink": OrmMethod(DELETE),
}
