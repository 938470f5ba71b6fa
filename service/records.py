from collections.abc import Collection
from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain

from .. import settings
from ..core import codes
from ..core.errors import BadRequest, NotFound
from ..core.formats import Style
from ..core.grant import READ, Grant
from ..core.integers import MAX_INT4
from ..core.operation import (
    Health,
    ModelOperation,
    Operation,
    Read,
    ReadingOperation,
    Result,
)
from ..records import confidential
from ..records.access import Access
from ..records.read.plan import Plan
from ..records.read.serializer import Serializer, readable

# Where an administrator has set no largest page.
MAX_RECORDS = MAX_INT4 - 1


class RestapiService(models.AbstractModel):
    """Executes operations on models, as the user of the environment.

    Knows neither HTTP nor dialects. Another addon extends it per database by
    inheriting it: a handler is ``_execute_<verb>``, takes an operation and
    its access, and returns a result; what it may touch, it asks the :class:`Access`.
    """

    _name = "restapi.service"
    _description = "REST API Service"

    @api.private
    def execute(self, operation: Operation, grant: Grant) -> Result:
        """Execute ``operation`` with the rights of the current user.

        :param grant: what the credential allows of them
        """
        access = Access(self.env, grant)
        with confidential.guarded(access.allows_code):
            return self._handle(operation, access)

    def _handle(self, operation: Operation, access: Access) -> Result:
        return getattr(self, f"_execute_{operation.verb}")(operation, access)

    # -- handlers

    def _execute_health(self, operation: Health, access: Access) -> Result:
        return Result(operation)

    def _rows(
        self,
        operation: Operation,
        access: Access,
        tree: Plan,
        style: Style,
        records: models.BaseModel,
    ) -> Result:
        """Return what is read of records."""
        serializer = Serializer(style, access)
        rows = serializer.rows(tree, records)
        omitted = tuple(serializer.omitted)
        return Result(operation, rows, omitted=omitted)

    def _execute_read(self, operation: Read, access: Access) -> Result:
        model = self._model(operation, access, READ)
        tree, style = self._plan_for(model, operation)
        records = self._records(model, operation.ids, access, READ, tree.fetch)
        return self._rows(operation, access, tree, style, records)

    @api.private
    def reread(
        self, operation: ModelOperation, ids: Collection[int], grant: Grant
    ) -> Result:
        """Return what an operation that wrote records gave, as they are now.

        Of those that are deleted since, the id alone.
        """
        access = Access(self.env, grant)
        model = self._model(operation, access)
        if isinstance(operation, ReadingOperation):
            tree, style = self._plan_for(model, operation)
        else:
            tree, style = self._plan(model, operation.fields), operation.style
        return self._read_back(operation, access, tree, style, model.browse(ids))

    # -- steps of handlers

    def _max_page_size(self) -> int:
        return settings.read(self.env).max_page_size or MAX_RECORDS

    def _records(
        self,
        model: models.BaseModel,
        ids: tuple[int, ...],
        access: Access,
        right: str,
        names: Collection[str] = (),
    ) -> models.BaseModel:
        """Return the records with these ids, archived ones too, fetched.

        :param right: what is done with them
        :raise NotFound: one does not exist, or user or credential may not see it
        """
        found = self._existing(model, ids, names, access.domain(model._name, right))
        if len(found) < len(ids):
            missing = [id_ for id_ in ids if id_ not in set(found._ids)]
            listed = ", ".join(map(str, missing[:20]))
            raise NotFound(f"There is no {model._name} {listed}.", codes.MISSING_RECORD)
        return found

    def _existing(
        self,
        model: models.BaseModel,
        ids: tuple[int, ...],
        names: Collection[str] = (),
        restriction: Domain = Domain.TRUE,
    ) -> models.BaseModel:
        """Return those of the records that there are, in the order of the ids."""
        largest = self._max_page_size()
        if len(ids) > largest:
            raise BadRequest(
                f"id: at most {largest} records at once.", codes.INVALID_ID
            )
        if model._auto and any(id_ < 0 for id_ in ids):
            raise BadRequest(
                f"id: {model._name} has positive integers only.", codes.INVALID_ID
            )
        return self._among(model, ids, names, restriction)

    def _among(
        self,
        model: models.BaseModel,
        ids: Collection[int],
        names: Collection[str] = (),
        restriction: Domain = Domain.TRUE,
    ) -> models.BaseModel:
        """Return those of the records that there are, however many."""
        found = model.with_context(active_test=False).search_fetch(
            Domain("id", "in", ids) & restriction, names, order="id"
        )
        there = set(found._ids)
        return model.browse(id_ for id_ in ids if id_ in there)

    def _read_back(
        self,
        operation: Operation,
        access: Access,
        tree: Plan,
        style: Style,
        records: models.BaseModel,
    ) -> Result:
        """Read what was just written.

        A record may be out of its writer's sight now; its id is not.
        """
        restriction = access.domain(records._name, READ)
        found = readable(records, tree.fetch, restriction)
        result = self._rows(operation, access, tree, style, found)
        by_id = {row["id"]: row for row in result.rows}
        rows = [by_id.get(id_, {"id": id_}) for id_ in records._ids]
        return replace(result, rows=rows)
