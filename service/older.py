from odoo import models
from odoo.service.common import RPC_VERSION_1

from .. import settings
from ..core import codes
from ..core.errors import BadRequest, NotFound
from ..core.grant import MODES, READ
from ..core.older_operation import CheckAccess, Demo, HasAccess, ReadExisting, Version
from ..core.operation import Call, Result, Signal
from ..records.access import Access
from ..records.call import workflow


class RestapiService(models.AbstractModel):
    """What clients of Odoo's older interfaces ask for, in terms of Odoo 19."""

    _inherit = "restapi.service"

    def _execute_version(self, operation: Version, access: Access) -> Result:
        serie = RPC_VERSION_1["server_serie"]
        return Result(operation, value={**RPC_VERSION_1, "server_series": serie})

    def _execute_demo(self, operation: Demo, access: Access) -> Result:
        if not settings.read(self.env).demo:
            raise NotFound("This is no demonstration server.")
        # sudo: the first application, which a demonstration server shows everybody.
        client = self.env["restapi.client"].sudo().search([], order="id", limit=1)
        keys = {
            "client_id": client.client_id or None,
            "client_secret": client._restapi_secret() if client else None,
        }
        return Result(operation, value={**keys, "database": self.env.cr.dbname})

    def _execute_read_existing(self, operation: ReadExisting, access: Access) -> Result:
        model = self._model(operation, access, READ)
        largest = self._max_page_size()
        if len(operation.ids) > largest:
            raise BadRequest(
                f"ids: at most {largest} records at once.", codes.INVALID_IDS
            )
        tree = self._plan(model, operation.fields)
        restriction = access.domain(model._name, READ)
        records = self._existing(model, operation.ids, tree.fetch, restriction)
        if not records:
            raise NotFound(
                f"There is none of these {model._name}.", codes.MISSING_RECORD
            )
        return self._rows(operation, access, tree, operation.style, records)

    def _execute_has_access(self, operation: HasAccess, access: Access) -> Result:
        model = self._model(operation, access)
        allowed = all(
            access.allows(model._name, MODES[mode]) and model.has_access(mode)
            for mode in operation.modes
        )
        return Result(operation, value=allowed)

    def _execute_check_access(self, operation: CheckAccess, access: Access) -> Result:
        model = self._model(operation, access)
        for mode in operation.modes:
            access.check(model._name, MODES[mode])
            model.check_access(mode)
        return Result(operation, value=True)

    def _execute_signal(self, operation: Signal, access: Access) -> Result:
        value = self._execute_call(self._button(operation, access), access).value
        return Result(operation, value=value)

    def _button(self, operation: Signal, access: Access) -> Call:
        """Return the call of the button that a signal has become.

        :raise NotFound: there is none
        """
        model = self._model(operation, access)
        for name in workflow.buttons(operation.signal):
            if callable(getattr(type(model), name, None)):
                return Call(
                    operation.model,
                    operation.ids,
                    name,
                    context=operation.context,
                )
        raise NotFound(
            f"There is no signal {operation.signal[:100]} on {model._name}.",
            codes.UNKNOWN_SIGNAL,
        )
