from collections.abc import Iterable
from typing import Any

from odoo import api, models
from odoo.tools import ormcache

from ..core.operation import Create, CreateMany, Delete, Operation, Update
from ..core.turn import Key


class RestapiService(models.AbstractModel):
    """Names the records whose rows an operation will write."""

    _inherit = "restapi.service"

    @api.private
    def contended(self, operation: Operation) -> set[Key]:
        """Return the records that other requests may be writing as well.

        Those written, and those they are lines of: Odoo writes the totals of an
        order when a line of it changes.
        """
        name = _CONTENDED.get(type(operation))
        return getattr(self, name)(operation) if name else set()

    def _contended_records(self, operation: Update | Delete) -> set[Key]:
        model = self._model(operation)
        keys = {(model._name, id_) for id_ in operation.ids}
        if parents := self._parent_fields(model._name):
            # sudo: only to know what to wait for; rights are checked later.
            records = model.sudo().browse(operation.ids).exists()
            for name in parents:
                keys |= {(records[name]._name, id_) for id_ in records[name]._ids}
        return keys

    def _contended_parents(self, operation: Create | CreateMany) -> set[Key]:
        model = self._model(operation)
        values = operation.values
        rows = values if isinstance(operation, CreateMany) else (values,)
        return {
            (model._fields[name].comodel_name, id_)
            for name in self._parent_fields(model._name)
            for id_ in _ids(row.get(name) for row in rows)
        }

    @ormcache("model_name")
    def _parent_fields(self, model_name: str) -> tuple[str, ...]:
        """Name what the records of a model are lines of."""
        return tuple(
            name
            for name, field in self.env[model_name]._fields.items()
            if field.type == "many2one"
            and field.store
            and field.required
            and field.ondelete == "cascade"
        )


def _ids(values: Iterable[Any]) -> Iterable[int]:
    """Return the ids among many2one values: ``3``, ``"3"`` or ``{"id": 3}``."""
    for value in values:
        id_ = value.get("id") if isinstance(value, dict) else value
        if str(id_).isdecimal():
            yield int(id_)


_CONTENDED = {
    Update: "_contended_records",
    Delete: "_contended_records",
    Create: "_contended_parents",
    CreateMany: "_contended_parents",
}
