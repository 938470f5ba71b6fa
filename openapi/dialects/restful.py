"""The dialect ``restful``."""

from ...core.grant import CREATE, DELETE, READ, UPDATE
from .. import operations as ops
from ..description import Description, PathItem
from ..field_schema import ref
from ..formats import RECORD_ID, RESTFUL, Schema
from ..scope import Scope

TEXT = """\
For clients of the addon `restful`. Log in at `/auth/token`; the token goes into the
header `Access-Token`. Answers are `{"count", "data"}`.
"""
STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)


def _wrapped(data: Schema) -> Schema:
    return ops.fixed(count={"type": "integer"}, data=data)


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    label = scope.model._description
    records = _wrapped(ops.array(ops.record(scope, described)))
    list_, one = f"/{scope.name}", f"/{scope.name}/{{id}}"

    def make(summary: str, answer: Schema, **kwargs: object) -> PathItem:
        return ops.operation(f"{summary}: {label}", answer, statuses=STATUSES, **kwargs)

    return ops.named(
        scope,
        {
            (list_, "get", READ): make(
                "List",
                records,
                parameters=("fields", "domain", "limit", "offset", "order"),
            )
            | {"name": "list"},
            (one, "get", READ): make("Read", records, parameters=("id", "fields")),
            (list_, "post", CREATE): make(
                "Create", records, body=ops.new_record(scope, described)
            ),
            (one, "put", UPDATE): make(
                "Update",
                records,
                parameters=("id",),
                body=ops.change(scope, described),
            ),
            (one, "delete", DELETE): make(
                "Delete", _wrapped(ops.TEXT), parameters=("id",)
            ),
        },
    )


def _general() -> dict[str, PathItem]:
    issued = ops.fixed(
        uid=RECORD_ID,
        user_context={"type": "object"},
        company_id=RECORD_ID,
        access_token=ops.TEXT,
        expires_in=ops.TEXT,
    )
    made = ops.operation(
        "Log in",
        issued,
        body=ops.json_body(ops.fixed(login=ops.TEXT, password=ops.TEXT)),
        statuses=STATUSES,
    )
    named = {"operationId": "log_in", "tags": ["API"], "security": []}
    return {"/auth/token": {"post": {**named, **made}}}


DESCRIPTION = Description(
    title="REST API of Odoo: restful",
    text=TEXT,
    server="/api",
    security={"token": ops.header("Access-Token", "From `/auth/token`.")},
    required=[{"token": []}],
    parameters={
        "id": ops.ID,
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
    },
    schemas={"Error": ops.error_schema(type="A stable name.", message="A sentence.")},
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=RESTFUL,
)
