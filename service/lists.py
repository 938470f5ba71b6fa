import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError, ValidationError

from ..core import codes, problems, progress
from ..core.bulk_operation import DryRun, Each, UpdateMany
from ..core.errors import Problem
from ..core.grant import UPDATE
from ..core.operation import Result
from ..records import odoo19
from ..records.access import Access
from ..records.write import attempts, changes, scalars
from ..records.write.values import ValuesReader

# The whole request is run again after these, or can do no more: there is no savepoint
# to go back to where the code of a model has ended the transaction.
OF_ALL = (
    psycopg2.InterfaceError,
    psycopg2.InternalError,
    psycopg2.OperationalError,
    ConcurrencyError,
)

_logger = logging.getLogger(__name__)


class RestapiService(models.AbstractModel):
    """Changes many records, each in its own way; tries what is not to be kept."""

    _inherit = "restapi.service"

    def _execute_update_many(self, operation: UpdateMany, access: Access) -> Result:
        model = self._model(operation, access, UPDATE)
        self._check_items(operation.items)
        tree = self._plan(model, operation.fields)
        reader = ValuesReader(access, operation.style)
        found = self._named_records(model, operation, access, reader)
        items = {
            position: (record, _without_id(operation.items[position - operation.first]))
            for position, record in found.items()
        }
        records = model.concat(*found.values())
        records.check_access("write")
        values = reader.each(model, items)
        with self._writing(model, reader):
            for same, written in changes.runs(records, list(values.values())):
                same.write(written)
        reader.check_kept(records, UPDATE)
        return self._read_back(operation, access, tree, operation.style, records)

    def _named_records(
        self,
        model: models.BaseModel,
        operation: UpdateMany,
        access: Access,
        reader: ValuesReader,
    ) -> dict[int, models.BaseModel]:
        """Return the record of each item by its position; mistakes are the reader's."""
        ids = _item_ids(operation.items, operation.first, reader)
        restriction = access.domain(model._name, UPDATE)
        found = self._among(model, list(ids.values()), (), restriction)
        by_id = {record.id: record for record in found}
        for position, id_ in ids.items():
            if id_ not in by_id:
                reader.error(
                    f"/{position}/id",
                    codes.MISSING_RECORD,
                    f"There is no {model._name} {id_}.",
                )
        return {place: by_id[id_] for place, id_ in ids.items() if id_ in by_id}

    def _execute_each(self, operation: Each, access: Access) -> Result:
        self._check_items(operation.operations)
        return Result(
            operation,
            value=[
                self._attempted(partial(self._handle, each, access))
                for each in progress.each(operation.operations)
            ],
        )

    def _attempted(self, work: Callable[[], Any]) -> Any:
        """Return what work gave, or the problem it ended in, without a trace then."""
        try:
            with attempts.attempt(self.env):
                return work()
        except OF_ALL:
            raise
        except Exception as exc:  # noqa: BLE001 whatever it ends in is its answer
            return self._problem_of_item(exc)

    def _problem_of_item(self, exc: Exception) -> Problem:
        """Return what one of many has ended in, as if it had been a whole request."""
        found = problems.of(self._translated(exc))
        if found.status >= 500:
            _logger.error("An item of a request has failed", exc_info=exc)
        return found

    def _translated(self, exc: Exception) -> Exception:
        """Return what Odoo makes of an exception that ends a whole request."""
        if not isinstance(exc, psycopg2.IntegrityError):
            return exc
        names = (
            name
            for name, model in self.env.registry.items()
            if model._table == exc.diag.table_name
        )
        model = self.env[next(names, "base")]
        text = odoo19.constraint_message(model, exc)
        found = ValidationError(
            self.env._("The operation cannot be completed: %s", text)
        )
        found.__cause__ = exc
        return found

    def _execute_dry_run(self, operation: DryRun, access: Access) -> Result:
        with attempts.undone(self.env):
            return self._handle(operation.operation, access)


def _item_ids(items: Sequence[Any], first: int, reader: ValuesReader) -> dict[int, int]:
    """Return the id of each item by its position; mistakes are the reader's."""
    found: dict[int, int] = {}
    seen: dict[int, int] = {}
    for position, item in enumerate(items, first):
        if not isinstance(item, Mapping):
            message = "An object of field values with an id is expected."
            reader.error(f"/{position}", codes.NOT_AN_OBJECT, message)
            continue
        try:
            id_ = scalars.record_id(item.get("id"))
        except ValueError as exc:
            reader.error(f"/{position}/id", codes.INVALID_VALUE, f"id {exc}")
            continue
        if id_ in seen:
            message = f"The item {seen[id_]} of this list has the same id."
            reader.error(f"/{position}/id", codes.DUPLICATE, message)
            continue
        seen[id_] = position
        found[position] = id_
    return found


def _without_id(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "id"}
