"""Tools that read records."""

from ....core import schema
from ....core.formats import NATIVE
from ....core.grant import READ
from ....core.operation import Operation, Read, Result, Search
from ....records.read.counted_search import AUTO
from .. import bounds
from ..bounds import Content
from . import tool
from .tool import DOMAIN, FIELDS, IDS, MODEL, OFFSET, RECORDS, Arguments, Tool

DEFAULT_LIMIT = 20
MAX_LIMIT = 200
READING = frozenset([READ])
# Where no fields are named: all of them would fill the window.
_SHORT = schema.tree(["display_name"])


def _search(arguments: Arguments) -> Operation:
    return Search(
        arguments["model"],
        tool.domain(arguments),
        tool.tree(arguments) or _SHORT,
        NATIVE,
        offset=arguments.get("offset", 0),
        limit=arguments.get("limit"),
        order=_order(arguments.get("order")),
        default_limit=DEFAULT_LIMIT,
        count=AUTO,
    )


def _order(order: str | None) -> str | None:
    """Sort equal ones by id: a page must go on where the one before has ended."""
    if not order or "id" in (
        term.split()[0] for term in order.split(",") if term.split()
    ):
        return order
    return f"{order}, id"


def _page(arguments: Arguments, result: Result) -> Content:
    offset = result.operation.offset
    total = {} if result.total is None else {"total": result.total}
    if result.is_estimate:
        total["total_is_estimate"] = True
    end = offset + len(result.rows)
    content = {
        **_notes(result),
        "count": len(result.rows),
        **total,
        "next_offset": end if _is_more(result, end) else None,
        "records": result.rows,
    }
    return _next(
        bounds.fitted(
            content,
            "records",
            lambda count: (
                f"To go on, call again with offset {offset + count}, or name "
                "fewer fields."
            ),
        ),
        offset,
    )


def _is_more(result: Result, end: int) -> bool:
    is_full = len(result.rows) == result.limit
    return is_full and (
        result.total is None or result.is_estimate or end < result.total
    )


def _next(content: Content, offset: int) -> Content:
    """Count what is left of a page, and go on after it."""
    kept = len(content["records"])
    if kept == content["count"]:
        return content
    return {**content, "count": kept, "next_offset": offset + kept}


def _notes(result: Result) -> Content:
    """Say which fields could not be read."""
    if not result.omitted:
        return {}
    names = ", ".join(sorted(set(result.omitted)))
    return {"note": f"Left out, since they could not be computed: {names}."}


SEARCH_RECORDS = Tool(
    "search_records",
    "Search records",
    "Find records of a model by a condition, and read some of their fields; of related "
    "records as well, in one call. Name the fields that you need: without fields only "
    "id and display_name are returned. To count or to sum up, use aggregate_records "
    "instead of reading many records.",
    READING,
    {
        "model": MODEL,
        "domain": DOMAIN,
        "fields": FIELDS,
        "order": {
            "type": "string",
            "description": "Sort, like date_order desc, name.",
        },
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_LIMIT,
            "description": f"At most this many; {DEFAULT_LIMIT} by default.",
        },
        "offset": OFFSET,
    },
    ("model",),
    {
        "count": {"type": "integer"},
        "total": {
            "type": "integer",
            "default": 0,
            "description": "How many records match, returned or not.",
        },
        "total_is_estimate": {"type": "boolean", "default": False},
        "next_offset": {
            "type": ["integer", "null"],
            "description": "Of the next page; null where there is none.",
        },
        "records": RECORDS,
    },
    _search,
    _page,
)


def _read(arguments: Arguments) -> Operation:
    tree = tool.tree(arguments) or _SHORT
    return Read(arguments["model"], tool.ids(arguments), tree, NATIVE)


def rows(arguments: Arguments, result: Result) -> Content:
    """Return records, as many as fit."""
    ids = [row["id"] for row in result.rows]
    content = {**_notes(result), "records": result.rows}
    return bounds.fitted(
        content,
        "records",
        lambda count: (
            f"To go on, read the records {ids[count:]}, or name fewer fields."
        ),
    )


READ_RECORDS = Tool(
    "read_records",
    "Read records",
    "Read fields of records whose ids you know; of related records as well, in one "
    "call. Without fields only id and display_name are returned.",
    READING,
    {"model": MODEL, "ids": IDS, "fields": FIELDS},
    ("model", "ids"),
    {"records": RECORDS},
    _read,
    rows,
)
