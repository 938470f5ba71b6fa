from odoo import models
from odoo.service.common import RPC_VERSION_1

from ..core import grouping, parameters, workflow
from ..core.errors import BadRequest, NotFound
from ..core.grant import MODES, READ
from ..core.operation import (
    Call,
    CheckAccess,
    Demo,
    Group,
    HasAccess,
    ReadExisting,
    Result,
    Signal,
    Version,
)
from ..core.serializer import Serializer


class RestapiService(models.AbstractModel):
    """What clients of Odoo's older interfaces ask for, in terms of Odoo 19."""

    _inherit = "restapi.service"

    def _execute_version(self, operation: Version) -> Result:
        serie = RPC_VERSION_1["server_serie"]
        return Result(operation, value={**RPC_VERSION_1, "server_series": serie})

    def _execute_demo(self, operation: Demo) -> Result:
        if not parameters.read(self.env).demo:
            raise NotFound("This is no demonstration server.")
        # The keys of an OAuth application, which there is none of yet.
        keys = {"client_id": None, "client_secret": None}
        return Result(operation, value={**keys, "database": self.env.cr.dbname})

    def _execute_read_existing(self, operation: ReadExisting) -> Result:
        model = self._model(operation, READ)
        largest = parameters.read(self.env).max_page_size
        if largest and len(operation.ids) > largest:
            raise BadRequest(f"ids: at most {largest} records at once.", "invalid_ids")
        tree = self._plan(model, operation.fields)
        restriction = operation.grant.domain(model._name, READ)
        records = self._existing(model, operation.ids, tree.fetch, restriction)
        if not records:
            raise NotFound(f"There is none of these {model._name}.", "missing_record")
        return Result(
            operation, Serializer(operation.style, operation.grant).rows(tree, records)
        )

    def _execute_group(self, operation: Group) -> Result:
        model = self._model(operation, READ)
        grant = operation.grant
        domain = self._domain(model, operation)
        groupby = grouping.checked_groupby(model, operation.groupby, grant)
        aggregates = grouping.checked_aggregates(model, operation.aggregates, grant)
        aggregates[grouping.COUNT] = grouping.COUNT
        order = grouping.checked_order(operation.order, {**groupby, **aggregates})
        groups = model.formatted_read_group(
            domain,
            list(groupby.values()),
            list(dict.fromkeys(aggregates.values())),
            offset=operation.offset,
            limit=operation.limit,
            order=order,
        )
        terms = {**groupby, **aggregates, "__extra_domain": "__extra_domain"}
        value = [{term: group[key] for term, key in terms.items()} for group in groups]
        return Result(operation, value=value)

    def _execute_has_access(self, operation: HasAccess) -> Result:
        model = self._model(operation)
        allowed = all(
            operation.grant.allows(model._name, MODES[mode]) and model.has_access(mode)
            for mode in operation.modes
        )
        return Result(operation, value=allowed)

    def _execute_check_access(self, operation: CheckAccess) -> Result:
        model = self._model(operation)
        for mode in operation.modes:
            operation.grant.check(model._name, MODES[mode])
            model.check_access(mode)
        return Result(operation, value=True)

    def _execute_signal(self, operation: Signal) -> Result:
        model = self._model(operation)
        for name in workflow.buttons(operation.signal):
            if callable(getattr(type(model), name, None)):
                call = Call(
                    operation.model,
                    operation.ids,
                    name,
                    context=operation.context,
                    grant=operation.grant,
                )
                return Result(operation, value=self._execute_call(call).value)
        raise NotFound(
            f"There is no signal {operation.signal[:100]} on {model._name}.",
            "unknown_signal",
        )
