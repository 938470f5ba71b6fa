import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..core.batch_operation import Batch
from ..core.bulk_operation import DryRun, Each, UpdateMany, Upsert
from ..core.endpoint_operation import VisitPost
from ..core.errors import ApiError
from ..core.file_operation import Attach, RemoveFile, ReplaceFile
from ..core.grant import CREATE, DELETE, EXECUTE, READ, UPDATE, Grant
from ..core.integers import MAX_INT4
from ..core.operation import (
    Call,
    Create,
    CreateMany,
    Delete,
    Operation,
    Signal,
    Update,
)
from ..records.access import Access
from ..records.call import orm_methods
from ..records.write.values import ValuesReader
from ..records.write.write_locks import Key

# Of the methods that every model has, those that write the records called on.
WRITING_METHODS = frozenset(
    (
        "write unlink toggle_active action_archive action_unarchive web_save"
        " web_save_multi web_resequence web_override_translations"
        " update_field_translations"
    ).split()
)
_DIGITS = re.compile(r"[0-9]{1,10}")


class RestapiService(models.AbstractModel):
    """Names the records whose turn an operation waits for.

    Rights are checked before: who may not write a record, or names one that does
    not exist, is refused at once and holds up nobody.
    """

    _inherit = "restapi.service"

    @api.private
    def contended(self, operation: Operation, grant: Grant) -> set[Key]:
        """Return the records that other requests may be writing as well.

        Those written, and those they are lines of: Odoo writes the totals of an
        order when a line of it changes.

        :raise ApiError, AccessError: the user or the credential may not do this
        """
        return self._contended(operation, Access(self.env, grant))

    def _contended(self, operation: Operation, access: Access) -> set[Key]:
        for cls in type(operation).__mro__:
            if name := _CONTENDED.get(cls):
                return getattr(self, name)(operation, access)
        return set()

    def _contended_by_update(
        self, operation: Update | ReplaceFile | RemoveFile | Attach, access: Access
    ) -> set[Key]:
        model = self._model(operation, access, UPDATE)
        records = self._records(model, operation.ids, access, UPDATE)
        records.check_access("write")
        return self._with_parents(records, access)

    def _contended_by_delete(self, operation: Delete, access: Access) -> set[Key]:
        model = self._model(operation, access, DELETE)
        records = self._records(model, operation.ids, access, DELETE)
        records.check_access("unlink")
        return self._with_parents(records, access)

    def _contended_by_create(
        self, operation: Create | CreateMany, access: Access
    ) -> set[Key]:
        model = self._model(operation, access, CREATE)
        model.check_access("create")
        values = operation.values
        many = isinstance(operation, CreateMany)
        if many:
            self._check_items(values)
        return self._named_parents(model, values if many else (values,), access)

    def _contended_by_update_many(
        self, operation: UpdateMany, access: Access
    ) -> set[Key]:
        model = self._model(operation, access, UPDATE)
        self._check_items(operation.items)
        mistakes = ValuesReader(access, operation.style)
        found = self._named_records(model, operation, access, mistakes)
        records = model.concat(*found.values())
        records.check_access("write")
        return self._with_parents(records, access)

    def _contended_by_upsert(self, operation: Upsert, access: Access) -> set[Key]:
        model = self._model(operation, access, READ)
        match, keys, found, _mistakes = self._matched(model, operation, access)
        self._check_upsert(model, found, access)
        records = model.concat(*found.values())
        rows = [
            operation.items[place - operation.first]
            for place, record in found.items()
            if not record
        ]
        return (
            {match.lock(key) for key in keys.values()}
            | self._with_parents(records, access)
            | self._named_parents(model, rows, access)
        )

    def _contended_by_each(self, operation: Each, access: Access) -> set[Key]:
        """Return those of all; one that is refused is told so when its turn comes."""
        self._check_items(operation.operations)
        keys = set()
        for each in operation.operations:
            with suppress(ApiError, AccessError):
                keys |= self._contended(each, access)
        return keys

    def _contended_by_dry_run(self, operation: DryRun, access: Access) -> set[Key]:
        return self._contended(operation.operation, access)

    def _named_parents(
        self, model: models.BaseModel, rows: Iterable[Any], access: Access
    ) -> set[Key]:
        """Return what new records will be lines of."""
        rows = [row for row in rows if isinstance(row, Mapping)]
        keys = set()
        for name in self._parent_fields(model._name):
            ids = set(_ids(row.get(name) for row in rows))
            comodel = model._fields[name].comodel_name
            keys |= self._visible(comodel, ids, access)
        return keys

    def _contended_by_call(self, operation: Call, access: Access) -> set[Key]:
        """Return the records that a method is called on, as far as it may write them.

        Of the methods that every model has, most only read; one of a model's own
        does so where Odoo may run it on a replica.
        """
        callee = self._callee(operation, access)
        if not callee.ids or getattr(callee.method, "_readonly", False):
            return set()
        name = operation.method
        right = EXECUTE
        if hasattr(type(self.env["base"]), name):
            if name not in WRITING_METHODS:
                return set()
            if access.is_limited:
                right = orm_methods.needed_right(callee.model, name, access)
        records = self._called_on(callee, access, right)
        if not records.has_access("write"):
            return set()
        return self._with_parents(records, access)

    def _contended_by_signal(self, operation: Signal, access: Access) -> set[Key]:
        return self._contended_by_call(self._button(operation, access), access)

    def _with_parents(self, records: models.BaseModel, access: Access) -> set[Key]:
        keys = {(records._name, id_) for id_ in records._ids}
        for name in self._parent_fields(records._name):
            # sudo: ids of parents, of which those that the user sees are kept.
            parents = records.sudo()[name]
            keys |= self._visible(parents._name, set(parents._ids), access)
        return keys

    def _visible(self, name: str, ids: set[int], access: Access) -> set[Key]:
        """Return those of the records that there are, as user and credential see it.

        A line of another one is written without waiting.
        """
        model = self.env[name].with_context(active_test=False)
        if not (ids and access.allows(name, READ) and model.has_access("read")):
            return set()
        found = model.search(Domain("id", "in", ids) & access.domain(name, READ))
        return {(name, id_) for id_ in found._ids}

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
        if isinstance(id_, str):
            id_ = int(id_) if _DIGITS.fullmatch(id_) else 0
        if type(id_) is int and 0 < id_ <= MAX_INT4:
            yield id_


_CONTENDED = {
    Update: "_contended_by_update",
    ReplaceFile: "_contended_by_update",
    RemoveFile: "_contended_by_update",
    Attach: "_contended_by_update",
    Delete: "_contended_by_delete",
    Create: "_contended_by_create",
    CreateMany: "_contended_by_create",
    UpdateMany: "_contended_by_update_many",
    Upsert: "_contended_by_upsert",
    Each: "_contended_by_each",
    DryRun: "_contended_by_dry_run",
    Batch: "_contended_by_batch",
    VisitPost: "_contended_by_visit",
    Call: "_contended_by_call",
    Signal: "_contended_by_signal",
}
