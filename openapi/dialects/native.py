"""The native dialect."""

from collections.abc import Iterator

from ...clients import LANGUAGES
from ...core.grant import CREATE, DELETE, READ, UPDATE
from ...core.page import AUTO, COUNTS
from .. import errors, native_discovery, native_files, native_methods
from .. import operations as ops
from ..components import component, ref
from ..description import Description, PathItem, Server
from ..formats import COUNT, RECORD_ID, Schema
from ..operations import Row
from ..scope import Scope
from ..security import bearer_schemes

TEXT = """\
Every model of this Odoo, as far as your key may use it. `?models=` of this document
chooses the models that are in it; `x-models` lists them all.

* A body is JSON. Numbers may also be text, datetimes ISO 8601 with an offset.
* Datetimes are UTC. An unset value is `null`.
* Headers: `Accept-Language` chooses an installed language, `X-Company-Id: 1,3`
  companies of yours, `X-Request-Id` is echoed.
* A tree of records is written in one transaction or not at all.
"""
DEFAULT_LIMIT = 80
LIST = ("fields", "domain", "limit", "offset", "order", "count", "context")
ONE = ("id", "fields", "context")
# What can be done with a record that was created, by the right it takes.
_NEXT = {READ: "read", UPDATE: "update", DELETE: "delete"}
_NOT_MODIFIED = {
    "304": {"description": "The document is still the one that `If-None-Match` names."}
}
_TAGGED = {
    "headers": {
        "ETag": {
            "schema": ops.TEXT,
            "description": "Of this document, for `If-None-Match`.",
        }
    }
}


def _of_model(scope: Scope, described: frozenset[str]) -> dict[str, PathItem]:
    items = ops.of_model(scope, _rows(scope, described), errors.WRITING)
    list_ = f"/{scope.name}"
    if READ in scope.rights:
        items[list_]["x-query"] = native_discovery.query(items[list_]["get"])
    for part in (native_discovery, native_methods, native_files):
        items |= part.of_model(scope)
    return items


def _rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    list_, one = f"/{scope.name}", f"/{scope.name}/{{id}}"
    record = ops.record(scope, described)
    written = ops.fixed(id=ops.noted(RECORD_ID, "Of the record."), record=record)
    yield Row(
        *("get", list_, "list", "List"),
        "Records that match a domain, a page of them.",
        _page(record),
        READ,
        LIST,
        statuses=errors.READING,
    )
    yield Row(
        *("post", list_, "create", "Create"),
        "A record from a tree of values, lines and their lines included.",
        written,
        CREATE,
        ("fields", "context"),
        ops.new_record(scope, described),
        status=201,
        response=_created(scope),
    )
    yield Row(
        *("get", one, "read", "Read"),
        "One record, archived ones too.",
        record,
        READ,
        ONE,
        statuses=errors.READING,
    )
    for method, name in (("put", "put"), ("patch", "update")):
        yield Row(
            *(method, one, name, "Update"),
            "The values that are sent are written, the others stay. "
            "`PUT` and `PATCH` are the same.",
            written,
            UPDATE,
            ONE,
            ops.change(scope, described),
        )
    yield Row(
        *("delete", one, "delete", "Delete"),
        "The record is deleted, and what Odoo deletes with it.",
        ref("Ok"),
        DELETE,
        ("id", "context"),
        statuses=errors.DELETING,
    )


def _page(record: Schema) -> Schema:
    page = ops.fixed(
        count=ops.noted(COUNT, "Records in this page."),
        limit=ops.noted(RECORD_ID, "Size of a page."),
        offset=ops.noted(COUNT, "Records that were skipped."),
        results=ops.array(record),
    )
    page["properties"] |= {
        "total": ops.noted(COUNT, "Records that match; not with `count=none`."),
        "total_is_estimate": ops.noted(ops.BOOLEAN, "Where the total is one."),
    }
    return page


def _created(scope: Scope) -> PathItem:
    """Return where the new record is, and what can be done with it."""
    location = {"schema": ops.TEXT, "description": "Address of the record."}
    return {
        "headers": {"Location": location},
        "links": {
            verb: {
                "operationId": f"{verb}_{component(scope.name)}",
                "parameters": {"id": "$response.body#/id"},
            }
            for right, verb in _NEXT.items()
            if right in scope.rights
        },
    }


def _general(server: Server) -> dict[str, PathItem]:
    return native_discovery.general() | ops.general(
        [
            Row(
                *("get", "/health", "health", "Ask whether the server answers"),
                "Needs no credential.",
                ops.fixed(
                    status={"type": "string", "const": "ok", "description": "Always."}
                ),
                statuses=(405, 500, 503),
                more={"security": []},
            ),
            Row(
                *("get", "/openapi.json", "openapi", "This document"),
                "For the models that are named, as the credential may use them.",
                ops.noted(ops.OBJECT, "A document of OpenAPI 3.1."),
                parameters=("models", "dialect"),
                response=_TAGGED,
                others=_NOT_MODIFIED,
            ),
            Row(
                *("get", "/postman.json", "postman", "A Postman collection"),
                "A folder for each model, whose requests run in order.",
                ops.noted(ops.OBJECT, "A collection of Postman, format 2.1."),
                parameters=("models",),
                response=_TAGGED,
                others=_NOT_MODIFIED,
            ),
            *map(_client, LANGUAGES),
        ],
        errors.READING,
    )


def _client(language: str) -> Row:
    return Row(
        *("get", f"/client.{language}", f"client_{language}"),
        f"A client in {LANGUAGES[language].label}",
        "One file without dependencies, with types of the models that are named.",
        {},
        parameters=("models",),
        response={**_TAGGED, "content": {"text/plain": {"schema": ops.TEXT}}},
        others=_NOT_MODIFIED,
    )


DESCRIPTION = Description(
    title="REST API of Odoo",
    text=TEXT,
    prefix="/api",
    security=bearer_schemes,
    required=[{"key": []}, {"session": []}, {"oauth2": []}],
    parameters={
        "id": ops.ID
        | {"description": "Writing and deleting take several, separated by commas."},
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
            "limit", {**RECORD_ID, "default": DEFAULT_LIMIT}, "Records of a page.", 10
        ),
        "offset": ops.query("offset", {**COUNT, "default": 0}, "Records to skip."),
        "order": ops.ORDER,
        "count": ops.query(
            "count",
            {"type": "string", "enum": list(COUNTS), "default": AUTO},
            "How exactly to count all records that match: beyond some thousand, `auto` "
            "estimates, and says so.",
        ),
        "context": ops.query(
            "context",
            ops.TEXT,
            "An object as Python or JSON: `{'lang': 'fr_FR'}`.",
        ),
        "models": ops.query(
            "models", ops.TEXT, "Names of models, separated by commas.", "res.partner"
        ),
        "dialect": ops.query(
            "dialect",
            {
                "type": "string",
                "enum": ["mrm", "rest_api", "restful", "candidroot", "synconics"],
            },
            "The one to describe, `mrm` for this one.",
        ),
    },
    schemas={**errors.SCHEMAS, **native_files.SCHEMAS},
    errors={
        "application/json": ref("Error"),
        "application/problem+json": ref("Problem"),
    },
    of_model=_of_model,
    general=_general,
)
