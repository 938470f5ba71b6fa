"""The dialect ``restful``."""

from collections.abc import Iterator

from ...core.grant import CREATE, EXECUTE, READ
from .. import operations as ops
from .. import record_rows
from ..components import ref
from ..description import Description, PathItem, Server
from ..formats import COUNT, RECORD_ID, RESTFUL, Schema
from ..operations import Row
from ..record_rows import READ_BACK
from ..scope import Scope

TEXT = """\
For clients of the addon `restful`. Log in at `/auth/token`; the token goes into the
header `Access-Token`. Answers are `{"count", "data"}`.
"""
STATUSES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503, 504)


def _wrapped(data: Schema) -> Schema:
    return ops.fixed(count=ops.noted(COUNT, "Length of a list, else 1."), data=data)


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    return ops.of_model(scope, _rows(scope, described), STATUSES)


def _rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    list_, one = f"/{scope.name}", f"/{scope.name}/{{id}}"
    records = _wrapped(ops.array(ops.record(scope, described)))
    yield Row(
        *("get", list_, "list", "List"),
        "Records that match, 80 of them unless `limit` says otherwise.",
        records,
        READ,
        ("fields", "domain", "limit", "offset", "order"),
    )
    yield Row(
        *("get", one, "read", "Read"),
        "A list with the record, archived ones too.",
        records,
        READ,
        ("id", "fields"),
    )
    yield Row(
        *("post", list_, "create", "Create"),
        "A record from a tree of values, read back; a list of them makes several.",
        records,
        CREATE,
        body=ops.new_record(scope, described),
    )
    answers = records, _wrapped(ops.TEXT)
    yield from record_rows.rows(scope, described, one, answers, READ_BACK)
    yield Row(
        *("patch", one, "call_named", "Call a method named in the body"),
        "As `name`, or `name(argument)` with arguments as Python has them.",
        _wrapped(ops.ANY),
        EXECUTE,
        ("id",),
        ops.json_body(
            ops.texts(_method="The method, and its arguments in brackets."),
            {"_method": "get_metadata"},
        ),
    )
    yield Row(
        *("patch", f"{one}/{{method}}", "call", "Call a method"),
        "The keys of an object in the body are its named arguments, the items of a "
        "list those by position.",
        _wrapped(ops.ANY),
        EXECUTE,
        ("id", "method"),
        ops.json_body({"type": ["object", "array"], "items": {}}, {}, required=False),
    )


def _general(server: Server) -> dict[str, PathItem]:
    return ops.general(_general_rows(), STATUSES)


def _general_rows() -> Iterator[Row]:
    issued = ops.fixed(
        uid=ops.noted(RECORD_ID, "Of the user."),
        user_context=ops.noted(ops.OBJECT, "Language, time zone and companies."),
        company_id=ops.noted(RECORD_ID, "Of the user."),
        access_token=ops.noted(ops.TEXT, "For the header `Access-Token`."),
        expires_in=ops.noted(ops.TEXT, "Seconds that it is valid."),
    )
    text = "With name and password, for a token. Failures are limited."
    credentials = ops.texts(login="Log-in of a user.", password="Of the user.")  # noqa: S106 a text
    database = ops.noted(ops.TEXT, "The database, where a server has several.")
    yield Row(
        *("post", "/auth/token", "log_in", "Log in"),
        text,
        issued,
        body=ops.json_body(ops.with_optional(credentials, db=database)),
        more={"security": []},
    )
    yield Row(
        *("get", "/auth/token", "log_in_by_query", "Log in by query"),
        f"{text} A query ends in logs: better send a body.",
        issued,
        parameters=("login", "password"),
        more={"security": []},
    )
    message = ops.fixed(
        message=ops.noted(ops.TEXT, "A sentence."),
        desc=ops.noted(ops.TEXT, "The same."),
        delete=ops.noted(ops.BOOLEAN, "Always true."),
    )
    yield Row(
        *("delete", "/auth/token", "log_out", "Log out"),
        "The token of the header ends.",
        _wrapped(ops.array(message)),
    )


DESCRIPTION = Description(
    title="REST API of Odoo: restful",
    text=TEXT,
    prefix="/api",
    security=lambda address: {
        "token": ops.header("Access-Token", "From `/auth/token`.")
    },
    required=[{"token": []}],
    parameters={
        "id": ops.ID,
        "method": ops.METHOD,
        "fields": ops.query("fields", ops.TEXT, "Names: `id,name`.", "id"),
        "domain": ops.query(
            "domain",
            ops.TEXT,
            "Conditions: `id:>:10,name:like:x`, or a list as Python has it.",
            "[]",
        ),
        "limit": ops.LIMIT,
        "offset": ops.OFFSET,
        "order": ops.ORDER,
        "login": ops.query("login", ops.TEXT, "Log-in of a user.", required=True),
        "password": ops.query("password", ops.TEXT, "Of the user.", required=True),
    },
    schemas={"Error": ops.error(type="A stable name.", message="A sentence.")},
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=RESTFUL,
)
