"""The dialect ``plain``: names of records, a line each, for a key in ``X-Plain-Key``.

=================== ====================================================
GET ``/plain/<model>`` names of the records, one a line
GET ``/api/<model>``   the same, with the header
=================== ====================================================
"""

from odoo.addons.restapi.auth import bearer
from odoo.addons.restapi.core import schema
from odoo.addons.restapi.core.errors import Unauthorized
from odoo.addons.restapi.core.formats import NATIVE
from odoo.addons.restapi.core.grant import READ
from odoo.addons.restapi.core.operation import Find
from odoo.addons.restapi.dialects import registry
from odoo.addons.restapi.dialects.base import Choice, Dialect, Endpoint
from odoo.addons.restapi.openapi import operations as ops
from odoo.addons.restapi.openapi.components import ref
from odoo.addons.restapi.openapi.description import Description
from odoo.http import Response

HEADER = "X-Plain-Key"
TEXT = "text/plain; charset=utf-8"


class Plain(Dialect):
    """See the module."""

    name = "plain"
    label = "Plain text"
    prefixes = ("/plain", "/api")
    choices = {Choice.KEY: lambda http, path: HEADER in http.headers}

    def credential(self):
        key = self.http.headers.get(HEADER, "")
        if not key:
            raise Unauthorized(f"Send a key in the header {HEADER}.", "no_key")
        return key, (bearer.verify,)

    def check_same_origin(self) -> None:
        """A web session is no credential here."""

    def _page(self, model):
        return Find(model, [], schema.tree(["display_name"]), NATIVE, limit=10)

    def _lines(self, result):
        return "\n".join(row["display_name"] or "" for row in result.rows)

    def answer(self, value, status=200):
        return Response(value, status=status, content_type=TEXT)

    def render_error(self, problem, request_id):
        response = self.answer(f"{problem.code}: {problem.message}", problem.status)
        response.headers.update(problem.headers)
        return response

    endpoints = (
        Endpoint("GET", "/plain/<model>", "list", _page, _lines),
        Endpoint("GET", "/<model>", "list", _page, _lines),
    )


def _of_model(scope, described):
    names = ops.Row(
        *("get", f"/{scope.name}", "list", "Names"),
        "Names of records, a line each.",
        ops.TEXT,
        READ,
    )
    items = ops.of_model(scope, [names], (401, 403, 404, 500))
    for item in items.values():
        item["servers"] = [{"url": prefix} for prefix in Plain.prefixes]
    return items


DESCRIPTION = Description(
    title="REST API of Odoo: plain",
    text="Names of records, a line each.",
    prefix="/plain",
    security=lambda server: {"key": ops.header(HEADER, "A personal key.")},
    required=[{"key": []}],
    parameters={},
    schemas={"Error": ops.error(error="A sentence.")},
    errors={"text/plain": ref("Error")},
    of_model=_of_model,
    general=lambda server: {},
)
registry.register(Plain, DESCRIPTION)
