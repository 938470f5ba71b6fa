"""The first lines of many records at once: limit, order and condition in SQL.

A list that is cut to ten lines costs ten, and one more that tells that there are
others, however many there are. PostgreSQL takes the first lines of each record with
the index of the field that the lines name it in; where that has none, it numbers the
lines of all records in one pass.
"""

from collections.abc import Iterable

from odoo.fields import Domain, Field
from odoo.models import BaseModel
from odoo.tools import SQL, Query

from .. import odoo19

# The records whose lines are asked for.
_PARENT = SQL.identifier("restapi_parent", "id")


def can_limit(field: Field, records: BaseModel) -> bool:
    """Tell whether the lines of a field are found by a search, not by its own code."""
    if not field.store or field.compute:
        return False
    if field.type == "many2many":
        return not field.bypass_search_access
    inverse = records.env[field.comodel_name]._fields[field.inverse_name]
    return bool(inverse.store and inverse.column_type)


def first_lines(
    field: Field,
    records: BaseModel,
    condition: Domain,
    order: str | None,
    limit: int,
) -> list[tuple[int, ...]]:
    """Return the ids of the first lines of each record, as the user sees them.

    :param condition: which lines
    :param order: checked; ``None`` for the model's own
    :raise AccessError: the user may not read the model of the lines
    """
    lines = records.env[field.comodel_name].with_context(
        **{"active_test": False, **field.context}
    )
    query = odoo19.search_query(
        lines,
        field.get_comodel_domain(records) & condition,
        order=_within(field, order or lines._order),
    )
    parents = tuple(dict.fromkeys(records._ids))
    if query.is_empty() or not parents:
        return [()] * len(records)
    link, indexed = _LINKS[field.type](field, lines, query)
    make = _each if indexed else _numbered
    found = dict(records.env.execute_query(make(query, link, parents, limit)))
    return [tuple(found.get(id_) or ()) for id_ in records._ids]


def _within(field: Field, order: str) -> str:
    """Leave out of an order what is the same for all lines of a record."""
    if field.type != "one2many":
        return order
    same = (field.inverse_name, f"{field.inverse_name}.id")
    terms = [term for term in order.split(",") if term.split()[0] not in same]
    return ",".join(terms) or "id"


def _inverse(field: Field, lines: BaseModel, query: Query) -> tuple[SQL, bool]:
    """Return what names the record of a line, and whether that has an index."""
    inverse = lines._fields[field.inverse_name]
    column = odoo19.column(lines, lines._table, inverse.name, query)
    return column, bool(inverse.index) and not inverse.company_dependent


def _relation(field: Field, lines: BaseModel, query: Query) -> tuple[SQL, bool]:
    """Join the table of a many2many, whose key begins with the record."""
    alias = query.make_alias(lines._table, field.relation)
    query.add_join(
        "JOIN",
        alias,
        field.relation,
        SQL(
            "%s = %s",
            SQL.identifier(alias, field.column2),
            SQL.identifier(lines._table, "id"),
        ),
    )
    return SQL.identifier(alias, field.column1), True


_LINKS = {"one2many": _inverse, "many2many": _relation}


def _each(query: Query, link: SQL, parents: Iterable[int], limit: int) -> SQL:
    """Search the first lines of one record after the other."""
    query.add_where(SQL("%s = %s", link, _PARENT))
    query.limit = limit
    return SQL(
        "SELECT %s, ARRAY(%s) FROM unnest(%s) AS restapi_parent(id)",
        _PARENT,
        query.select(),
        list(parents),
    )


def _numbered(query: Query, link: SQL, parents: Iterable[int], limit: int) -> SQL:
    """Number the lines of all records, and take the first numbers."""
    query.add_where(SQL("%s IN %s", link, tuple(parents)))
    order, query.order = query.order, None
    number = SQL("row_number() OVER (PARTITION BY %s ORDER BY %s)", link, order)
    numbered = query.select(
        SQL("%s AS id", SQL.identifier(query.table, "id")),
        SQL("%s AS parent", link),
        SQL("%s AS number", number),
    )
    return SQL(
        "SELECT parent, array_agg(id ORDER BY number) FROM (%s) AS lines"
        " WHERE number <= %s GROUP BY parent",
        numbered,
        limit,
    )
