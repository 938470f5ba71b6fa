"""Files: what binary fields hold, attachments, and reports."""

from collections.abc import Iterable, Iterator
from typing import Any

from odoo.fields import Field

from ....core.grant import CREATE, READ, UPDATE
from ....records import binary
from ....records.read.binary_sizes import ATTACHMENT
from ... import errors, headers
from ... import operations as ops
from ...components import ref
from ...formats import LARGE_INTEGER, RECORD_ID, Schema
from ...operations import Row
from ...scope import Scope
from . import answers
from .records import CONDITIONAL

_SIZE: Schema = {**LARGE_INTEGER, "minimum": 0, "description": "In bytes."}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
SCHEMAS: dict[str, Schema] = {
    "StoredFile": ops.noted(
        ops.fixed(
            size=_SIZE,
            checksum=ops.noted(ops.TEXT, "SHA-1, as in its `ETag`."),
            mimetype=ops.noted(ops.TEXT, "Of what it is."),
        ),
        "The file that is there now.",
    ),
    "Attachment": ops.noted(
        ops.with_optional(
            ops.fixed(id=ops.noted(RECORD_ID, "Of the attachment.")),
            name=ops.noted(_TEXT_OR_NULL, "Of the file."),
            mimetype=ops.noted(_TEXT_OR_NULL, "Of what it is."),
            size=_SIZE,
            checksum=ops.noted(_TEXT_OR_NULL, "SHA-1."),
        ),
        "A file of a record; its bytes are at `/ir.attachment/{id}/raw`.",
    ),
}
_BYTES: Schema = {"type": "string", "format": "binary"}
# Generators know the first; the second is what a file may be.
_ANY: dict[str, Any] = {
    "application/octet-stream": {"schema": _BYTES},
    "*/*": {"schema": _BYTES},
}
# Generators that know of several types mix them up: of a form, the text tells.
_UPLOAD = {
    "required": True,
    "content": {"application/octet-stream": {"schema": _BYTES}},
}
_SENT = ("ETag", "Content-Disposition", "Accept-Ranges")
_PRINTED = {
    kind: {"schema": _BYTES} for kind in ("application/pdf", "text/html", "text/plain")
}


def rows(scope: Scope, described: frozenset[str]) -> Iterator[Row]:
    yield from _stored(scope)
    yield from _attachments(scope)
    yield Row(
        *("get", f"/{scope.name}/{{id}}/report/{{report}}", "print", "Print a report"),
        "The document, its name in `Content-Disposition`.",
        _BYTES,
        READ,
        ("printed_id", "report", "format", "context", "prefer_async"),
        statuses=(*errors.READING, 409, 422, 501),
        headers=("Content-Disposition",),
        response={"content": _PRINTED},
        others=answers.DEFERRED,
    )


def _stored(scope: Scope) -> Iterator[Row]:
    """Give what can be done with the files that the fields of a record hold."""
    path = f"/{scope.name}/{{id}}/{{member}}"
    if names := _names(scope.readable):
        yield Row(
            *("get", path, "read_file", "Read a file"),
            "The bytes, of what type they are.",
            _BYTES,
            READ,
            ("id", _field(names), "context", "range", "if_none_match"),
            statuses=(*errors.READING, 416),
            headers=_SENT,
            response={"content": _ANY},
            others={
                "206": {
                    "description": "The part that `Range` asks for.",
                    "content": _ANY,
                    **headers.of(*_SENT, "Content-Range"),
                },
                **answers.not_modified(*_SENT),
            },
        )
    if names := _names(scope.writable):
        yield Row(
            *("put", path, "replace_file", "Replace a file"),
            "The body is the file, of any type, or a form (`multipart/form-data`) "
            "whose one part is the file.",
            ref("StoredFile"),
            UPDATE,
            ("id", _field(names), "file_name", "context", "if_match"),
            _UPLOAD,
            statuses=(*errors.WRITING, *CONDITIONAL),
            headers=("ETag",),
        )
        yield Row(
            *("delete", path, "remove_file", "Remove a file"),
            "The record stays, without its file.",
            ref("Ok"),
            UPDATE,
            ("id", _field(names), "context", "if_match", "prefer_async"),
            statuses=(*errors.DELETING, *CONDITIONAL),
            others=answers.DEFERRED,
        )


def _attachments(scope: Scope) -> Iterator[Row]:
    access, path = scope.access, f"/{scope.name}/{{id}}/attachments"
    if not access.is_unrestricted(scope.name, READ):
        return
    if access.allows(ATTACHMENT, READ):
        page = answers.page(ref("Attachment"), total=answers.TOTAL)
        yield Row(
            *("get", path, "attachments", "List the attachments"),
            "The newest first.",
            page,
            READ,
            ("id", "limit", "offset"),
            statuses=errors.READING,
        )
    attachments = scope.model.env[ATTACHMENT]
    if access.allows(ATTACHMENT, CREATE) and attachments.has_access("create"):
        yield Row(
            *("post", path, "attach", "Attach a file"),
            "The body is the file, of any type, or a form (`multipart/form-data`) "
            "whose one part is the file. Its bytes are at `Location`.",
            ref("Attachment"),
            UPDATE,
            ("id", "file_name"),
            _UPLOAD,
            status=201,
            headers=("Location",),
        )


def _names(fields: Iterable[Field]) -> list[str]:
    return [
        field.name
        for field in fields
        if field.type == "binary" and not binary.holds_object(field)
    ]


def _field(names: list[str]) -> dict[str, Any]:
    schema = {"type": "string", "enum": names}
    return ops.in_path("member", schema, "The field that holds the file.", names[0])
