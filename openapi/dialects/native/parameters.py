"""The parameters of the native dialect, in the query, in the path and in headers."""

from typing import Any

from ....core.operation import DEFAULT_LIMIT
from ....records.read.counted_search import AUTO, COUNTS
from ... import headers
from ... import operations as ops
from ...formats import COUNT, RECORD_ID, Schema

_TAGS = r'W?/?"[!#-~]*"'


def _choice(*values: str, default: str | None = None) -> Schema:
    chosen = {"default": default} if default else {}
    return {"type": "string", "enum": list(values), **chosen}


PARAMETERS: dict[str, Any] = {
    "id": ops.ID
    | {"description": "Writing and deleting take several, separated by commas."},
    "printed_id": ops.ID | {"description": "Several, separated by commas, make one."},
    "report": ops.in_path(
        "report",
        ops.TEXT,
        "Name or external id of a report of the model.",
        "sale.report_saleorder",
    ),
    # -- lists and groups
    "fields": ops.query(
        "fields",
        ops.TEXT,
        "Fields to answer, of related records too: `name,partner_id(name,city)`. "
        "Without it, all but binary ones.",
        "id,display_name",
    ),
    "domain": ops.query(
        "domain",
        ops.TEXT,
        "Which records, as Python or JSON: `[('name','ilike','a')]`.",
        "[]",
    ),
    "limit": ops.query(
        "limit", {**RECORD_ID, "default": DEFAULT_LIMIT}, "Size of a page.", 10
    ),
    "offset": ops.query(
        "offset", {**COUNT, "default": 0}, "How many to skip before the page."
    ),
    "cursor": ops.query(
        "cursor",
        ops.TEXT,
        "Empty for the first page of a walk, then `next` of the page before: a page "
        "far down costs what the first does. In place of `offset`.",
    ),
    "order": ops.ORDER,
    "count": ops.query(
        "count",
        _choice(*COUNTS, default=AUTO),
        "How exactly to count all records that match: beyond some thousand, `auto` "
        "estimates, and says so.",
    ),
    "context": ops.query(
        "context", ops.TEXT, "An object as Python or JSON: `{'lang': 'fr_FR'}`."
    ),
    "having": ops.query(
        "having",
        ops.TEXT,
        "Which groups, as Python or JSON: `[('count','>',1)]`.",
        "[('count','>',0)]",
    ),
    "group_order": ops.query(
        "order",
        ops.TEXT,
        "By keys, aggregates or `count`: `amount_total:sum desc`.",
        "count desc",
    ),
    "list_format": ops.query(
        "format",
        _choice("json", "ndjson", "csv", default="json"),
        "`ndjson` and `csv` give all records that match, as a stream without pages; "
        "so does `Accept`.",
    ),
    "csv": ops.query(
        "csv",
        _choice("safe"),
        "With `format=csv`: marks texts that a spreadsheet would run.",
    ),
    # -- writing
    "match": ops.query(
        "match",
        ops.TEXT,
        "Fields by whose values records are found, separated by commas, or `xmlid`.",
        "xmlid",
        required=True,
    ),
    "atomic": ops.query(
        "atomic",
        {**ops.BOOLEAN, "default": True},
        "Of a list: all of it or nothing. With `false`, items fail alone, and the "
        "answer tells of each.",
    ),
    "dry_run": ops.query(
        "dry_run",
        {**ops.BOOLEAN, "default": False},
        "Try it: the answer is what it would be, and nothing is written.",
    ),
    # -- files
    "file_name": ops.query(
        "name",
        {"type": "string", "maxLength": 255},
        "Of the file, before the one in `Content-Disposition`.",
    ),
    "format": ops.query(
        "format",
        _choice("pdf", "html", "text"),
        "One that the report is made for; its own without.",
    ),
    # -- descriptions
    "search": ops.query("search", ops.TEXT, "A part of a name or of a label."),
    "models": ops.query(
        "models", ops.TEXT, "Names of models, separated by commas.", "res.partner"
    ),
    "dialect": ops.query(
        "dialect",
        _choice("mrm", "rest_api", "restful", "candidroot", "synconics"),
        "The one to describe, `mrm` for this one.",
    ),
    # -- headers
    "if_match": headers.parameter(
        "If-Match",
        "The `ETag` of the record as you have read it, with the same `fields`: it is "
        "written only where it still has that.",
        {"type": "string", "pattern": rf"^(\*|{_TAGS}(, ?{_TAGS})*)$"},
    ),
    "if_none_match": headers.parameter(
        "If-None-Match", "The `ETag` of what you have: 304 where it is the same."
    ),
    "prefer": headers.parameter(
        "Prefer",
        "`return=minimal` leaves the records out of the answer; `respond-async` has "
        "it done in the background.",
        _choice("return=minimal", "return=representation", "respond-async"),
    ),
    "prefer_async": headers.parameter(
        "Prefer",
        "`respond-async` has it done in the background.",
        _choice("respond-async"),
    ),
    "range": headers.parameter("Range", "A part, as `bytes=0-1023`."),
}
