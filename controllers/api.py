from odoo.http import Controller, request, route

from ..core.grant import Grant
from ..core.operation import Operation, Result
from ..dialects import registry


def reads_only(controller, rule, args) -> bool:
    ir_http = request.registry["ir.http"]
    if ir_http._restapi_may_use_replica():
        return ir_http._restapi_replica_serves()
    return request.dispatcher.dialect.reads_only


# Of every address that a dialect answers, those of other addons too.
ROUTE = {
    "type": "restapi.dialect",
    "auth": "restapi",
    "csrf": False,
    "save_session": False,
    "readonly": reads_only,
}


def execute(operation: Operation, grant: Grant) -> Result:
    """Execute what a dialect has made of the request, for an address of ``ROUTE``."""
    return request.env["restapi.service"].execute(operation, grant)


class ApiController(Controller):
    """All that is below ``/api`` and ``/restapi``, in the dialect of the request.

    No ``methods``: Odoo would answer others in HTML, the dialect says 405.
    """

    @route(
        [
            *("/api", "/api/<restapi_path:path>", *sorted(registry.DOCUMENTS)),
            *("/restapi", "/restapi/<restapi_path:path>", "/start", "/mcp"),
        ],
        **ROUTE,
    )
    def execute(self, operation: Operation, grant: Grant) -> Result:
        return execute(operation, grant)
