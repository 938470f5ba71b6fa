"""Lines of lists as a client has chosen them: which, in which order, how many."""

from itertools import chain
from typing import Any

from odoo.fields import Domain, Field
from odoo.models import BaseModel

from ...core.grant import READ
from ...core.operation import Row
from ...core.schema import Options
from ..access import Access
from . import domain as domains
from . import order as orders
from .columns import comodel_records, tests_active
from .limited_lines import first_lines


def first(
    options: Options, field: Field, records: BaseModel, access: Access
) -> list[Any]:
    """Search the lists as the client asked, one more than the limit of each."""
    lines = records.env[field.comodel_name]
    condition, order = _chosen(options, lines, access)
    if tests_active(field, records):
        condition &= Domain(lines._active_name, "=", True)
    with domains.comparing(lines, condition):
        return first_lines(field, records, condition, order, options.limit + 1)


def selected(
    options: Options, field: Field, records: BaseModel, lists: list[Any], access: Access
) -> list[Any]:
    """Filter and order lists as the client asked; keep one more than the limit, for
    :func:`trim` to see that there are more."""
    if options.domain is not None or options.order:
        lines = comodel_records(field, records, chain.from_iterable(lists))
        condition, order = _chosen(options, lines, access)
        everybody = lines.with_context(active_test=False)
        with domains.comparing(lines, condition):
            found = everybody.search(
                Domain("id", "in", lines._ids) & condition, order=order
            )
        rank = {id_: position for position, id_ in enumerate(found._ids)}
        lists = [[id_ for id_ in ids if id_ in rank] for ids in lists]
        if order:
            lists = [sorted(ids, key=rank.__getitem__) for ids in lists]
    if options.limit:
        lists = [ids[: options.limit + 1] for ids in lists]
    return lists


def _chosen(
    options: Options, lines: BaseModel, access: Access
) -> tuple[Domain, str | None]:
    """Return which lines the client asked for, and how they are sorted."""
    if options.domain is None and not options.order:
        return Domain.TRUE, None
    # What the credential may not read is in no list that was searched.
    condition = domains.parse_domain(lines, options.domain, access)
    condition &= access.domain(lines._name, READ)
    return condition, orders.parse_order(lines, options.order, access)


def trim(rows: list[Row], name: str, limit: int) -> None:
    """Cut the lists of a column, with a visible sign where something is cut."""
    for row in rows:
        if len(row[name]) > limit:
            row[name] = row[name][:limit]
            row[f"{name}@more"] = True
