"""Positions in an order, told by the values of a record: keyset pagination.

What comes after a record is a condition on the terms of ``ORDER BY``, which are taken
from the clause that Odoo makes: whatever it sorts by, a many2one by the order of its
records, a translation, a path, is compared as it is sorted. A position is those values
as PostgreSQL writes them, so none loses a digit. It is about values, not about a
record: that may be gone, or have others, by the time its position is used.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL, Query

from .. import odoo19
from .counted_search import Page

# The value of each term as text; ``None`` is NULL.
Position = tuple[str | None, ...]
_FALSE = SQL("FALSE")
_TOKEN = re.compile(r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | [(),] | %[s%]""", re.VERBOSE)
_TAIL = re.compile(
    r"(?:\s+(?P<direction>asc|desc))?(?:\s+nulls\s+(?P<nulls>first|last))?\s*$",
    re.IGNORECASE,
)


class Term(NamedTuple):
    """One term of ``ORDER BY``.

    :param value: what is sorted by
    :param is_unique: whether no two records have the same
    """

    value: SQL
    descending: bool
    nulls_first: bool
    is_unique: bool


def total(model: BaseModel, order: str | None) -> str:
    """Return an order in which no two records are equal."""
    order = order or model._order
    names = {term.split()[0].lower() for term in order.split(",")}
    return order if "id" in names else f"{order}, id"


def fetch_after(model: BaseModel, page: Page, position: Position | None) -> BaseModel:
    """Fetch what ``search_fetch`` does, of the records that come after a position.

    :param page: in a :func:`total` order, without an offset
    :param position: ``None`` for the first records
    """
    if position is None:
        return model.search_fetch(*page)
    # Unset values are a part of their own, so that an index finds the others.
    is_null = position[0] is None
    found = _fetch_part(model, page, position, is_null)
    left = page.limit - len(found)
    if left and _has_other_part(model, page.order, is_null):
        found += _fetch_part(model, page._replace(limit=left), position, not is_null)
    return found


def _fetch_part(
    model: BaseModel, page: Page, position: Position, is_null: bool
) -> BaseModel:
    condition = _condition(page.order, position, is_null)
    return model.search_fetch(*page._replace(domain=page.domain & condition))


def position(record: BaseModel, order: str) -> Position:
    """Return where a record is in an order."""
    query = odoo19.query_of(record)
    values = [
        SQL("(%s)::text", term.value)
        for term in terms(record, order, query, record._table)
    ]
    return record.env.execute_query(query.select(*values))[0]


def terms(model: BaseModel, order: str, query: Query, alias: str) -> list[Term]:
    """Return the terms of an order up to the one that is unique."""
    found = []
    identity = SQL.identifier(alias, "id").code
    for term in _split(odoo19.order_terms(model, order, query, alias)):
        tail = _TAIL.search(term.code)
        value = SQL(term.code[: tail.start()].strip(), *term.params)
        descending = (tail["direction"] or "").lower() == "desc"
        nulls = (tail["nulls"] or ("first" if descending else "last")).lower()
        is_unique = value.code == identity
        found.append(Term(value, descending, nulls == "first", is_unique))
        if is_unique:
            break
    # Of what is grouped by, where a query is; this one only compares.
    odoo19.forget_order_groups(query)
    return found


def _split(clause: SQL) -> Iterator[SQL]:
    """Give the terms of a clause, each with the parameters that are its own."""
    code, params = clause.code, iter(clause.params)
    start = depth = count = 0
    for match in _TOKEN.finditer(code):
        sign = match[0]
        depth += (sign == "(") - (sign == ")")
        count += sign == "%s"
        if sign == "," and not depth:
            yield _part(code[start : match.start()], params, count)
            start, count = match.end(), 0
    yield _part(code[start:], params, count)


def _part(code: str, params: Iterator[object], count: int) -> SQL:
    return SQL(code, *(next(params) for _ in range(count)))


def _has_other_part(model: BaseModel, order: str, is_null: bool) -> bool:
    """Tell whether values of the first term may follow that are unset, or are not."""
    query = Query(model.env, model._table, odoo19.table(model))
    first = terms(model, order, query, model._table)[0]
    return not first.is_unique and first.nulls_first == is_null


def _condition(order: str, position: Position, is_null: bool) -> Domain:
    """Return what comes after a position, where the first term is unset or is not."""

    def to_sql(model: BaseModel, alias: str, query: Query) -> SQL:
        first, *rest = terms(model, order, query, alias)
        value = position[0]
        if first.is_unique:
            return _beyond(first, value)
        below = _after(rest, position[1:])
        if is_null:
            unset = SQL("%s IS NULL", first.value)
            return unset if value is not None else SQL("(%s AND %s)", unset, below)
        if value is None:
            return SQL("%s IS NOT NULL", first.value)
        # The first comparison says nothing new, but that an index knows it.
        return SQL(
            "(%(key)s %(sign)s= %(value)s"
            " AND (%(key)s %(sign)s %(value)s OR (%(key)s = %(value)s AND %(below)s)))",
            key=first.value,
            sign=_sign(first),
            value=value,
            below=below,
        )

    return Domain.custom(to_sql=to_sql)


def _after(rest: Sequence[Term], position: Position) -> SQL:
    """Return what comes after a position, among those that are equal so far."""
    if not rest:
        return _FALSE
    (first, *rest), (value, *position) = rest, position
    if first.is_unique:
        return _beyond(first, value)
    return SQL(
        "(%s OR (%s AND %s))",
        _beyond(first, value),
        _same(first, value),
        _after(rest, tuple(position)),
    )


def _beyond(term: Term, value: str | None) -> SQL:
    if value is None:
        return SQL("%s IS NOT NULL", term.value) if term.nulls_first else _FALSE
    beyond = SQL("%s %s %s", term.value, _sign(term), value)
    if term.nulls_first or term.is_unique:
        return beyond
    return SQL("(%s OR %s IS NULL)", beyond, term.value)


def _same(term: Term, value: str | None) -> SQL:
    if value is None:
        return SQL("%s IS NULL", term.value)
    return SQL("%s = %s", term.value, value)


def _sign(term: Term) -> SQL:
    return SQL("<") if term.descending else SQL(">")
