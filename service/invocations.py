from odoo import models

from ..core import codes
from ..core.call_operation import Invoke, Returned
from ..core.errors import BadRequest
from ..core.grant import READ
from ..core.operation import Result
from ..records.access import Access
from ..records.call import actions


class RestapiService(models.AbstractModel):
    """Calls methods for clients who read the records that they return."""

    _inherit = "restapi.service"

    def _execute_invoke(self, operation: Invoke, access: Access) -> Result:
        value = self._called(operation, access)
        if not isinstance(value, models.BaseModel):
            model = self._model(operation, access)._name
            pending = actions.pending(self.env, value, model, operation.ids)
            return Result(operation, value=Returned(value, pending=pending))
        returned = Returned(ids=tuple(value.ids))
        if operation.fields is None:
            return Result(operation, value=returned)
        return self._returned_rows(operation, access, value, returned)

    def _returned_rows(
        self,
        operation: Invoke,
        access: Access,
        value: models.BaseModel,
        returned: Returned,
    ) -> Result:
        """Read what a method returned, as user and credential may see it.

        Not as the method did, which may have become superuser.
        """
        largest = self._max_page_size()
        if len(returned.ids) > largest:
            raise BadRequest(
                f"{operation.method}: it returned more than {largest} records; leave "
                "fields out for their ids.",
                codes.TOO_LARGE,
            )
        access.check(value._name, READ)
        # With the context of the request, also where the method had another.
        env = self._model(operation, access).env
        records = env[value._name].browse(returned.ids)
        tree = self._plan(records, operation.fields)
        found = self._read_back(operation, access, tree, operation.style, records)
        return Result(operation, found.rows, value=returned, omitted=found.omitted)
