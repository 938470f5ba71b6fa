"""The dialect ``candidroot``."""

from collections.abc import Iterator

from ...core.grant import CREATE, EXECUTE, READ
from .. import errors, record_rows
from .. import operations as ops
from ..components import ref
from ..description import Description, PathItem, Server
from ..formats import CANDIDROOT, COUNT, RECORD_ID, Schema
from ..operations import Row
from ..scope import Scope

TEXT = """\
For clients of CandidRoot's REST API. The key of an account goes into the header
`api-key`; a login token of a user into `Login-Token`, where the account asks for one.
"""
STATUSES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503, 504)
_MESSAGE = ops.texts(message="A sentence.")
_DAYS: Schema = {**RECORD_ID, "maximum": 365}


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    return ops.of_model(scope, _rows(scope, described), STATUSES)


def _rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    base, one = f"/{scope.name}", f"/{scope.name}/{{id}}"
    record = ops.record(scope, described)
    yield Row(
        *("get", f"{base}/search", "search", "Search"),
        "Records that match; without `limit`, as many as the server gives.",
        ops.array(record),
        READ,
        ("domain", "fields", "limit", "offset", "order"),
    )
    yield Row(
        *("get", f"{base}/schema", "schema", "Fields"),
        "What `fields_get` tells of each field, by name.",
        ops.noted(ops.OBJECT, "Attributes of fields, by name."),
        READ,
    )
    yield Row(
        *("get", f"{base}/record_count", "count", "Count"),
        "How many records match.",
        ops.fixed(
            model=ops.noted(ops.TEXT, "Its name."),
            domain={"type": "array", "items": {}, "description": "As it was sent."},
            record_count=ops.noted(COUNT, "Records that match."),
        ),
        READ,
        ("domain",),
    )
    yield Row(
        *("get", one, "read", "Read"),
        "One record, archived ones too.",
        record,
        READ,
        ("id",),
    )
    yield Row(
        *("post", f"{base}/create", "create", "Create"),
        "A record from a tree of values.",
        ops.fixed(
            id=ops.noted(RECORD_ID, "Of the record."),
            message=ops.noted(ops.TEXT, "A sentence."),
        ),
        CREATE,
        body=ops.new_record(scope, described),
    )
    yield from record_rows.rows(scope, described, one, (_MESSAGE, _MESSAGE))
    sent = ops.with_optional(
        ops.texts(method="A public method of the model."),
        args={
            "type": "array",
            "items": {},
            "description": "By position; the first are the ids, unless it is a method "
            "of the model.",
        },
        kwargs=ops.noted(ops.OBJECT, "By name; `context` among them."),
    )
    yield Row(
        *("post", f"{base}/execute_kw", "execute_kw", "Call a method"),
        "As Odoo's `execute_kw` does.",
        ops.ANY,
        EXECUTE,
        body=ops.json_body(sent, {"method": "name_search", "kwargs": {"limit": 1}}),
    )
    yield _generate(f"{base}/generate_token")


def _general(server: Server) -> dict[str, PathItem]:
    return ops.general([_generate("/generate_token")], STATUSES)


def _generate(path: str) -> Row:
    body = ops.json_body(
        {
            "type": "object",
            "properties": {
                "user_id": ops.noted(RECORD_ID, "Whom the token is for."),
                "expiration_days": ops.noted(_DAYS, "Days that it is valid."),
            },
        },
        {"expiration_days": 10},
    )
    issued = ops.fixed(
        login_token=ops.noted(ops.TEXT, "For the header `Login-Token`."),
        message=ops.noted(ops.TEXT, "A sentence."),
        token_type={"type": "string", "const": "JWT", "description": "Always."},
        expires_in_days=ops.noted(_DAYS, "Days that it is valid."),
        expiration_date=ops.noted(ops.TEXT, "When it ends, UTC."),
        user_info=ops.noted(
            ops.fixed(
                user_id=ops.noted(RECORD_ID, "Of the user."),
                user_name=ops.noted(ops.TEXT, "Of the user."),
                user_login=ops.noted(ops.TEXT, "Of the user."),
            ),
            "Whom it is for.",
        ),
    )
    return Row(
        *("post", path, "generate_token", "Get a login token"),
        "For a user of the account, with its key alone, whatever the model.",
        issued,
        body=body,
    )


DESCRIPTION = Description(
    title="REST API of Odoo: candidroot",
    text=TEXT,
    prefix="/api",
    security=lambda address: {
        "key": ops.header("api-key", "Of an account: *REST API, Accounts*."),
        "login": ops.header("Login-Token", "From `/generate_token`."),
    },
    required=[{"key": []}, {"key": [], "login": []}],
    parameters={
        "id": ops.ID,
        "domain": ops.DOMAIN,
        "fields": ops.FIELDS,
        "limit": ops.LIMIT,
        "offset": ops.OFFSET,
        "order": ops.ORDER,
    },
    schemas={
        "ErrorCode": errors.SCHEMAS["ErrorCode"],
        "Error": ops.with_optional(
            ops.error(error="A stable name.", message="A sentence."),
            error=ops.noted(ref("ErrorCode"), "A stable name."),
        ),
    },
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=CANDIDROOT,
)
