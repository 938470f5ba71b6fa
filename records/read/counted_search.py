"""A page of a search, with the number of all records that match.

To count is to search once more, and grows with the table. So a page that is not full
is not counted: it tells the total by itself. On a small table the page and its total
are one statement. On a large one the planner is asked when the page is full: where it
expects few records, and an index to find them by, they are counted; else its estimate
is the total, as long as the client asks for no other.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from odoo.fields import Domain, Field
from odoo.models import BaseModel
from odoo.tools import SQL, Query

from .. import odoo19

AUTO = "auto"
EXACT = "exact"
NONE = "none"
COUNTS = (AUTO, EXACT, NONE)
# Of the planner, a millisecond or two: a search of all rows costs ten times as much.
CHEAP_COST = 2_500


class Page(NamedTuple):
    """What ``search_fetch`` takes."""

    domain: Domain
    names: Iterable[str]
    offset: int
    limit: int | None
    order: str | None


class Fetched(NamedTuple):
    """A page.

    :param total: number of records that match; ``None`` where it was not asked for
    :param is_estimate: whether that is the planner's, never less than what is known
    """

    records: BaseModel
    total: int | None
    is_estimate: bool = False


def fetch_counted(
    model: BaseModel, page: Page, count: str = EXACT, estimate_from: int = 0
) -> Fetched:
    """Fetch what ``search_fetch`` does, and count all records that match.

    :param count: one of :data:`COUNTS`
    :param estimate_from: number of records beyond which :data:`AUTO` estimates; 0
        for a table that is counted exactly
    """
    if count == NONE:
        return Fetched(model.search_fetch(*page), None)
    own = type(model)
    if any(
        getattr(own, name) is not getattr(BaseModel, name)
        for name in ("_search", "search_fetch", "_fetch_query")
    ):
        records = model.search_fetch(*page)
        return _counted(page, records, lambda: model.search_count(page.domain))
    # What search_fetch does, but for the query, which is kept: to make another
    # one of the same domain and rules would cost a fifth of a small request.
    query = odoo19.search_query(
        model, page.domain, page.offset, page.limit, page.order or model._order
    )
    fields = odoo19.fields_to_fetch(model, page.names)
    if query.is_empty():
        return Fetched(model.browse(), 0)
    if count == AUTO and estimate_from and page.limit:
        return _fetch_large(model, page, query, fields, estimate_from)
    if page.limit and all(map(is_plain, fields)):
        return _fetch_with_count(model, query, fields)
    records = odoo19.fetch(model, query, fields)
    return _counted(page, records, lambda: _count(model, query))


def _counted(page: Page, records: BaseModel, count: Callable[[], int]) -> Fetched:
    if _is_last(records, page.offset, page.limit):
        return Fetched(records, page.offset + len(records))
    return Fetched(records, count())


def _fetch_large(
    model: BaseModel, page: Page, query: Query, fields: list[Field], estimate_from: int
) -> Fetched:
    """Fetch a page of a large table, and count only what an index finds."""
    records = odoo19.fetch(model, query, fields)
    if _is_last(records, page.offset, page.limit):
        return Fetched(records, page.offset + len(records))
    if records:
        plan = _plan(model, query)
        expected = int(plan["Plan Rows"])
        if expected > estimate_from or plan["Total Cost"] > CHEAP_COST:
            known = page.offset + len(records) + 1
            return Fetched(records, max(expected, known), is_estimate=True)
    return Fetched(records, _count(model, query))


def _plan(model: BaseModel, query: Query) -> dict[str, Any]:
    """Return what the planner expects of all that match: cost and number of rows."""
    with _unpaged(query):
        explain = SQL("EXPLAIN (FORMAT JSON) %s", query.select(SQL("1")))
    return model.env.execute_query(explain)[0][0][0]["Plan"]


def _is_last(records: BaseModel, offset: int, limit: int | None) -> bool:
    """Tell whether a page is the last one, which tells how many there are."""
    found = len(records)
    return bool((limit is None or found < limit) and (found or not offset))


def is_plain(field: Field) -> bool:
    """Tell whether a field is read as it is stored."""
    return bool(field.column_type) and not field.translate and field.type != "binary"


def _fetch_with_count(
    model: BaseModel, query: Query, fields: Iterable[Field]
) -> Fetched:
    """Do both in one statement: a small page costs as much in its round trips."""
    fields = [field for field in fields if field.name != "id"]
    columns = [
        odoo19.column(model, model._table, name, query)
        for name in ("id", *(field.name for field in fields))
    ]
    rows = model.env.execute_query(query.select(*columns, _counting(query)))
    if not rows:
        return Fetched(model.browse(), _count(model, query) if query.offset else 0)
    ids, *values, totals = zip(*rows)  # noqa: B905
    records = model.browse(ids)
    for field, column in zip(fields, values, strict=True):
        odoo19.remember(field, records, column)
    return Fetched(records, totals[0])


def _count(model: BaseModel, query: Query) -> int:
    return model.env.execute_query(SQL("SELECT %s", _counting(query)))[0][0]


def _counting(query: Query) -> SQL:
    """Return a subselect of the number of all records that match."""
    with _unpaged(query):
        return SQL("(%s)", query.select(SQL("COUNT(*)")))


@contextmanager
def _unpaged(query: Query) -> Iterator[None]:
    """Have a query be about all records that match, for a moment."""
    page = query.limit, query.offset, query.order
    query.limit = query.offset = query.order = None
    try:
        yield
    finally:
        query.limit, query.offset, query.order = page
