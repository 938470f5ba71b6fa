"""Methods that every model has, under a limited credential.

They reach any field and any related record by names in their arguments, so a
credential that does not allow everything may call those of :data:`METHODS`
only, with the right that each is about, and with its arguments checked here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import BoundArguments

from odoo.models import BaseModel

from ...core import codes
from ...core.errors import Forbidden
from ...core.formats import SYNCONICS
from ...core.grant import CREATE, DELETE, EXECUTE, READ, UPDATE
from ...core.refusal import SCOPE, Refusal
from .. import odoo19
from ..access import Access
from ..read import domain as domains
from ..read import order as orders
from ..read.plan import X2MANY
from ..write.values import ValuesReader

# Exported with names of records of any model.
_NAMING = frozenset(["reference", "properties"])
Limit = Callable[[BaseModel, Access, BoundArguments], None]


@dataclass(frozen=True, slots=True)
class OrmMethod:
    """What a method is about.

    :param right: on the records it is called on, or on all of the model
    :param limits: functions that check its arguments, and narrow them
    """

    right: str
    limits: tuple[Limit, ...] = ()


def needed_right(model: BaseModel, name: str, access: Access) -> str:
    """Return the right that a method needs.

    :raise Forbidden: the credential does not have it, or none will do
    """
    method = METHODS.get(name)
    if method is None:
        raise Forbidden(
            f"{name}: a credential with limits may not call this method.",
            codes.INSUFFICIENT_SCOPE,
            refusal=Refusal(SCOPE, model._name, EXECUTE, method=name),
        )
    access.check(model._name, method.right)
    return method.right


def check_kept(records: BaseModel, name: str, access: Access) -> None:
    """Refuse a method that has made records which are none of the credential's.

    :raise Forbidden: they are out of its reach now
    """
    if METHODS[name].right == UPDATE:
        ValuesReader(access, SYNCONICS).check_kept(records, UPDATE)


def limit(records: BaseModel, name: str, access: Access, bound: BoundArguments) -> None:
    """Check the arguments of a method, and narrow them to what is allowed.

    :raise Forbidden: one names what the credential does not allow
    :raise BadRequest, InvalidValues: one is malformed
    """
    for check in METHODS[name].limits:
        check(records, access, bound)


def _domain(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    given = domains.parse_domain(records, bound.arguments.get("domain"), access)
    bound.arguments["domain"] = list(given & access.domain(records._name, READ))


def _order(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    order = bound.arguments.get("order")
    bound.arguments["order"] = orders.parse_order(records, order, access)


def _fields(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    given = bound.arguments.get("fields")
    if not given:
        bound.arguments["fields"] = list(_readable(records, access))
        return
    for name in given:
        field = access.readable_field(records, name, name)
        if field.type == "many2one":
            # Given with its display name.
            access.check_unrestricted(field.comodel_name, READ, name)
            access.check_label(records.env[field.comodel_name], name)
        if field.type in X2MANY:
            # Given in the order of the related records.
            access.check_order(records.env[field.comodel_name], name)
        if field.type == "properties":
            # Given with names of records of any model.
            raise Forbidden(
                f"{name}: a credential with limits reads properties with the record, "
                "not by a method.",
                codes.INSUFFICIENT_SCOPE,
                refusal=Refusal(SCOPE, records._name, READ, name),
            )


def _readable(records: BaseModel, access: Access) -> Iterator[str]:
    """Name the fields that ``read`` may give of all the user may read."""
    for name, field in records._fields.items():
        if not access.allows_field(records, name, READ):
            continue
        if not odoo19.has_field_access(records, field, "read"):
            continue
        if field.type == "properties":
            continue
        comodel = field.type == "many2one" and field.comodel_name
        if comodel and not (
            access.is_unrestricted(comodel, READ)
            and access.allows_label(records.env[comodel])
        ):
            continue
        if field.type in X2MANY and not orders.own_is_allowed(
            records.env[field.comodel_name], access
        ):
            continue
        yield name


def _described(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    allowed = [
        name for name in records._fields if access.allows_field(records, name, READ)
    ]
    given = bound.arguments.get("allfields") or allowed
    # An empty list would be all of them.
    bound.arguments["allfields"] = [name for name in given if name in allowed] or ["id"]


def _defaults(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    for name in bound.arguments.get(_first(bound)) or ():
        for right in (READ, CREATE):
            field = access.readable_field(records, name, name)
            access.check_field(records, field.name, right, name)


def _label(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    access.check_label_search(records, "name")
    access.check_label(records, "name")


def _paths(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    for path in bound.arguments.get("fields_to_export", ()):
        model, named = records, None
        for name in str(path).split("/"):
            named = None
            if name in ("id", ".id"):
                break
            field = access.readable_field(model, name, path)
            if field.type in _NAMING:
                raise Forbidden(
                    f"{path}: a credential with limits reads a {field.type} with the "
                    "record, not by a method.",
                    codes.INSUFFICIENT_SCOPE,
                    refusal=Refusal(SCOPE, model._name, READ, name),
                )
            if field.relational:
                named = model = model.env[field.comodel_name]
                access.check_unrestricted(model._name, READ, path)
        if named is not None:
            # Given with the display names of its records.
            access.check_label(named, path)


def _values(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    name = _first(bound)
    reader = ValuesReader(access, SYNCONICS)
    bound.arguments[name] = reader.update(records, bound.arguments[name])


def _new_values(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    name = _first(bound)
    given = bound.arguments[name]
    access.check_unrestricted(records._name, CREATE, name)
    rows = given if isinstance(given, (list, tuple)) else [given]
    bound.arguments[name] = [
        ValuesReader(access, SYNCONICS).create(records, values) for values in rows
    ]


def _new_name(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    access.check_unrestricted(records._name, CREATE, "name")
    access.check_field(records, records._rec_name or "name", CREATE, "name")


def _copied(records: BaseModel, access: Access, bound: BoundArguments) -> None:
    """Ask for all that is copied: every field, and the lines with the record."""
    pending, seen = [records], set()
    while pending:
        model = pending.pop()
        if model._name in seen:
            continue
        seen.add(model._name)
        for right in (READ, CREATE):
            access.check_unrestricted(model._name, right, "copy")
            for name in model._fields:
                access.check_field(model, name, right, "copy")
        pending += [
            model.env[field.comodel_name]
            for field in model._fields.values()
            if field.type == "one2many" and field.copy
        ]
    default = bound.arguments.get("default") or {}
    bound.arguments["default"] = ValuesReader(access, SYNCONICS).update(
        records.browse(), default
    )


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
    "default_get": OrmMethod(CREATE, (_defaults,)),
    "create": OrmMethod(CREATE, (_new_values,)),
    "name_create": OrmMethod(CREATE, (_new_name,)),
    "copy": OrmMethod(CREATE, (_copied,)),
    "write": OrmMethod(UPDATE, (_values,)),
    "unlink": OrmMethod(DELETE),
}
