"""All records of a search, piece by piece: one statement, one moment, little memory."""

from collections.abc import Iterator
from itertools import chain

from odoo.models import BaseModel
from odoo.tools import SQL

from ...core import codes
from ...core.errors import BadRequest
from ...core.grant import READ
from .. import odoo19
from ..access import Access
from .counted_search import Page, is_plain
from .plan import X2MANY, Column, Plan

PIECE = 1000
_CURSOR = SQL("restapi_export")
# Of a table, what has several values; not lists alone.
_NO_VALUE = X2MANY | {"binary", "properties", "properties_definition", "json"}


def pieces(model: BaseModel, page: Page) -> Iterator[BaseModel]:
    """Give the records of a search some at a time, fetched.

    Whoever takes them may forget their values before the next ones come.
    """
    query = odoo19.search_query(model, page.domain, order=page.order or model._order)
    if query.is_empty():
        return
    fetched = odoo19.fields_to_fetch(model, page.names)
    plain = [field for field in fetched if is_plain(field) and field.name != "id"]
    others = [field.name for field in fetched if not is_plain(field)]
    columns = [
        odoo19.column(model, model._table, name, query)
        for name in ("id", *(field.name for field in plain))
    ]
    cr = model.env.cr
    select = query.select(*columns)
    cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", _CURSOR, select))
    while True:
        cr.execute(SQL("FETCH %s FROM %s", SQL(str(PIECE)), _CURSOR))
        rows = cr.fetchall()
        if not rows:
            return
        ids, *values = zip(*rows)  # noqa: B905
        records = model.browse(ids)
        for field, column in zip(plain, values, strict=True):
            odoo19.remember(field, records, column)
        records.fetch(others)
        yield records


def table(plan: Plan, model: BaseModel, access: Access) -> Plan:
    """Return a plan of all fields without those that are no column of a table.

    Those that the credential may not read are none either.
    """
    kept = tuple(
        column
        for column in plan.columns
        if column.type not in _NO_VALUE
        and access.allows_field(model, column.name, READ)
    )
    names = {column.name for column in kept}
    return Plan(
        plan.model,
        kept,
        tuple(column.name for column in kept),
        tuple(name for name in plan.fetch if name in names or name == "active"),
        plan.tolerant,
    )


def columns(plan: Plan, path: str = "") -> Iterator[str]:
    """Name the columns of a table, ``partner_id.name``.

    :raise BadRequest: one of them has no single value
    """
    return chain.from_iterable(_columns(column, path) for column in plan.columns)


def _columns(column: Column, path: str) -> Iterator[str]:
    name = f"{path}{column.name}"
    if column.type in _NO_VALUE:
        raise BadRequest(
            f"fields: {name} has no single value, so it is no column of CSV; leave it "
            "out, or ask for application/x-ndjson.",
            codes.INVALID_FIELDS,
        )
    if column.child is None:
        yield name
    else:
        yield from columns(column.child, f"{name}.")
