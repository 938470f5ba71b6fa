from odoo.addons.restapi.controllers.main import *
from odoo.exceptions import ConcurrencyError

conflicts = []


# The example of the seed, verbatim.
class ControllerREST(http.Controller):
    @http.route(
        "/api/your.custom.endpoint",
        methods=["GET"],
        type="http",
        auth="none",
        cors=rest_cors_value,
    )
    @check_permissions
    def a(self, **kw):
        # get Odoo env params
        cr, uid = request.cr, request.session.uid
        # get any model as ordinary Odoo object
        odoo_model_obj = request.env(cr, uid)["res.partner"]
        # make models manipulations, actions, computations etc. And if you need, fill the results dictionary
        your_custom_dict_data = {"your_vals": "..."}
        # send HTTP response
        return successful_response(status=200, dict_data=your_custom_dict_data)

    @http.route(
        "/api/your.second.endpoint",
        methods=["POST"],
        type="http",
        auth="none",
        csrf=False,
        readonly=False,
        cors=rest_cors_value,
    )
    @check_permissions
    def b(self, **kw):
        category = request.env["res.partner.category"].create(
            {"name": "Second endpoint"}
        )
        if kw.get("fail"):
            raise ValueError("a mistake of the author")
        if kw.get("refuse"):
            return error_response(418, "teapot", "No coffee here.")
        return successful_response(201, {"user": category.create_uid.login})

    @http.route(
        "/api/your.third.endpoint",
        methods=["POST"],
        type="http",
        auth="none",
        csrf=False,
        readonly=False,
        cors=rest_cors_value,
    )
    @check_permissions
    def c(self, **kw):
        request.env["res.partner.category"].create({"name": "Third endpoint"})
        if conflicts:
            raise ConcurrencyError(conflicts.pop())
        return create_one("res.partner", schema=("name",))
