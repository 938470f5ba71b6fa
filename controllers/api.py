from odoo.http import Controller, request, route

from ..core.grant import Grant
from ..core.operation import Operation, Result


def reads_only(controller, rule, args) -> bool:
    return request.dispatcher.dialect.reads_only


class ApiController(Controller):
    """``/api``: all that is below it, in the dialect of the request.

    No ``methods``: Odoo would answer others in HTML, the dialect says 405.
    """

    @route(
        ["/api", "/api/<restapi_path:path>", "/restapi/docs/postman.json"],
        type="restapi.dialect",
        auth="restapi",
        csrf=False,
        save_session=False,
        readonly=reads_only,
    )
    def execute(self, operation: Operation, grant: Grant) -> Result:
        return request.env["restapi.service"].execute(operation, grant)
