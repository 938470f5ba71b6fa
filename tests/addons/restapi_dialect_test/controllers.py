from odoo import http
from odoo.addons.restapi.controllers import api


class PlainController(http.Controller):
    """The addresses of the dialect ``plain``."""

    @http.route("/plain/<restapi_path:path>", **api.ROUTE)
    def execute(self, operation, grant):
        return api.execute(operation, grant)
