"""The addresses of a model's files, attachments and reports."""

from typing import Any

from ..core.grant import CREATE, READ, UPDATE
from ..records import binary
from . import errors
from .components import ref
from .formats import RECORD_ID, Schema
from .scope import Scope

ATTACHMENT = "ir.attachment"
PathItem = dict[str, Any]
SCHEMAS: dict[str, Schema] = {
    "StoredFile": {
        "type": "object",
        "properties": {
            "size": {"type": "integer", "description": "In bytes."},
            "checksum": {"type": "string", "description": "SHA-1, as in its `ETag`."},
            "mimetype": {"type": "string"},
        },
        "required": ["size", "checksum", "mimetype"],
    },
    "Attachment": {
        "type": "object",
        "properties": {
            "id": RECORD_ID,
            "name": {"type": ["string", "null"]},
            "mimetype": {"type": ["string", "null"]},
            "size": {"type": "integer"},
            "checksum": {"type": ["string", "null"]},
        },
        "required": ["id"],
    },
}
_BYTES: Schema = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
_FORM: Schema = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "description": "One part, the file.",
            "properties": {"file": {"type": "string", "format": "binary"}},
            "required": ["file"],
        }
    }
}
_UPLOAD = {"required": True, "content": {**_BYTES, **_FORM}}
_ID = {"name": "id", "in": "path", "required": True, "schema": RECORD_ID}


def of_model(scope: Scope) -> dict[str, PathItem]:
    """Return the path items, those that the credential may use."""
    items = {
        "{file}": _file(scope),
        "attachments": _attachments(scope),
        "report/{report}": _report(scope),
    }
    slug = scope.name.replace(".", "_")
    for item in items.values():
        for operation in item.values():
            operation["operationId"] += f"_{slug}"
            operation["tags"] = [scope.name]
    return {f"/{scope.name}/{{id}}/{end}": item for end, item in items.items() if item}


def _file(scope: Scope) -> PathItem:
    item: PathItem = {}
    if READ in scope.rights and (names := _names(scope.readable())):
        item["get"] = {
            "operationId": "read_file",
            "summary": f"Read a file: {scope.model._description}",
            "parameters": [
                _ID,
                _field(names),
                _header("Range", "A part, as `bytes=0-1023`."),
                _header("If-None-Match", "The `ETag` of the file that you have."),
            ],
            "responses": {
                "200": _sent("The file."),
                "206": _sent("The part that `Range` asks for."),
                "304": {"description": "You have it."},
                "416": {"$ref": "#/components/responses/RequestedRangeNotSatisfiable"},
            }
            | errors.responses(errors.READING),
        }
    if UPDATE in scope.rights and (names := _names(scope.writable())):
        item["put"] = {
            "operationId": "replace_file",
            "summary": f"Replace a file: {scope.model._description}",
            "parameters": [_ID, _field(names), _name()],
            "requestBody": _UPLOAD,
            "responses": _answer(ref("StoredFile")) | errors.responses(errors.WRITING),
        }
        item["delete"] = {
            "operationId": "remove_file",
            "summary": f"Remove a file: {scope.model._description}",
            "parameters": [_ID, _field(names)],
            "responses": _answer(ref("Ok")) | errors.responses(errors.DELETING),
        }
    return item


def _attachments(scope: Scope) -> PathItem:
    access, item = scope.access, {}
    attachment = scope.model.env[ATTACHMENT]
    if not access.is_unrestricted(scope.name, READ):
        return item
    if READ in scope.rights and access.allows(ATTACHMENT, READ):
        page = {
            "type": "object",
            "properties": {
                **{
                    name: {"type": "integer"}
                    for name in ("count", "total", "limit", "offset")
                },
                "results": {"type": "array", "items": ref("Attachment")},
            },
            "required": ["count", "total", "limit", "offset", "results"],
        }
        item["get"] = {
            "operationId": "attachments",
            "summary": f"List the attachments: {scope.model._description}",
            "parameters": [_ID, _parameter("limit"), _parameter("offset")],
            "responses": _answer(page) | errors.responses(errors.READING),
        }
    creates = access.allows(ATTACHMENT, CREATE) and attachment.has_access("create")
    if UPDATE in scope.rights and creates:
        made = _answer(ref("Attachment"), "201")
        made["201"]["headers"] = {
            "Location": {
                "schema": {"type": "string"},
                "description": "Address of the bytes.",
            }
        }
        item["post"] = {
            "operationId": "attach",
            "summary": f"Attach a file: {scope.model._description}",
            "parameters": [_ID, _name()],
            "requestBody": _UPLOAD,
            "responses": made | errors.responses(errors.WRITING),
        }
    return item


def _report(scope: Scope) -> PathItem:
    if READ not in scope.rights:
        return {}
    kinds = ("application/pdf", "text/html", "text/plain")
    text = {"schema": {"type": "string"}}
    return {
        "get": {
            "operationId": "print",
            "summary": f"Print a report: {scope.model._description}",
            "parameters": [
                {**_ID, "description": "Several, separated by commas, make one."},
                {
                    "name": "report",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string"},
                    "description": "Name or external id of a report of this model.",
                },
                {
                    "name": "format",
                    "in": "query",
                    "schema": {"enum": ["pdf", "html", "text"]},
                    "description": "One that the report is made for; its own without.",
                },
            ],
            "responses": {
                "200": {
                    "description": "The document, its name in `Content-Disposition`.",
                    "content": dict.fromkeys(kinds, text),
                }
            }
            | errors.responses(errors.READING),
        }
    }


def _names(fields: Any) -> list[str]:
    return [
        field.name
        for field in fields
        if field.type == "binary" and not binary.holds_object(field)
    ]


def _field(names: list[str]) -> PathItem:
    return {
        "name": "file",
        "in": "path",
        "required": True,
        "schema": {"enum": names},
        "description": "The field that holds it.",
    }


def _name() -> PathItem:
    return {
        "name": "name",
        "in": "query",
        "schema": {"type": "string", "maxLength": 255},
        "description": "Of the file, before the one in `Content-Disposition`.",
    }


def _header(name: str, description: str) -> PathItem:
    return {
        "name": name,
        "in": "header",
        "schema": {"type": "string"},
        "description": description,
    }


def _sent(description: str) -> PathItem:
    names = ("ETag", "Content-Disposition", "Accept-Ranges")
    return {
        "description": description,
        "content": _BYTES,
        "headers": {name: {"schema": {"type": "string"}} for name in names},
    }


def _parameter(name: str) -> PathItem:
    return {"$ref": f"#/components/parameters/{name}"}


def _answer(schema: Schema, status: str = "200") -> PathItem:
    return {
        status: {
            "description": "Done.",
            "content": {"application/json": {"schema": schema}},
        }
    }
