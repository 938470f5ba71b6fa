"""What a client groups by and aggregates, checked against a model.

Functions and granularities are closed lists: the ORM knows some more, that
return whole tables or records.
"""

from collections.abc import Iterable, Iterator

from odoo.models import BaseModel

from .access import Access
from .domain import DATE_PARTS
from .errors import BadRequest
from .grant import READ

MAX_GROUPBY = 5
MAX_AGGREGATES = 50
FUNCTIONS = frozenset(
    ["sum", "avg", "max", "min", "bool_and", "bool_or", "count", "count_distinct"]
)
GRANULARITIES = DATE_PARTS | {"hour", "day", "week", "month", "quarter", "year"}
DEFAULT_GRANULARITY = "month"
COUNT = "__count"
DATES = ("date", "datetime")


def checked_groupby(
    model: BaseModel, groupby: Iterable[str], access: Access
) -> dict[str, str]:
    """Return what to group by, as the client and as the ORM writes it.

    :raise BadRequest: too many, or not a stored field of the model
    """
    terms = {term: _group(model, term, access) for term in groupby}
    if len(terms) > MAX_GROUPBY:
        raise BadRequest(f"groupby: more than {MAX_GROUPBY} fields.", "too_large")
    return terms


def _group(model: BaseModel, term: str, access: Access) -> str:
    name, _, granularity = term.partition(":")
    field = access.readable_field(model, name, f"groupby: {name}")
    if field.relational:
        # Groups are named after their records.
        access.check_unrestricted(field.comodel_name, READ, f"groupby: {name}")
        access.check_label(model.env[field.comodel_name], f"groupby: {name}")
    if name == "id":
        access.check_label(model, "groupby: id")
    groupable = field.store or field.inherited or field.related
    if not groupable or field.type in ("one2many", "binary", "properties"):
        raise BadRequest(f"groupby: {name} cannot be grouped by.", "invalid_groupby")
    if field.type in DATES:
        granularity = granularity or DEFAULT_GRANULARITY
    if granularity and (field.type not in DATES or granularity not in GRANULARITIES):
        raise BadRequest(
            f"groupby: {name} has no part {granularity[:50]}.", "invalid_groupby"
        )
    return f"{name}:{granularity}" if granularity else name


def checked_aggregates(
    model: BaseModel, aggregates: Iterable[str], access: Access
) -> dict[str, str]:
    """Return what to aggregate, as the client and as the ORM writes it.

    A field that is not named with a function is aggregated by its own one; one
    that has none is left out, as Odoo's ``read_group`` does.

    :raise BadRequest: too many, or not a stored field, or an unknown function
    """
    terms = dict(_aggregates(model, aggregates, access))
    if len(terms) > MAX_AGGREGATES:
        raise BadRequest(f"fields: more than {MAX_AGGREGATES} fields.", "too_large")
    return terms


def _aggregates(
    model: BaseModel, aggregates: Iterable[str], access: Access
) -> Iterator[tuple[str, str]]:
    for term in aggregates:
        name, _, function = term.partition(":")
        field = access.readable_field(model, name, f"fields: {name}")
        stored = field.base_field.store and field.base_field.column_type
        if not function and not (stored and field.aggregator in FUNCTIONS):
            continue
        function = function or field.aggregator
        if not stored or function not in FUNCTIONS:
            raise BadRequest(
                f"fields: {term[:80]} cannot be aggregated.", "invalid_aggregate"
            )
        yield term, f"{name}:{function}"


def checked_order(order: str | None, terms: dict[str, str]) -> str | None:
    """Return an order by what is grouped or aggregated.

    :param terms: as the client writes it → as the ORM writes it
    :raise BadRequest: by something else
    """
    if not order or not order.strip():
        return None
    names = {
        term.partition(":")[0]: written for term, written in reversed(terms.items())
    }
    names = {**names, **terms, COUNT: COUNT}
    return ", ".join(_order(part, names) for part in order.split(","))


def _order(part: str, names: dict[str, str]) -> str:
    words = part.split()
    if len(words) == 1:
        words.append("asc")
    if (
        len(words) != 2
        or words[0] not in names
        or words[1].lower() not in ("asc", "desc")
    ):
        raise BadRequest(
            f"orderby: '{part.strip()[:80]}' is not grouped by or aggregated.",
            "invalid_order",
        )
    return f"{names[words[0]]} {words[1].lower()}"
