from odoo import models
from odoo.fields import Field

from .. import settings
from ..core import codes
from ..core.errors import BadRequest, InvalidValues, NotFound
from ..core.file_operation import (
    FileOperation,
    ReadFile,
    RemoveFile,
    ReplaceFile,
    StoredFile,
    Upload,
)
from ..core.formats import NATIVE
from ..core.grant import READ, UPDATE
from ..core.operation import Result
from ..records import binary, file_names, files, odoo19
from ..records.access import Access
from ..records.field_names import nearest
from ..records.write.values import Values, ValuesReader, is_writable


class RestapiService(models.AbstractModel):
    """Gives, replaces and removes the files that binary fields hold."""

    _inherit = "restapi.service"

    def _execute_read_file(self, operation: ReadFile, access: Access) -> Result:
        model = self._model(operation, access, READ)
        field = self._file_field(model, operation.field)
        access.readable_field(model, field.name, field.name)
        record = self._records(model, operation.ids, access, READ)
        record.check_access("read")
        file = self._file(record, field, access)
        if file is None:
            raise NotFound(
                f"{field.name} of {model._name} {record.id} is empty.", codes.EMPTY_FILE
            )
        return Result(operation, value=file)

    def _execute_replace_file(self, operation: ReplaceFile, access: Access) -> Result:
        upload = operation.upload
        record, field, reader = self._file_to_write(operation, access)
        if not upload.size and not files.is_content(field):
            raise BadRequest(
                "The file is empty; DELETE leaves the record without one.",
                codes.EMPTY_FILE,
            )
        # Nothing here may keep what is written: it is as large as the file.
        self._check_file_version(operation, access, record, field)
        with self._writing(record, reader):
            record.write(self._file_values(record, field, upload, access))
        reader.check_kept(record, UPDATE)
        record.invalidate_recordset()
        # A model may do with a file what it likes, and keep nothing of it.
        found = files.find(record, field) or files.known(b"")
        return Result(operation, value=found)

    def _execute_remove_file(self, operation: RemoveFile, access: Access) -> Result:
        record, field, reader = self._file_to_write(operation, access)
        if field.required:
            raise InvalidValues(f"{field.name} is required.", codes.REQUIRED)
        self._check_file_version(operation, access, record, field)
        with self._writing(record, reader):
            record.write({field.name: False})
        reader.check_kept(record, UPDATE)
        return Result(operation)

    # -- steps

    def _file_field(self, model: models.BaseModel, name: str) -> Field:
        """Return the binary field that an address names.

        :raise NotFound: there is none that holds a file
        """
        field = model._fields.get(name)
        if field is None:
            raise NotFound(
                f"{name[:100]} is no field of {model._name}"
                f"{nearest(model, name) or '.'}"
            )
        if field.type != "binary" or binary.holds_object(field):
            raise NotFound(
                f"{name} of {model._name} holds no file; read it with ?fields={name}.",
                codes.NOT_A_FILE,
            )
        return field

    def _file_to_write(
        self, operation: FileOperation, access: Access
    ) -> tuple[models.BaseModel, Field, ValuesReader]:
        """Return the record, its field, and who has checked that it may be written."""
        model = self._model(operation, access, UPDATE)
        field = self._file_field(model, operation.field)
        record = self._records(model, operation.ids, access, UPDATE)
        record.check_access("write")
        if not is_writable(field):
            raise InvalidValues(f"{field.name} cannot be written.", codes.READONLY)
        reader = ValuesReader(access, NATIVE)
        reader.check_writable(record, field, field.name)
        return record, field, reader

    def _check_file_version(
        self,
        operation: FileOperation,
        access: Access,
        record: models.BaseModel,
        field: Field,
    ) -> None:
        """Refuse to write a file that is not the one that the client has read.

        :raise PreconditionFailed: it has changed
        :raise PreconditionRequired: there is one, the client does not tell, and should
        """
        sent = operation.versions
        is_needed = settings.read(self.env).require_if_match
        if sent.tags:
            access.readable_field(record, field.name, field.name)
            record.check_access("read")
        elif not is_needed:
            return
        found = files.find(record, field)
        sent.check_needed(is_needed and found is not None)
        sent.check_file(found and found.checksum)

    def _file_values(
        self, record: models.BaseModel, field: Field, upload: Upload, access: Access
    ) -> Values:
        """Return what to write: the file, its name and type where there are fields."""
        name = field.name
        is_content = files.is_content(field)
        if is_content:
            name = "raw"  # which is the same, and needs no base64
        has_bytes = is_content or binary.holds_bytes(field)
        values = {name: upload.content() if has_bytes else upload.base64()}
        own = file_names.own_field(record, field)
        if upload.name and own and self._may_write(record, own, access):
            values[own] = upload.name
        if (
            upload.mimetype
            and is_content
            and self._may_write(record, "mimetype", access)
        ):
            values["mimetype"] = upload.mimetype
        return values

    def _may_write(self, record: models.BaseModel, name: str, access: Access) -> bool:
        """Tell whether a field beside that of a file may be written with it."""
        field = record._fields[name]
        return (
            is_writable(field)
            and access.allows_field(record, name, UPDATE)
            and odoo19.has_field_access(record, field, "write")
        )

    def _file(
        self, record: models.BaseModel, field: Field, access: Access
    ) -> StoredFile | None:
        """Return the file of a record; ``None`` where it has none.

        :raise NotFound: only a link to one
        """
        found = files.find(record, field)
        if found is None:
            return None
        mimetype, *rest = found
        name = self._file_name(record, field, access)
        return StoredFile(file_names.download(name, mimetype), mimetype, *rest)

    def _file_name(self, record: models.BaseModel, field: Field, access: Access) -> str:
        """Return the name of a file, as far as whoever reads it may know it."""
        for name in file_names.candidates(record, field):
            readable = access.allows_field(
                record, name, READ
            ) and odoo19.has_field_access(record, record._fields[name], "read")
            if readable and record[name]:
                return record[name]
        return f"{record._table}-{record.id}-{field.name}"
