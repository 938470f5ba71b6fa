from collections.abc import Mapping

from odoo import models

from .. import settings
from ..auth import change_cursors
from ..auth.change_cursors import ChangeCursor
from ..changes import feed
from ..changes.change import DELETE, UPDATE
from ..changes.feed import State
from ..changes.merging import Found, Merged, merged
from ..core import codes
from ..core.change_operation import Changes, ReadChanges, ToldChange
from ..core.errors import BadRequest, Gone, NotRecorded
from ..core.formats import NATIVE
from ..core.grant import READ
from ..core.operation import ModelOperation, Result, Row
from ..records import odoo19
from ..records.access import Access
from ..records.read.plan import Plan
from ..records.read.serializer import Serializer


class RestapiService(models.AbstractModel):
    """Tells what has changed, as far as the caller may read it now."""

    _inherit = "restapi.service"

    def _execute_changes(self, operation: ReadChanges, access: Access) -> Result:
        known = self._followed(operation, access)
        plans = self._plans_of_changes(operation, known, access)
        largest = self._max_page_size()
        if operation.limit > largest:
            raise BadRequest(
                f"limit: at most {largest} changes at once.", codes.INVALID_LIMIT
            )
        if operation.since is None:
            state = feed.state(self.env)
            next_ = ChangeCursor(state.database, state.now).text(self.env)
            return Result(operation, value=Changes((), next_, False))
        since = change_cursors.read(self.env, operation.since)
        # One more, which tells whether there are more.
        state, entries = feed.window(
            self.env, list(known), since.position, operation.limit + 1
        )
        self._check_since(since, state, known)
        more = len(entries) > operation.limit
        entries = entries[: operation.limit]
        # The feed may be behind the cursor, see State; a replica often is.
        end = entries[-1].position if more else max(state.now, since.position)
        serializer = Serializer(NATIVE, access)
        told = self._told(merged(entries), known, plans, serializer)
        return Result(
            operation,
            value=Changes(
                tuple(told), ChangeCursor(state.database, end).text(self.env), more
            ),
            omitted=tuple(serializer.omitted),
        )

    def _position_for(self, name: str) -> str | None:
        """Return the cursor of what has not happened yet in this transaction's view.

        :return: ``None`` for a model that is not recorded
        """
        if name not in self.env["restapi.recorded"]._since():
            return None
        state = feed.state(self.env)
        return ChangeCursor(state.database, state.now).text(self.env)

    # -- what is asked for

    def _followed(
        self, operation: ReadChanges, access: Access
    ) -> dict[str, models.BaseModel]:
        """Return the models whose changes are asked for, by name.

        :raise NotRecorded: one that nobody has switched on
        """
        recorded = self.env["restapi.recorded"]._since()
        if not operation.models:
            return {
                name: self._model(_of(name, operation), access, READ)
                for name in sorted(recorded)
                if access.allows(name, READ) and self.env[name].has_access("read")
            }
        known = {}
        for name in operation.models:
            model = self._model(_of(name, operation), access, READ)
            model.check_access("read")
            if model._name not in recorded:
                raise NotRecorded(
                    f"{model._name}: its changes are not recorded; an administrator of "
                    "the REST API adds it to Recorded Models."
                )
            known[model._name] = model
        return known

    def _plans_of_changes(
        self,
        operation: ReadChanges,
        known: Mapping[str, models.BaseModel],
        access: Access,
    ) -> dict[str, Plan]:
        plans = {}
        for name, node in operation.fields.items():
            if name not in known:
                raise BadRequest(
                    f"fields.{name[:100]}: the model is none of those whose changes "
                    "are asked for.",
                    codes.UNKNOWN_PARAMETER,
                )
            plans[name] = plan = self._plan(known[name], node)
            for column in plan.columns:
                access.check_field(known[name], column.name, READ, column.name)
        return plans

    def _check_since(
        self, since: ChangeCursor, state: State, known: Mapping[str, models.BaseModel]
    ) -> None:
        """Refuse a cursor behind which changes are missing.

        :raise Gone: the client has to copy the records anew
        """
        if since.database != state.database:
            raise Gone(
                "since: the database was restored or moved since the cursor was given; "
                "copy the records again, and go on from there."
            )
        if since.position.xid <= state.horizon:
            days = settings.read(self.env).change_days
            raise Gone(
                f"since: changes are kept for {days} days, and some behind this cursor "
                "are forgotten; copy the records again, and go on from there."
            )
        recorded = self.env["restapi.recorded"]._since()
        for name in known:
            if since.position.xid <= recorded[name]:
                raise Gone(
                    f"since: {name} was not recorded yet when this cursor was given; "
                    "copy its records, and go on from there."
                )

    # -- what is told

    def _told(
        self,
        found: Found,
        known: Mapping[str, models.BaseModel],
        plans: Mapping[str, Plan],
        serializer: Serializer,
    ) -> list[ToldChange]:
        access = serializer.access
        readers = {}
        for name, model in known.items():
            ids = [id_ for model_name, id_ in found if model_name == name]
            if ids:
                tree = plans.get(name)
                names = tree.fetch if tree else ()
                records = self._among(model, ids, names, access.domain(name, READ))
                rows = serializer.rows(tree, records) if tree else []
                readers[name] = _Reader(model, access, records, rows)
        changes = (
            readers[name].told(id_, change) for (name, id_), change in found.items()
        )
        return [change for change in changes if change is not None]


def _of(name: str, operation: ReadChanges) -> ModelOperation:
    return ModelOperation(name, context=operation.context)


class _Reader:
    """What a caller may know of the changes of a model.

    :param records: those that have changed, are there and may be read
    :param rows: of the records, where they are asked for
    """

    def __init__(
        self,
        model: models.BaseModel,
        access: Access,
        records: models.BaseModel,
        rows: list[Row],
    ) -> None:
        self._model = model
        self._access = access
        self._ids = frozenset(records._ids)
        self._records = dict(zip(records._ids, rows, strict=False))
        self._readable: dict[str, bool] = {}
        self._tells_deletions = _tells_deletions(model, access)

    def told(self, id_: int, change: Merged) -> ToldChange | None:
        """Return a change as it is told; ``None`` where it is not."""
        name = self._model._name
        if id_ not in self._ids:
            # Not there, or not for this caller: that it was deleted is on record.
            if change.operation != DELETE or not self._tells_deletions:
                return None
            return ToldChange(name, id_, DELETE, (), change.at)
        operation = UPDATE if change.operation == DELETE else change.operation
        names = ()
        if operation == UPDATE:
            names = tuple(sorted(filter(self._may_read, change.fields)))
            touched = change.is_touched and self._may_read("write_date")
            if not (names or touched):
                return None
        record = self._records.get(id_)
        return ToldChange(name, id_, operation, names, change.at, record)

    def _may_read(self, name: str) -> bool:
        if name not in self._readable:
            model, field = self._model, self._model._fields.get(name)
            self._readable[name] = bool(
                field
                and self._access.allows_field(model, name, READ)
                and odoo19.has_field_access(model, field, "read")
            )
        return self._readable[name]


def _tells_deletions(model: models.BaseModel, access: Access) -> bool:
    """Tell whether a caller may know which records were deleted.

    What they were is not known any more. So who is limited to some of them is told of
    none: by the grant, or, of users from outside, by record rules.
    """
    name, user = model._name, model.env.user
    if not access.domain(name, READ).is_true():
        return False
    if odoo19.is_internal(user):
        return True
    return odoo19.rules(model.env, name, "read").is_true()
