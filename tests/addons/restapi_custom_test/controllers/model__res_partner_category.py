"""Endpoints of res.partner.category: what they give, and what they answer.

They take priority over the generic ones of the REST API. Change what follows
``# editable``.
"""

from odoo.addons.restapi.controllers.main import *

# editable: the fields of "Read one", "Read all" and "Create one"
OUT__res_partner_category__read_one__SCHEMA = (
    "id",
    ("parent_id", ("name",)),
)
OUT__res_partner_category__read_all__SCHEMA = (
    "id",
    "display_name",
)
OUT__res_partner_category__create_one__SCHEMA = ("id",)

# editable: what "Read all" is limited to
res_partner_category__read_all__DOMAIN = [("color", "=", 7)]
# editable: values that go over those of the client in "Create one"
DEFAULTS__res_partner_category__create_one = {
    "color": 7,
}

# editable: HTTP status of success
OUT__res_partner_category__read_all__SUCCESS_CODE = 200
OUT__res_partner_category__read_one__SUCCESS_CODE = 200
OUT__res_partner_category__create_one__SUCCESS_CODE = 201
OUT__res_partner_category__update__SUCCESS_CODE = 200
OUT__res_partner_category__delete__SUCCESS_CODE = 200
OUT__res_partner_category__call__SUCCESS_CODE = 200


class ControllerREST__res_partner_category(http.Controller):
    @http.route(
        "/api/res.partner.category",
        methods=["GET"],
        type="http",
        auth="none",
        cors=rest_cors_value,
    )
    @check_permissions
    def res_partner_category__read_all(self, **kw):
        return read_all(
            "res.partner.category",
            schema=OUT__res_partner_category__read_all__SCHEMA,
            domain=res_partner_category__read_all__DOMAIN,
            success_code=OUT__res_partner_category__read_all__SUCCESS_CODE,
        )

    @http.route(
        "/api/res.partner.category/<id>",
        methods=["GET"],
        type="http",
        auth="none",
        cors=rest_cors_value,
    )
    @check_permissions
    def res_partner_category__read_one(self, id, **kw):
        return read_one(
            "res.partner.category",
            id,
            schema=OUT__res_partner_category__read_one__SCHEMA,
            success_code=OUT__res_partner_category__read_one__SUCCESS_CODE,
        )

    @http.route(
        "/api/res.partner.category",
        methods=["POST"],
        type="http",
        auth="none",
        cors=rest_cors_value,
        csrf=False,
        readonly=False,
    )
    @check_permissions
    def res_partner_category__create_one(self, **kw):
        return create_one(
            "res.partner.category",
            schema=OUT__res_partner_category__create_one__SCHEMA,
            defaults=DEFAULTS__res_partner_category__create_one,
            success_code=OUT__res_partner_category__create_one__SUCCESS_CODE,
        )

    @http.route(
        "/api/res.partner.category/<ids>",
        methods=["PUT"],
        type="http",
        auth="none",
        cors=rest_cors_value,
        csrf=False,
        readonly=False,
    )
    @check_permissions
    def res_partner_category__update(self, ids, **kw):
        return update_records(
            "res.partner.category",
            ids,
            success_code=OUT__res_partner_category__update__SUCCESS_CODE,
        )

    @http.route(
        "/api/res.partner.category/<ids>",
        methods=["DELETE"],
        type="http",
        auth="none",
        cors=rest_cors_value,
        csrf=False,
        readonly=False,
    )
    @check_permissions
    def res_partner_category__delete(self, ids, **kw):
        return delete_records(
            "res.partner.category",
            ids,
            success_code=OUT__res_partner_category__delete__SUCCESS_CODE,
        )

    @http.route(
        "/api/res.partner.category/<ids>/<method>",
        methods=["PUT"],
        type="http",
        auth="none",
        cors=rest_cors_value,
        csrf=False,
        readonly=False,
    )
    @check_permissions
    def res_partner_category__call(self, ids, method, **kw):
        return call_method(
            "res.partner.category",
            ids,
            method,
            success_code=OUT__res_partner_category__call__SUCCESS_CODE,
        )
