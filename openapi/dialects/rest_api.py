"""The dialect ``rest_api``."""

from collections.abc import Iterator

from ...core.grant import CREATE, EXECUTE, READ
from .. import operations as ops
from .. import record_rows
from ..components import ref
from ..description import Description, PathItem, Server
from ..formats import COUNT, RECORD_ID, REST_API
from ..operations import Row
from ..scope import Scope

TEXT = """\
For clients of avs3's `rest_api`. Log in at `/auth/get_tokens`; the token goes into the
header `Access-Token`. What a model answers with may be set on it, as a schema.
"""
STATUSES = (400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 501, 503, 504)
_LIST = ("filters", "offset", "limit", "order", "include_fields", "exclude_fields")
_SECONDS = ops.noted(COUNT, "Seconds that it is valid.")
_LIFETIME = ops.noted(RECORD_ID, "Seconds, where they shall not be the server's.")


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    return ops.of_model(scope, _rows(scope, described), STATUSES)


def _rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    list_, one = f"/{scope.name}", f"/{scope.name}/{{id}}"
    record = ops.record(scope, described)
    yield Row(
        *("get", list_, "list", "List"),
        "All records that match; without `limit`, as many as the server gives.",
        ops.fixed(
            count=ops.noted(COUNT, "Records in this answer."),
            results=ops.array(record),
        ),
        READ,
        _LIST,
    )
    yield Row(
        *("get", one, "read", "Read"),
        "One record, archived ones too.",
        record,
        READ,
        ("id", "include_fields", "exclude_fields"),
    )
    yield Row(
        *("post", list_, "create", "Create"),
        "A record from a tree of values; a list of them makes several.",
        {
            "type": "object",
            "description": "What the schema of the model for creations has.",
            "properties": {"id": ops.noted(RECORD_ID, "Of the record.")},
        },
        CREATE,
        body=ops.new_record(scope, described),
    )
    yield from record_rows.rows(scope, described, one, (ops.NOTHING, ops.NOTHING))
    yield Row(
        *("put", f"{one}/{{method}}", "call", "Call a method"),
        "The keys of the body are its named arguments. Id `0` stands for no record.",
        ops.ANY,
        EXECUTE,
        ("called_id", "method"),
        ops.json_body(ops.OBJECT, {}, required=False),
    )


def _general(server: Server) -> dict[str, PathItem]:
    return ops.general(_general_rows(), STATUSES)


def _general_rows() -> Iterator[Row]:
    tokens = ops.fixed(
        uid=ops.noted(RECORD_ID, "Of the user."),
        user_context=ops.noted(ops.OBJECT, "Language, time zone and companies."),
        company_id=ops.noted(RECORD_ID, "Of the user."),
        access_token=ops.noted(ops.TEXT, "For the header `Access-Token`."),
        expires_in=_SECONDS,
        refresh_token=ops.noted(ops.TEXT, "For `/auth/refresh_token`."),
        refresh_expires_in=_SECONDS,
    )
    log_in = "With name and password, for two tokens. Failures are limited."
    public = {"security": []}
    credentials = ops.texts(username="Log-in of a user.", password="Of the user.")  # noqa: S106 a text
    yield Row(
        *("post", "/auth/get_tokens", "get_tokens", "Log in"),
        log_in,
        tokens,
        body=ops.json_body(
            ops.with_optional(
                credentials,
                access_lifetime=_LIFETIME,
                refresh_lifetime=_LIFETIME,
                db=ops.noted(ops.TEXT, "The database, where a server has several."),
            )
        ),
        more=public,
    )
    yield Row(
        *("get", "/auth/get_tokens", "get_tokens_by_query", "Log in by query"),
        f"{log_in} A query ends in logs: better send a body.",
        tokens,
        parameters=("username", "password", "access_lifetime", "refresh_lifetime"),
        more=public,
    )
    refresh_token = ops.texts(refresh_token="From `/auth/get_tokens`.")  # noqa: S106 a text
    yield Row(
        *("post", "/auth/refresh_token", "refresh_token", "Renew the access token"),
        "With the refresh token.",
        ops.fixed(
            access_token=ops.noted(ops.TEXT, "For the header `Access-Token`."),
            expires_in=_SECONDS,
        ),
        body=ops.json_body(ops.with_optional(refresh_token, access_lifetime=_LIFETIME)),
        more=public,
    )
    yield Row(
        *("post", "/auth/delete_tokens", "delete_tokens", "Log out"),
        "The refresh token ends, and the access tokens with it.",
        ops.NOTHING,
        body=ops.json_body(refresh_token),
        more=public,
    )
    for method, name in (("get", "get_pdf"), ("put", "put_pdf")):
        yield Row(
            *(method, "/report/get_pdf", name, "Print a report"),
            "Of records, as one PDF.",
            {
                "type": "string",
                "contentEncoding": "base64",
                "contentMediaType": "application/pdf",
                "description": "In lines of 76 characters.",
            },
            parameters=("report_name", "ids"),
        )


DESCRIPTION = Description(
    title="REST API of Odoo: rest_api",
    text=TEXT,
    prefix="/api",
    security=lambda address: {
        "token": ops.header("Access-Token", "From `/auth/get_tokens`.")
    },
    required=[{"token": []}],
    parameters={
        "id": ops.ID,
        "called_id": ops.in_path("id", COUNT, "Of the record; 0 for none.", 0),
        "method": ops.METHOD,
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
        "username": ops.query("username", ops.TEXT, "Log-in of a user.", required=True),
        "password": ops.query("password", ops.TEXT, "Of the user.", required=True),
        "access_lifetime": ops.query(
            "access_lifetime", RECORD_ID, _LIFETIME["description"]
        ),
        "refresh_lifetime": ops.query(
            "refresh_lifetime", RECORD_ID, _LIFETIME["description"]
        ),
        "report_name": ops.query(
            "report_name",
            ops.TEXT,
            "Name or external id of a report.",
            "sale.report_saleorder",
            required=True,
        ),
        "ids": ops.query(
            "ids", ops.TEXT, "Of records, separated by commas.", "1", required=True
        ),
    },
    schemas={"Error": ops.error(error="A stable name.", error_descrip="A sentence.")},
    errors={"application/json": ref("Error")},
    of_model=_of_model,
    general=_general,
    format=REST_API,
)
