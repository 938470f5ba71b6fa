"""The dialect ``candidroot``."""

from ...core.grant import CREATE, DELETE, READ, UPDATE
from .. import operations as ops
from ..description import Description, PathItem
from ..field_schema import ref
from ..formats import CANDIDROOT, RECORD_ID, Schema
from ..scope import Scope

TEXT = """\
For clients of CandidRoot's REST API. The key of an account goes into the header
`api-key`; a login token of a user into `Login-Token`, where the account asks for one.
"""
STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
_MESSAGE = ops.fixed(message=ops.TEXT)


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    label = scope.model._description
    record = ops.record(scope, described)
    base, one = f"/{scope.name}", f"/{scope.name}/{{id}}"

    def make(summary: str, answer: Schema, **kwargs: object) -> PathItem:
        return ops.operation(f"{summary}: {label}", answer, statuses=STATUSES, **kwargs)

    count = ops.fixed(
        model=ops.TEXT,
        domain={"type": "array", "items": {}},
        record_count={"type": "integer"},
    )
    return ops.named(
        scope,
        {
            (f"{base}/search", "get", READ): make(
                "Search",
                ops.array(record),
                parameters=("domain", "fields", "limit", "offset", "order"),
            )
            | {"name": "search"},
            (f"{base}/schema", "get", READ): make("Fields", {"type": "object"})
            | {"name": "schema"},
            (f"{base}/record_count", "get", READ): make(
                "Count", count, parameters=("domain",)
            )
            | {"name": "count"},
            (one, "get", READ): make("Read", record, parameters=("id",)),
            (f"{base}/create", "post", CREATE): make(
                "Create",
                ops.fixed(id=RECORD_ID, message=ops.TEXT),
                body=ops.new_record(scope, described),
            ),
            (one, "put", UPDATE): make(
                "Update",
                _MESSAGE,
                parameters=("id",),
                body=ops.change(scope, described),
            ),
            (one, "delete", DELETE): make("Delete", _MESSAGE, parameters=("id",)),
        },
    )


def _general() -> dict[str, PathItem]:
    sent = {
        "type": "object",
        "properties": {
            "user_id": RECORD_ID,
            "expiration_days": {"type": "integer", "minimum": 1, "maximum": 365},
        },
    }
    issued = ops.fixed(
        login_token=ops.TEXT,
        message=ops.TEXT,
        token_type={"const": "JWT"},
        expires_in_days={"type": "integer"},
        expiration_date=ops.TEXT,
        user_info={"type": "object"},
    )
    made = ops.operation(
        "Get a login token",
        issued,
        body=ops.json_body(sent, {"expiration_days": 10}),
        statuses=STATUSES,
    )
    named = {"operationId": "generate_token", "tags": ["API"]}
    return {"/generate_token": {"post": {**named, **made}}}


DESCRIPTION = Description(
    title="REST API of Odoo: candidroot",
    text=TEXT,
    server="/api",
    security={
        "key": ops.header("api-key", "Of an account: *REST API, Accounts*."),
        "login": ops.header("Login-Token", "From `/generate_token`."),
    },
    required=[{"key": []}, {"key": [], "login": []}],
    parameters={
        "id": ops.ID,
        "domain": ops.query("domain", ops.TEXT, "As Python or JSON has it.", "[]"),
        "fields": ops.query("fields", ops.TEXT, "Names, as a list.", "['id']"),
        "limit": ops.LIMIT,
        "offset": ops.OFFSET,
        "order": ops.ORDER,
    },
    schemas={"Error": ops.error_schema(error="A stable name.", message="A sentence.")},
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=CANDIDROOT,
)
