"""How many records there are, and groups of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from odoo.fields import Field

from ....core.grant import READ
from ....records.read.grouping import DATES, FUNCTIONS, INTERVALS, NUMBERS
from ... import errors
from ... import operations as ops
from ...formats import COUNT, Schema
from ...operations import Row
from ...scope import Scope
from . import answers

_GROUP: Schema = {
    **ops.fixed(
        count=ops.noted(COUNT, "Records in the group."),
        domain={
            "type": "array",
            "description": "Finds the records of the group; `domain` of the list takes "
            "it.",
            "items": {},
        },
    ),
    "additionalProperties": {
        "description": "By terms of `by`: related records as `id` and `name`, spans of "
        "time as `from`, `to` and `label`. By terms of `values`: what is aggregated; "
        "`null` where there is nothing."
    },
}


def rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    yield Row(
        *("get", f"/{scope.name}/count", "count", "Count"),
        "How many records match a domain, exactly.",
        ops.fixed(count=ops.noted(COUNT, "Records that match.")),
        READ,
        ("domain", "context"),
        statuses=errors.READING,
    )
    shared = ("domain", "having", "group_order", "limit", "offset", "context")
    yield Row(
        *("get", f"/{scope.name}/groups", "groups", "Group"),
        "Groups of the records that match, with what is aggregated of each: those that "
        "there are, without empty ones between dates.",
        answers.page(_GROUP, total=ops.noted(COUNT, "Groups that there are.")),
        READ,
        (*_own(scope), *shared),
        statuses=errors.READING,
    )


def _own(scope: Scope) -> tuple[dict[str, Any], ...]:
    """Return parameters whose samples are fields of the model."""
    fields = [each for each in scope.readable if each.store and each.column_type]
    months = (f"{field.name}:month" for field in fields if field.type in DATES)
    sums = (f"{field.name}:sum" for field in fields if _is_number(field))
    return (
        ops.query(
            "by",
            ops.TEXT,
            "Fields to group by, separated by commas; of related records too, "
            f"`partner_id.country_id`. A date has a granularity, {_listed(INTERVALS)}. "
            "Without it, one row of totals.",
            next(months, "id"),
        ),
        ops.query(
            "values",
            ops.TEXT,
            "What to aggregate, `field:function`, separated by commas; functions are "
            f"{_listed(FUNCTIONS)}.",
            next(sums, "id:count_distinct"),
        ),
    )


def _is_number(field: Field) -> bool:
    return field.type in NUMBERS and field.name != "id"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
