"""Groups of records, fetched by ``_read_group`` and written as a dialect does."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from odoo.fields import Domain
from odoo.models import BaseModel

from ...core import codes
from ...core.errors import BadRequest
from ...core.formats import Style
from ...core.operation import Grouped
from ...core.stumbles import MISUSE
from .group_keys import KeyWriter
from .grouping import Key

# An aggregate of this addon: the number of all groups, beside each of them.
TOTAL = "__restapi_total"


class GroupPage(NamedTuple):
    """What ``_read_group`` takes."""

    domain: Domain
    groupby: Sequence[str]
    aggregates: Sequence[str]
    having: Sequence[Any]
    offset: int
    limit: int | None
    order: str | None


@contextmanager
def computing() -> Iterator[None]:
    """Blame what the ORM stumbles over on the values of the request.

    :raise BadRequest: in place of what the code of fields and models raises
    """
    try:
        yield
    except MISUSE as exc:
        raise BadRequest(
            "These groups cannot be computed: a value of domain or having does not fit "
            "its field, or the model cannot group by what is asked.",
            codes.INVALID_GROUPS,
        ) from exc


def fetch(model: BaseModel, page: GroupPage) -> tuple[list[tuple], int]:
    """Return the rows of a page, and the number of groups there are."""
    if not page.groupby:
        rows = model._read_group(page.domain, (), page.aggregates)
        return rows[page.offset :], len(rows)
    rows = model._read_group(*page._replace(aggregates=[*page.aggregates, TOTAL]))
    if rows:
        return [row[:-1] for row in rows], rows[0][-1]
    if not page.offset:
        return [], 0
    # A page beyond the last one.
    first = model._read_group(*page._replace(aggregates=[TOTAL], offset=0, limit=1))
    return [], first[0][-1] if first else 0


def written(
    writer: KeyWriter,
    keys: Sequence[Key],
    page: GroupPage,
    shown: Mapping[str, str],
    rows: Sequence[tuple],
) -> list[Grouped]:
    """Return rows as groups.

    :param shown: aggregates, as clients and as the ORM call them
    """
    if not rows:
        return []
    columns = list(zip(*rows, strict=True))
    named = [
        writer.column(key, column) for key, column in zip(keys, columns, strict=False)
    ]
    by_spec = dict(zip(page.aggregates, columns[len(keys) :], strict=True))
    aggregates = [
        [_value(writer.style, spec, value) for value in by_spec[spec]]
        for spec in shown.values()
    ]
    names = (*(key.term for key in keys), *shown)
    groups = []
    for position in range(len(rows)):
        pairs = [column[position] for column in named]
        values = [value for value, _domain in pairs]
        values += [column[position] for column in aggregates]
        domain = [condition for _value, domain in pairs for condition in domain]
        groups.append(Grouped(dict(zip(names, values, strict=True)), domain))
    return groups


def _value(style: Style, spec: str, value: Any) -> Any:
    if value is False and ":bool_" not in spec:
        return style.empty
    if isinstance(value, datetime):
        return style.moment(value)
    return value.isoformat() if isinstance(value, date) else value
