"""A tool that counts and sums up records."""

from ....core.formats import NATIVE
from ....core.operation import Group, Operation, Result
from ...native import groups
from .. import bounds
from ..bounds import Content
from . import tool
from .reading import DEFAULT_LIMIT, MAX_LIMIT, READING
from .tool import DOMAIN, MODEL, OFFSET, Arguments, Tool


def _aggregate(arguments: Arguments) -> Operation:
    return Group(
        arguments["model"],
        tool.domain(arguments),
        groups.keys(arguments.get("by", ())),
        groups.aggregates(arguments.get("values", ())),
        NATIVE,
        offset=arguments.get("offset", 0),
        limit=arguments.get("limit"),
        order=arguments.get("order"),
        having=tool.domain(arguments, "having"),
        count=groups.COUNT,
        default_limit=DEFAULT_LIMIT,
    )


def _groups(arguments: Arguments, result: Result) -> Content:
    found = groups.rendered(result)
    offset, listed = found["offset"], found["results"]
    end = offset + len(listed)
    content = {
        "total": found["total"],
        "next_offset": end if end < found["total"] else None,
        "groups": listed,
    }
    content = bounds.fitted(
        content,
        "groups",
        lambda count: f"To go on, call again with offset {offset + count}.",
    )
    if len(content["groups"]) < len(listed):
        content["next_offset"] = offset + len(content["groups"])
    return content


_NAMES = {"type": "array", "items": {"type": "string"}}
AGGREGATE_RECORDS = Tool(
    "aggregate_records",
    "Count and sum up records",
    "Count records and aggregate their fields, in groups or in all. Use it for how "
    "many, how much, average, largest, per customer, per month; it is exact and needs "
    "no reading of records.",
    READING,
    {
        "model": MODEL,
        "domain": DOMAIN,
        "by": {
            **_NAMES,
            "description": "Fields to group by; dates with :day, :week, :month, "
            ":quarter or :year, like date_order:month. None for one row in all.",
        },
        "values": {
            **_NAMES,
            "description": "What to aggregate, like amount_total:sum, "
            "amount_total:avg, date_order:max, partner_id:count_distinct. The number "
            "of records is always there, as count.",
        },
        "having": {
            "type": ["array", "string"],
            "description": "A condition on groups, like "
            '[["amount_total:sum", ">", 1000]].',
        },
        "order": {
            "type": "string",
            "description": "Sort by what is grouped or aggregated, like "
            "amount_total:sum desc.",
        },
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_LIMIT,
            "description": f"At most this many groups; {DEFAULT_LIMIT} by default.",
        },
        "offset": OFFSET,
    },
    ("model",),
    {
        "total": {"type": "integer", "description": "How many groups there are."},
        "next_offset": {"type": ["integer", "null"]},
        "groups": {
            "type": "array",
            "items": {"type": "object"},
            "description": "Each with its keys, its values, count, and the domain of "
            "its records.",
        },
    },
    _aggregate,
    _groups,
)
