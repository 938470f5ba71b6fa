from odoo.http import Controller, request, route

from ..core.grant import Grant
from ..core.operation import Operation, Result
from .api import reads_only


class RestapiController(Controller):
    """``/restapi``: all that is below it, in the Synconics dialect."""

    @route(
        ["/restapi", "/restapi/<restapi_path:path>", "/start"],
        type="restapi.dialect",
        auth="restapi",
        csrf=False,
        save_session=False,
        readonly=reads_only,
    )
    def execute(self, operation: Operation, grant: Grant) -> Result:
        return request.env["restapi.service"].execute(operation, grant)
