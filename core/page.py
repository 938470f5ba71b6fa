"""A page of a search, with the number of all records that match."""

from collections.abc import Iterable
from typing import NamedTuple

from odoo.fields import Domain, Field
from odoo.models import BaseModel
from odoo.tools import SQL, Query

Fetched = tuple[BaseModel, int]


class Page(NamedTuple):
    """What ``search_fetch`` takes."""

    domain: Domain
    names: Iterable[str]
    offset: int
    limit: int | None
    order: str | None


def fetch_counted(
    model: BaseModel,
    domain: Domain,
    names: Iterable[str],
    offset: int,
    limit: int | None,
    order: str | None,
) -> Fetched:
    """Fetch what ``search_fetch`` does, and count all records that match."""
    own = type(model)
    if any(
        getattr(own, name) is not getattr(BaseModel, name)
        for name in ("_search", "search_fetch", "_fetch_query")
    ):
        records = model.search_fetch(domain, names, offset, limit, order)
        if _is_last(records, offset, limit):
            return records, offset + len(records)
        return records, model.search_count(domain)
    # What search_fetch does, but for the query, which is kept: to make another
    # one of the same domain and rules would cost a fifth of a small request.
    query = model._search(domain, offset, limit, order or model._order)
    fields = model._determine_fields_to_fetch(names)
    if query.is_empty():
        return model.browse(), 0
    if limit and all(map(_is_plain, fields)):
        return _fetch_with_count(model, query, fields)
    records = model._fetch_query(query, fields)
    if _is_last(records, offset, limit):
        return records, offset + len(records)
    return records, _count(model, query)


def _is_last(records: BaseModel, offset: int, limit: int | None) -> bool:
    """Tell whether a page is the last one, which tells how many there are."""
    found = len(records)
    return bool((limit is None or found < limit) and (found or not offset))


def _is_plain(field: Field) -> bool:
    """Tell whether a field is read as it is stored."""
    return bool(field.column_type) and not field.translate and field.type != "binary"


def _fetch_with_count(
    model: BaseModel, query: Query, fields: Iterable[Field]
) -> Fetched:
    """Do both in one statement: a small page costs as much in its round trips."""
    fields = [field for field in fields if field.name != "id"]
    columns = [
        model._field_to_sql(model._table, name, query)
        for name in ("id", *(field.name for field in fields))
    ]
    rows = model.env.execute_query(query.select(*columns, _counting(query)))
    if not rows:
        return model.browse(), _count(model, query) if query.offset else 0
    ids, *values, totals = zip(*rows)  # noqa: B905
    records = model.browse(ids)
    for field, column in zip(fields, values, strict=True):
        field._insert_cache(records, column)
    return records, totals[0]


def _count(model: BaseModel, query: Query) -> int:
    return model.env.execute_query(SQL("SELECT %s", _counting(query)))[0][0]


def _counting(query: Query) -> SQL:
    """Return a subselect of the number of all records that match."""
    page = query.limit, query.offset, query.order
    query.limit = query.offset = query.order = None
    counting = query.select(SQL("COUNT(*)"))
    query.limit, query.offset, query.order = page
    return SQL("(%s)", counting)
