"""The dialect ``rest_api``."""

from ...core.grant import CREATE, DELETE, READ, UPDATE
from .. import operations as ops
from ..description import Description, PathItem
from ..field_schema import ref
from ..formats import RECORD_ID, REST_API
from ..scope import Scope

TEXT = """\
For clients of avs3's `rest_api`. Log in at `/auth/get_tokens`; the token goes into the
header `Access-Token`. What a model answers with may be set on it, as a schema.
"""
STATUSES = (400, 401, 403, 404, 409, 413, 415, 429, 500, 501, 503)
_LIST = ("filters", "offset", "limit", "order", "include_fields", "exclude_fields")


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    label = scope.model._description
    record = ops.record(scope, described)
    list_, one = f"/{scope.name}", f"/{scope.name}/{{id}}"
    page = ops.fixed(count={"type": "integer"}, results=ops.array(record))
    empty = {"type": "object"}

    def make(summary: str, answer: dict, **kwargs: object) -> PathItem:
        return ops.operation(f"{summary}: {label}", answer, statuses=STATUSES, **kwargs)

    return ops.named(
        scope,
        {
            (list_, "get", READ): make("List", page, parameters=_LIST)
            | {"name": "list"},
            (one, "get", READ): make("Read", record, parameters=("id",)),
            (list_, "post", CREATE): make(
                "Create",
                {"type": "object", "properties": {"id": RECORD_ID}},
                body=ops.new_record(scope, described),
            ),
            (one, "put", UPDATE): make(
                "Update",
                empty,
                parameters=("id",),
                body=ops.change(scope, described),
            ),
            (one, "delete", DELETE): make("Delete", empty, parameters=("id",)),
        },
    )


def _general() -> dict[str, PathItem]:
    tokens = ops.fixed(
        uid=RECORD_ID,
        user_context={"type": "object"},
        company_id=RECORD_ID,
        access_token=ops.TEXT,
        expires_in={"type": "integer"},
        refresh_token=ops.TEXT,
        refresh_expires_in={"type": "integer"},
    )
    return {
        "/auth/get_tokens": _token_call(
            "get_tokens", "Log in", tokens, username=ops.TEXT, password=ops.TEXT
        ),
        "/auth/refresh_token": _token_call(
            "refresh_token",
            "Renew the access token",
            ops.fixed(access_token=ops.TEXT, expires_in={"type": "integer"}),
            refresh_token=ops.TEXT,
        ),
        "/auth/delete_tokens": _token_call(
            "delete_tokens", "Log out", {"type": "object"}, refresh_token=ops.TEXT
        ),
    }


def _token_call(name: str, summary: str, answer: dict, **sent: dict) -> PathItem:
    made = ops.operation(
        summary,
        answer,
        body=ops.json_body(ops.fixed(**sent)),
        statuses=STATUSES,
    )
    return {"post": {"operationId": name, "tags": ["API"], "security": [], **made}}


DESCRIPTION = Description(
    title="REST API of Odoo: rest_api",
    text=TEXT,
    server="/api",
    security={"token": ops.header("Access-Token", "From `/auth/get_tokens`.")},
    required=[{"token": []}],
    parameters={
        "id": ops.ID,
        "filters": ops.query("filters", ops.TEXT, "A domain.", "[]"),
        "offset": ops.OFFSET,
        "limit": ops.LIMIT,
        "order": ops.ORDER,
        "include_fields": ops.query(
            "include_fields", ops.TEXT, "Fields to add, as a list.", "['id']"
        ),
        "exclude_fields": ops.query(
            "exclude_fields", ops.TEXT, "Fields to leave out, as a list, or `*`."
        ),
    },
    schemas={
        "Error": ops.error_schema(error="A stable name.", error_descrip="A sentence.")
    },
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=REST_API,
)
