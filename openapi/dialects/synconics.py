"""The dialect of Synconics' ``restapi``."""

from ...core.grant import CREATE, DELETE, READ, UPDATE
from .. import operations as ops
from ..description import Description, PathItem
from ..field_schema import ref
from ..formats import SYNCONICS, Schema
from ..scope import Scope
from ..security import BEARER, OAUTH2

TEXT = """\
For clients of Synconics' `restapi`, with OAuth 1.0a, OAuth 2 or a key. Answers are
JSON, or XML where `Accept` asks for it; their one key is the model.
"""
STATUSES = (400, 401, 403, 404, 406, 413, 415, 429, 500, 503)


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    label = scope.model._description
    record = ops.record(scope, described)
    list_, one = f"/object/{scope.name}", f"/object/{scope.name}/{{id}}"

    def make(summary: str, answer: Schema, **kwargs: object) -> PathItem:
        return ops.operation(f"{summary}: {label}", answer, statuses=STATUSES, **kwargs)

    def keyed(value: Schema) -> Schema:
        return ops.fixed(**{scope.name: value})

    count = ops.fixed(count={"type": "integer"})
    return ops.named(
        scope,
        {
            (list_, "get", READ): make(
                "List",
                keyed(ops.array(record)),
                parameters=("domain", "fields", "limit", "offset", "order"),
            )
            | {"name": "list"},
            (f"{list_}/search_count", "get", READ): make(
                "Count", count, parameters=("domain",)
            )
            | {"name": "count"},
            (one, "get", READ): make(
                "Read", keyed(record), parameters=("id", "fields")
            ),
            (list_, "post", CREATE): make(
                "Create", keyed(record), body=ops.new_record(scope, described)
            ),
            (one, "put", UPDATE): make(
                "Update",
                keyed(record),
                parameters=("id",),
                body=ops.change(scope, described),
            ),
            (one, "delete", DELETE): make(
                "Delete", {"type": "object"}, parameters=("id",)
            ),
        },
    )


def _general() -> dict[str, PathItem]:
    version = ops.fixed(server_version=ops.TEXT, protocol_version={"const": 1})
    made = ops.operation("Version of the server", version, statuses=(406, 500, 503))
    named = {"operationId": "version", "tags": ["API"], "security": []}
    return {"/common/version": {"get": {**named, **made}}}


_ERROR = ops.fixed(error=ops.fixed(code={"type": "integer"}, message=ops.TEXT))

DESCRIPTION = Description(
    title="REST API of Odoo: synconics",
    text=TEXT,
    server="/restapi/1.0",
    security={"key": BEARER, "oauth2": OAUTH2},
    required=[{"key": []}, {"oauth2": []}],
    parameters={
        "id": ops.ID,
        "domain": ops.query("domain", ops.TEXT, "As Python or JSON has it.", "[]"),
        "fields": ops.query("fields", ops.TEXT, "Names, as a list.", "['id']"),
        "limit": ops.LIMIT,
        "offset": ops.OFFSET,
        "order": ops.ORDER,
    },
    schemas={"Error": _ERROR},
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=SYNCONICS,
)
