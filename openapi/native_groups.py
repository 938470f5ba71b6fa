"""Counts and groups of the native dialect: their addresses and what they answer."""

from odoo.fields import Field

from ..core.grant import READ
from ..core.grouping import DATES, FUNCTIONS, INTERVALS, NUMBERS
from . import errors
from .description import PathItem
from .formats import Schema
from .operations import TEXT, fixed, operation, query, ref_to
from .scope import Scope

_INTEGER: Schema = {"type": "integer", "minimum": 0}
_DOMAIN: Schema = {
    "type": "array",
    "description": "Finds the records of the group; `domain` of the list takes it.",
    "items": {},
}
_GROUP: Schema = {
    "type": "object",
    "properties": {
        "count": {**_INTEGER, "description": "Records in the group."},
        "domain": _DOMAIN,
    },
    "required": ["count", "domain"],
    "additionalProperties": {
        "description": "By terms of `by`: related records as `id` and `name`, spans of "
        "time as `from`, `to` and `label`. By terms of `values`: what is aggregated; "
        "`null` where there is nothing."
    },
}


def of_model(scope: Scope) -> dict[str, PathItem]:
    """Return the path items of a model, those that the credential may use."""
    if READ not in scope.rights:
        return {}
    slug = scope.name.replace(".", "_")
    made = {"count": _count(scope), "groups": _groups(scope)}
    return {
        f"/{scope.name}/{name}": {
            "get": {"operationId": f"{name}_{slug}", "tags": [scope.name], **item}
        }
        for name, item in made.items()
    }


def _count(scope: Scope) -> PathItem:
    return operation(
        f"Count: {scope.model._description}",
        fixed(count=_INTEGER),
        parameters=("domain", "context"),
        statuses=errors.READING,
    )


def _groups(scope: Scope) -> PathItem:
    answer = fixed(
        count={**_INTEGER, "description": "Groups in this page."},
        total={**_INTEGER, "description": "Groups that there are."},
        limit=_INTEGER,
        offset=_INTEGER,
        results={"type": "array", "items": _GROUP},
    )
    item = operation(
        f"Groups: {scope.model._description}", answer, statuses=errors.READING
    )
    shared = ("domain", "limit", "offset", "context")
    item["parameters"] = [
        query(
            "by",
            TEXT,
            "Fields to group by, separated by commas; of related records too, "
            f"`partner_id.country_id`. A date has a granularity, "
            f"{', '.join(f'`{name}`' for name in INTERVALS)}. Without it, one row of "
            "totals.",
            _sample_key(scope),
        ),
        query(
            "values",
            TEXT,
            "What to aggregate, `field:function`, separated by commas; functions are "
            f"{', '.join(f'`{name}`' for name in FUNCTIONS)}.",
            _sample_value(scope),
        ),
        query(
            "having",
            TEXT,
            "Which groups, as Python or JSON: `[('count','>',1)]`.",
            "[('count','>',0)]",
        ),
        query(
            "order",
            TEXT,
            "By keys, aggregates or `count`: `amount_total:sum desc`.",
            "count desc",
        ),
        *(ref_to("parameters", name) for name in shared),
    ]
    return item


def _sample_key(scope: Scope) -> str:
    fields = _stored(scope)
    dates = (f"{field.name}:month" for field in fields if field.type in DATES)
    return next(dates, "id")


def _sample_value(scope: Scope) -> str:
    numbers = (f"{field.name}:sum" for field in _stored(scope) if _is_number(field))
    return next(numbers, "id:count_distinct")


def _is_number(field: Field) -> bool:
    return field.type in NUMBERS and field.name != "id"


def _stored(scope: Scope) -> list[Field]:
    return [field for field in scope.readable() if field.store and field.column_type]
