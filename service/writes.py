from collections.abc import Iterator, Sized
from contextlib import contextmanager

from psycopg2.errors import NotNullViolation, UndefinedTable

from odoo import models

from .. import settings
from ..core import codes
from ..core.errors import BadRequest, Unprocessable
from ..core.formats import NATIVE
from ..core.grant import CREATE, DELETE, READ, UPDATE
from ..core.operation import Create, CreateMany, Delete, Result, Update
from ..core.stumbles import MISUSE
from ..records.access import Access
from ..records.write.values import Values, ValuesReader


class RestapiService(models.AbstractModel):
    """Creates, changes and deletes records."""

    _inherit = "restapi.service"

    def _execute_create(self, operation: Create, access: Access) -> Result:
        model = self._model(operation, access, CREATE)
        model.check_access("create")
        tree, style = self._plan_for(model, operation)
        # What an administrator has stored goes over what the client sends.
        stored = self._create_defaults(model._name) if operation.schema else {}
        reader = ValuesReader(access, operation.style)
        values = operation.values
        values = reader.create(model, {**values, **stored} if stored else values)
        records = self._create_records(model, reader, [values])
        return self._read_back(operation, access, tree, style, records)

    def _execute_create_many(self, operation: CreateMany, access: Access) -> Result:
        model = self._model(operation, access, CREATE)
        model.check_access("create")
        self._check_items(operation.values)
        tree = self._plan(model, operation.fields)
        reader = ValuesReader(access, operation.style)
        stored = self._create_defaults(model._name) if operation.schema else {}
        rows = [{**row, **stored} if stored else row for row in operation.values]
        values = reader.create_many(model, rows, operation.first)
        records = self._create_records(model, reader, values)
        return self._read_back(operation, access, tree, operation.style, records)

    def _execute_update(self, operation: Update, access: Access) -> Result:
        model = self._model(operation, access, UPDATE)
        tree = self._plan(model, operation.fields)
        records = self._records(model, operation.ids, access, UPDATE)
        records.check_access("write")
        self._check_version(operation, access, records)
        reader = ValuesReader(access, operation.style)
        values = reader.update(records, operation.values)
        with self._writing(model, reader):
            records.write(values)
        reader.check_kept(records, UPDATE)
        return self._read_back(operation, access, tree, operation.style, records)

    def _execute_delete(self, operation: Delete, access: Access) -> Result:
        model = self._model(operation, access, DELETE)
        records = self._records(model, operation.ids, access, DELETE)
        self._check_version(operation, access, records)
        with self._in_table(model):
            records.unlink()
        return Result(operation)

    # -- steps of handlers

    def _check_version(
        self, operation: Update | Delete, access: Access, records: models.BaseModel
    ) -> None:
        """Refuse to write a record that is not as the client has read it.

        Asked after the request's turn has come: what the record is here, the write
        changes, or PostgreSQL fails the transaction and it is asked again.

        :raise PreconditionFailed: it has changed
        :raise PreconditionRequired: the client does not tell, and should
        """
        sent = operation.versions
        if sent is None:
            return
        sent.check_needed(settings.read(self.env).require_if_match)
        if not sent.says_something:
            return
        if len(records) > 1:
            raise BadRequest("If-Match: is about one record.", codes.INVALID_IF_MATCH)
        access.check(records._name, READ)
        tree = self._plan(records, sent.fields)
        rows = self._rows(operation, access, tree, NATIVE, records).rows
        sent.check(rows[0])

    def _create_records(
        self, model: models.BaseModel, reader: ValuesReader, rows: list[Values]
    ) -> models.BaseModel:
        """Create records of values that were read, in the database too."""
        with self._writing(model, reader):
            records = model.create(rows)
        reader.check_kept(records, CREATE)
        return records

    @contextmanager
    def _writing(self, model: models.BaseModel, reader: ValuesReader) -> Iterator[None]:
        """Blame what the model's code stumbles over on the values.

        A required field left empty is refused only here, because the model may
        fill it in.
        """
        try:
            with self._in_table(model):
                yield
        except NotNullViolation:
            if reader.errors:
                reader.fail()
            raise  # told with the name of the field
        except MISUSE as exc:
            if reader.errors:
                reader.fail()
            raise Unprocessable(
                f"{model._name} could not process these values.", codes.UNPROCESSABLE
            ) from exc

    @contextmanager
    def _in_table(self, model: models.BaseModel) -> Iterator[None]:
        """Write to the database; some models are a query, which nothing tells."""
        try:
            yield
            self.env.flush_all()
        except UndefinedTable as exc:
            raise Unprocessable(
                f"{model._name} is a view of others, and cannot be written.",
                codes.NOT_WRITABLE,
            ) from exc

    def _check_items(self, items: Sized) -> None:
        largest = settings.read(self.env).max_items
        if largest and len(items) > largest:
            raise BadRequest(f"At most {largest} records at once.", codes.TOO_LARGE)
