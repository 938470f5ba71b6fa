"""Endpoints of your own, in the manner of the dialect ``rest_api``.

A controller in any addon that depends on this one::

    from odoo.addons.restapi.controllers.main import *

    class ControllerREST(http.Controller):

        @http.route('/api/your.custom.endpoint', methods=['GET'], type='http',
                    auth='none', cors=rest_cors_value)
        @check_permissions
        def your_endpoint(self, **kw):
            partners = request.env['res.partner'].search_count([])
            return successful_response(status=200, dict_data={'partners': partners})

``check_permissions`` verifies the header ``Access-Token``, or the credential of
another dialect: from then on ``request.env`` is the user's. An exception becomes
an answer of the dialect, and nothing of the request is committed. The other
functions do what the endpoints of ``rest_api`` do, each with a schema, values and
a success code of its own; clients of other dialects get their own answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from odoo import http
from odoo.http import Response, request

from .. import settings
from ..core.job_operation import Defer
from ..core.operation import Operation
from ..custom_dispatcher import CustomEndpointDispatcher
from ..dialects.rest_api.dialect import RestApi
from ..models.ir_http import KEEPS_BODY
from ..records.read import schema_literal

__all__ = [
    "call_method",
    "check_permissions",
    "create_one",
    "delete_records",
    "error_response",
    "http",
    "read_all",
    "read_one",
    "request",
    "rest_cors_value",
    "successful_response",
    "update_records",
]

# Allowed origins are a system parameter, added to every answer of ours; a
# value here would be fixed at the start of the server.
rest_cors_value = None


def check_permissions(endpoint: Callable[..., Response]) -> Callable[..., Response]:
    """Let an endpoint run as the user of the token, and answer its errors."""

    @wraps(endpoint)
    def checked(self: http.Controller, *args: Any, **kwargs: Any) -> Response:
        dispatcher = request.dispatcher
        # When Odoo runs the request again it is there already.
        if not isinstance(dispatcher, CustomEndpointDispatcher):
            dispatcher = request.dispatcher = CustomEndpointDispatcher(request)
        request.session.can_save = False
        dispatcher.begin()
        if request.httprequest.method == "OPTIONS":
            return Response(status=204, headers=[("Allow", dispatcher.cors.METHODS)])
        identity = request.registry["ir.http"]._restapi_log_in(dispatcher)
        request.session.uid = identity.user_id
        return endpoint(self, *args, **kwargs)

    setattr(checked, KEEPS_BODY, True)
    return checked


def successful_response(status: int, dict_data: Any) -> Response:
    """Return any JSON value."""
    return _dialect().answer(dict_data, status)


def error_response(status: int, error: str, error_descrip: str) -> Response:
    """Return an error; what the endpoint wrote before is committed all the same."""
    return _dialect().answer({"error": error, "error_descrip": error_descrip}, status)


def read_all(
    model: str, schema: Any = None, domain: Sequence[Any] = (), success_code: int = 200
) -> Response:
    """Answer like ``GET /api/<model>``.

    :param schema: tuples or lists, instead of the one stored with the model
    :param domain: what the records must match besides the client's filters
    """

    def change(operation: Operation) -> Operation:
        return replace(_shaped(operation, schema), domain=[*domain, *operation.domain])

    return _answered("read_all", success_code, change, model=model)


def read_one(
    model: str, key: str, schema: Any = None, success_code: int = 200
) -> Response:
    """Answer like ``GET /api/<model>/<key>``."""

    def change(operation: Operation) -> Operation:
        return _shaped(operation, schema)

    return _answered("read_one", success_code, change, model=model, key=str(key))


def create_one(
    model: str,
    schema: Any = None,
    defaults: Mapping[str, Any] | None = None,
    success_code: int = 200,
) -> Response:
    """Answer like ``POST /api/<model>``.

    :param defaults: values that go over those of the client
    """

    def change(operation: Operation) -> Operation:
        values = {**operation.values, **(defaults or {})}
        return replace(_shaped(operation, schema), values=values)

    return _answered("create_one", success_code, change, model=model)


def update_records(model: str, ids: str, success_code: int = 200) -> Response:
    """Answer like ``PUT /api/<model>/<id>,<id>``."""
    return _answered("update", success_code, model=model, ids=str(ids))


def delete_records(model: str, ids: str, success_code: int = 200) -> Response:
    """Answer like ``DELETE /api/<model>/<id>,<id>``."""
    return _answered("delete", success_code, model=model, ids=str(ids))


def call_method(model: str, ids: str, method: str, success_code: int = 200) -> Response:
    """Answer like ``PUT /api/<model>/<ids>/<method>``."""
    return _answered("call", success_code, model=model, ids=str(ids), method=method)


def _dialect() -> RestApi:
    """Return the dialect that answers are in."""
    dialect = RestApi(request.httprequest, request.httprequest.path)
    dialect.ascii_only = settings.read(request.env).u_escape_characters
    return dialect


def _answered(
    endpoint: str,
    success_code: int,
    change: Callable[[Operation], Operation] = lambda operation: operation,
    **arguments: str,
) -> Response:
    """Do what an endpoint of ``rest_api`` does, with changes to the operation.

    A client of another dialect gets what the generic address would give.
    """
    dialect = request.dispatcher.dialect
    if isinstance(dialect, RestApi):
        operation = change(dialect.operation(endpoint, **arguments))
    else:
        operation, success_code = dialect.parse(), 0
        if isinstance(operation, Defer):
            # Its job would not come back here.
            operation = operation.operation
    service, grant = request.env["restapi.service"], request.dispatcher.grant
    response = dialect.render(service.execute(operation, grant))
    response.status_code = success_code or response.status_code
    return response


def _shaped(operation: Operation, schema: Any) -> Operation:
    if not schema:
        return operation
    fields = schema_literal.node(request.env[operation.model], schema)
    return replace(operation, fields=fields)
