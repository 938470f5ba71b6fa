from collections.abc import Iterable
from typing import Any

from odoo import models
from odoo.fields import Domain

from ..core import codes
from ..core.errors import BadRequest
from ..core.file_operation import Attach, ListAttachments, Upload
from ..core.formats import NATIVE
from ..core.grant import CREATE, READ, UPDATE
from ..core.operation import DEFAULT_LIMIT, ModelOperation, Result, Row
from ..records import odoo19
from ..records.access import Access
from ..records.read.binary_sizes import ATTACHMENT
from ..records.read.counted_search import Page, fetch_counted
from ..records.write.values import Values, ValuesReader

# What clients are told of a file, by the field that has it.
KEYS = {
    "name": "name",
    "mimetype": "mimetype",
    "file_size": "size",
    "checksum": "checksum",
}


class RestapiService(models.AbstractModel):
    """Lists the attachments of a record, and adds to them."""

    _inherit = "restapi.service"

    def _execute_list_attachments(
        self, operation: ListAttachments, access: Access
    ) -> Result:
        record = self._attached_to(operation, access, READ)
        record.check_access("read")
        access.check(ATTACHMENT, READ)
        names = self._told_of_files(access)
        limit = min(operation.limit or DEFAULT_LIMIT, self._max_page_size())
        domain = Domain(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("res_field", "=", False),
            ]
        )
        page = Page(
            domain & access.domain(ATTACHMENT, READ),
            names,
            operation.offset,
            limit,
            "id desc",
        )
        found = fetch_counted(self.env[ATTACHMENT], page)
        rows = [_row(attachment, names) for attachment in found.records]
        return Result(operation, rows, total=found.total, limit=limit)

    def _execute_attach(self, operation: Attach, access: Access) -> Result:
        upload = operation.upload
        if not upload.name:
            raise BadRequest(
                "name: give the file a name, with ?name= or Content-Disposition.",
                codes.MISSING_NAME,
            )
        record = self._attached_to(operation, access, UPDATE)
        record.check_access("write")
        access.check(ATTACHMENT, CREATE)
        attachments = self.env[ATTACHMENT]
        attachments.check_access("create")
        reader = ValuesReader(access, NATIVE)
        with self._writing(attachments, reader):
            made = attachments.create(self._attachment_values(record, upload, reader))
            # As Odoo does where a user uploads a file.
            odoo19.note_upload(made)
        reader.check_kept(made, CREATE)
        return Result(operation, [_row(made, self._told_of_files(access))])

    # -- steps

    def _attached_to(
        self, operation: ModelOperation, access: Access, right: str
    ) -> models.BaseModel:
        """Return the record whose attachments an operation is about.

        :raise Forbidden: the credential has not all records of the model, and so none
            of their attachments
        """
        model = self._model(operation, access, right)
        record = self._records(model, operation.ids, access, right)
        access.check_unrestricted(model._name, READ, "attachments")
        return record

    def _told_of_files(self, access: Access) -> list[str]:
        """Return what the credential may know of attachments."""
        model = self.env[ATTACHMENT]
        return [name for name in KEYS if access.allows_field(model, name, READ)]

    def _attachment_values(
        self, record: models.BaseModel, upload: Upload, reader: ValuesReader
    ) -> Values:
        model = self.env[ATTACHMENT]
        values: dict[str, Any] = {
            "name": upload.name,
            "raw": upload.content(),
            "res_model": record._name,
            "res_id": record.id,
        }
        for name in values:
            reader.check_writable(model, model._fields[name], name)
        if upload.mimetype and reader.access.allows_field(model, "mimetype", CREATE):
            values["mimetype"] = upload.mimetype
        return values


def _row(attachment: models.BaseModel, names: Iterable[str]) -> Row:
    values = {KEYS[name]: attachment[name] for name in names}
    return {
        "id": attachment.id,
        **{key: None if value is False else value for key, value in values.items()},
    }
