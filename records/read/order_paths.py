"""Orders by fields of related records, ``partner_id.country_id.name desc``.

Odoo's ORM sorts by fields of a model itself, and by a many2one as its records are
sorted. Related records that the user may not read have no values here, so that an
order tells nothing of them.
"""

import re

from odoo.models import BaseModel
from odoo.tools import SQL, Query

from .. import odoo19

TERM = re.compile(
    r"^(?P<path>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)"
    r"(?:\s+(?P<direction>asc|desc))?(?:\s+nulls\s+(?P<nulls>first|last))?$",
    re.IGNORECASE,
)
_DIRECTIONS = {"": SQL(), "ASC": SQL("ASC"), "DESC": SQL("DESC")}
_NULLS = {"": SQL(), "FIRST": SQL("NULLS FIRST"), "LAST": SQL("NULLS LAST")}
_REVERSED = {"": "DESC", "ASC": "DESC", "DESC": "ASC", "FIRST": "LAST", "LAST": "FIRST"}


def are_in(model: BaseModel, order: str) -> bool:
    """Tell whether an order has a path that the ORM does not know itself."""
    return any(_is_path(model, term) for term in order.split(","))


def _is_path(model: BaseModel, term: str) -> bool:
    match = TERM.match(term.strip())
    if match is None:
        return False
    first, _, rest = match["path"].partition(".")
    field = model._fields.get(first)
    # ``partner_id.id`` and ``properties.color`` are the ORM's own.
    return bool(field and field.type == "many2one" and rest not in ("", "id"))


def to_sql(model: BaseModel, term: str, query: Query, alias: str, reverse: bool) -> SQL:
    """Return one term as SQL, the related tables joined to the query.

    :param reverse: in the opposite direction
    :raise AccessError: a field that the user may not read
    """
    match = TERM.match(term.strip())
    direction = (match["direction"] or "").upper()
    nulls = (match["nulls"] or "").upper()
    if reverse:
        direction = _REVERSED[direction]
        nulls = nulls and _REVERSED[nulls]
    path = match["path"]
    *steps, last = path.removesuffix(".id").split(".")
    for name in steps:
        model, alias = _joined(model, name, query, alias)
    suffix = ".id" if path.endswith(".id") else ""
    return odoo19.order_term(
        model, alias, last + suffix, _DIRECTIONS[direction], _NULLS[nulls], query
    )


def _joined(
    model: BaseModel, name: str, query: Query, alias: str
) -> tuple[BaseModel, str]:
    comodel = model.env[model._fields[name].comodel_name]
    readable = odoo19.search_query(comodel.with_context(active_test=False), [])
    link = f"{name}__{model.env.uid}"
    joined = query.make_alias(alias, link)
    columns = SQL("%s.*", SQL.identifier(comodel._table))
    query.add_join(
        "LEFT JOIN",
        joined,
        readable.subselect(columns),
        SQL(
            "%s = %s",
            odoo19.column(model, alias, name, query),
            SQL.identifier(joined, "id"),
        ),
    )
    return comodel, joined
