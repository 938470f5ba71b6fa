"""The dialect of Synconics' ``restapi``."""

from collections.abc import Iterator

from ...core.grant import CREATE, DELETE, READ, UPDATE
from .. import operations as ops
from .. import record_rows
from ..components import ref
from ..description import Description, PathItem, Server
from ..formats import INTEGER, RECORD_ID, SYNCONICS, Schema
from ..operations import Row
from ..record_rows import READ_BACK
from ..scope import Scope
from ..security import token_schemes
from .synconics_methods import keyed, methods

TEXT = """\
For clients of Synconics' `restapi`, with OAuth 1.0a, OAuth 2 or a key. Answers are
JSON, or XML where `Accept` asks for it; their one key is the model.
"""
STATUSES = (400, 401, 403, 404, 405, 406, 413, 415, 429, 500, 503, 504)
# All of them call a method.
VERBS = ("get", "post", "put", "patch", "delete")
_WITH_BODY = frozenset(["post", "put", "patch"])


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    rows = (*_objects(scope, described), *methods(scope, described))
    return ops.of_model(scope, rows, STATUSES)


def _objects(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    list_, one = f"/object/{scope.name}", f"/object/{scope.name}/{{id}}"
    record = ops.record(scope, described)
    single, several = keyed(scope, record), keyed(scope, ops.array(record))
    yield Row(
        *("get", list_, "list", "List"),
        "Records that match, or those of `ids`; without `limit`, as many as the "
        "server gives.",
        several,
        READ,
        ("domain", "ids", "fields", "limit", "offset", "order", "context"),
    )
    yield Row(
        *("get", one, "read", "Read"),
        "One record, archived ones too.",
        single,
        READ,
        ("id", "fields", "context"),
    )
    yield Row(
        *("post", list_, "create", "Create"),
        "A record from a tree of values, which may also be in `vals`; read back.",
        single,
        CREATE,
        body=ops.new_record(scope, described),
    )
    answers = single, ops.NOTHING
    yield from record_rows.rows(scope, described, one, answers, READ_BACK)
    yield Row(
        *("put", list_, "update_several", "Update several"),
        "The same values on all records of `ids`; read back.",
        several,
        UPDATE,
        ("needed_ids",),
        ops.change(scope, described),
    )
    yield Row(
        *("delete", list_, "delete_several", "Delete several"),
        "The records of `ids` are deleted.",
        ops.NOTHING,
        DELETE,
        ("needed_ids",),
    )


def _general(server: Server) -> dict[str, PathItem]:
    items = ops.general((*_calls(), *_printing(), *_public()), STATUSES)
    items["/start"]["servers"] = [{"url": server.address}]
    return items


def _calls() -> Iterator[Row]:
    """Give the methods that have no documented parameters, of all models."""
    answer = ops.noted(ops.OBJECT, "What the method returns, under the model's name.")
    body = ops.json_body(
        {
            "type": "object",
            "properties": {
                "args": {
                    "type": "array",
                    "items": {},
                    "description": "Arguments by position.",
                },
                "kwargs": ops.noted(ops.OBJECT, "Arguments by name."),
                "context": ops.noted(ops.OBJECT, "As in Odoo."),
            },
        },
        {"args": [], "kwargs": {}},
        required=False,
    )
    for path, name, summary, named in (
        ("/object/{model}/{method}", "call", "Call a method of a model", ()),
        (
            *("/object/{model}/{id}/{method}", "call_record"),
            *("Call a method of a record", ("id",)),
        ),
    ):
        for verb in VERBS:
            has_body = verb in _WITH_BODY
            yield Row(
                *(verb, path, f"{name}_by_{verb}", f"{summary} by {verb.upper()}"),
                "Any public method. All verbs do the same; those without a body have "
                "its keys in the query.",
                answer,
                parameters=(
                    *("model", *named, "method"),
                    *(() if has_body else ("args", "kwargs", "context")),
                ),
                body=body if has_body else None,
                headers=(ops.OMITTED, ops.ACTION),
            )
    yield Row(
        *("get", "/workflow/{model}/{id}/{signal}", "signal", "Send a signal"),
        "Of a workflow of Odoo 8 to 10: the button that it became is pressed.",
        ops.NOTHING,
        parameters=("model", "id", "signal"),
        headers=(ops.ACTION,),
    )


def _printing() -> Iterator[Row]:
    document = ops.noted(
        ops.fixed(
            id=ops.noted(RECORD_ID, "Of the record."),
            state=ops.noted(ops.TEXT, "Always `true`."),
            format=ops.noted(ops.TEXT, "Always `pdf`."),
            result={
                "type": "string",
                "contentEncoding": "base64",
                "contentMediaType": "application/pdf",
                "description": "The file.",
            },
        ),
        "Of one record.",
    )
    yield Row(
        *("get", "/report/{report}", "report_of_several", "Print a report of several"),
        "A PDF for each record of `ids`.",
        ops.fixed(report=ops.array(document)),
        parameters=("report", "needed_ids"),
    )
    yield Row(
        *("get", "/report/{report}/{id}", "report", "Print a report"),
        "A PDF of one record.",
        ops.fixed(report=document),
        parameters=("report", "id"),
    )


def _public() -> Iterator[Row]:
    version = ops.fixed(
        server_version=ops.noted(ops.TEXT, "Of Odoo."),
        protocol_version={"type": "integer", "const": 1, "description": "Always."},
    )
    yield Row(
        *("get", "/common/version", "version", "Version of the server"),
        "Needs no credential.",
        version,
        statuses=(405, 406, 500, 503),
        more={"security": []},
    )
    empty_or_text: Schema = {"type": ["string", "boolean", "null"]}
    demo = ops.fixed(
        client_id=ops.noted(empty_or_text, "Of the first application."),
        client_secret=ops.noted(empty_or_text, "Of the first application."),
        database=ops.noted(ops.TEXT, "Its name."),
        host=ops.noted(ops.TEXT, "Where the server is."),
    )
    yield Row(
        *("get", "/start", "start", "How to connect to a demonstration server"),
        "Needs no credential. Other servers answer with 404.",
        demo,
        statuses=(404, 405, 406, 500, 503),
        more={"security": []},
    )


_ERROR = ops.error(message="A sentence.")
_CODE: Schema = ops.noted(INTEGER, "The status.")
_IDS_TEXT = "Of records, separated by commas."

DESCRIPTION = Description(
    title="REST API of Odoo: synconics",
    text=TEXT,
    prefix="/restapi/1.0",
    security=token_schemes,
    required=[{"key": []}, {"oauth2": []}],
    parameters={
        "id": ops.ID,
        "model": ops.MODEL,
        "method": ops.METHOD,
        "signal": ops.in_path(
            "signal", ops.METHOD_NAME, "Of the workflow.", "order_confirm"
        ),
        "report": ops.in_path(
            "report",
            ops.TEXT,
            "Name or external id of a report.",
            "sale.report_saleorder",
        ),
        "ids": ops.query("ids", ops.TEXT, _IDS_TEXT, "1"),
        "needed_ids": ops.query("ids", ops.TEXT, _IDS_TEXT, "1", required=True),
        "domain": ops.DOMAIN,
        "fields": ops.FIELDS,
        "limit": ops.LIMIT,
        "offset": ops.OFFSET,
        "order": ops.ORDER,
        "context": ops.query("context", ops.TEXT, "As in Odoo, a dict.", "{}"),
        "aggregates": ops.query(
            "fields", ops.TEXT, "What to aggregate, as a list.", "['id:count']"
        ),
        "groupby": ops.query("groupby", ops.TEXT, "Names, as a list.", "['id']"),
        "orderby": ops.query("orderby", ops.TEXT, "As `name desc`.", "id"),
        "lazy": ops.query("lazy", ops.BOOLEAN, "Group by the first name alone."),
        "operation": ops.query(
            "operation",
            {"type": "string", "enum": ["read", "write", "create", "unlink"]},
            "The right.",
            "read",
            required=True,
        ),
        "raise_exception": ops.query(
            "raise_exception", ops.BOOLEAN, "Answer with 403 in place of `false`."
        ),
        "allfields": ops.query("allfields", ops.TEXT, "Names, as a list.", "['id']"),
        "attributes": ops.query(
            "attributes", ops.TEXT, "Names, as a list.", "['string','type']"
        ),
        "name": ops.query("name", ops.TEXT, "A part of the name.", "a"),
        "operator": ops.query("operator", ops.TEXT, "Of a condition.", "ilike"),
        "args": ops.query("args", ops.TEXT, "Arguments by position, a list.", "[]"),
        "kwargs": ops.query("kwargs", ops.TEXT, "Arguments by name, a dict.", "{}"),
    },
    schemas={
        "Error": ops.noted(
            ops.fixed(
                error={
                    **ops.with_optional(_ERROR, code=_CODE),
                    "required": ["code", "message"],
                }
            ),
            "What went wrong.",
        )
    },
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=SYNCONICS,
)
