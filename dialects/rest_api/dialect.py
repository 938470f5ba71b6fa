"""The dialect ``rest_api``: Odoo REST API of avs3.

================================= ============================================
GET, POST /auth/get_tokens        the tokens and their user
POST      /auth/refresh_token     ``{"access_token", "expires_in"}``
POST      /auth/delete_tokens     ``{}``
GET       /<model>                ``{"count", "results"}``
POST      /<model>                the create schema, ``{"id"}`` by default
GET       /<model>/<id>           the record
PUT       /<model>/<id>[,<id>…]   ``{}``
DELETE    /<model>/<id>[,<id>…]   ``{}``
PUT       /<model>/<ids>/<method> the result
GET, PUT  /report/get_pdf         base64 in lines of 76 characters
================================= ============================================

A credential is the header ``Access-Token``. Parameters are literals in the
query or the fields of a JSON body, which wins. Errors are ``{"error": code,
"error_descrip": text}``.
"""

import base64
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from odoo.http import Response

from ...auth.credentials import Verifier
from ...auth.tokens import password_tokens
from ...auth.tokens.token import REST_API_ACCESS, REST_API_REFRESH
from ...core import codes, json, schema
from ...core.errors import BadRequest, NotFound, Problem
from ...core.formats import REST_API
from ...core.operation import (
    Call,
    Create,
    CreateMany,
    Delete,
    Find,
    Operation,
    Read,
    Report,
    Result,
    Update,
)
from ...core.token_operation import LogInForPair, LogOut, Refresh
from .. import access_token, base, body, parameters, recognition
from ..base import Choice, Dialect, Endpoint
from . import arguments, error_names

ID = schema.tree(["id"])
_NAMES = frozenset(
    ["filters", "include_fields", "exclude_fields", "search_field", "__context__"]
)
_PATH = re.compile(
    r"/(?:auth/(?:get_tokens|refresh_token|delete_tokens)|report/[^/]*)/?"
)


class RestApi(Dialect):
    """See the module."""

    name: ClassVar[str] = "rest_api"
    label: ClassVar[str] = "rest_api"
    choices: ClassVar = {
        Choice.PATH: recognition.like(_PATH),
        Choice.TOKEN: recognition.with_access_token(access_token.is_rest_api),
        Choice.PARAMETER: recognition.with_parameter(_NAMES),
    }

    # -- authentication

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        token = access_token.sent(self.http)
        if not token:
            raise BadRequest(
                "The header Access-Token is missing.", codes.NO_ACCESS_TOKEN
            )
        return token, (password_tokens.verifier(REST_API_ACCESS),)

    def check_same_origin(self) -> None:
        """There is nothing to forge: a web session is not accepted."""

    # -- parse

    def operation(self, name: str, **names: str) -> Operation:
        """Translate the request as one for an endpoint of the table, by its name."""
        self.endpoint = next(row for row in self.endpoints if row.name == name)
        return self.endpoint.parse(self, **names)

    def _get_tokens(self) -> Operation:
        sent = parameters.texts(self.http)
        login, password = (
            str(sent.get("username") or ""),
            str(sent.get("password") or ""),
        )
        if not (login and password):
            raise BadRequest(
                "Send username and password.", codes.EMPTY_USERNAME_OR_PASSWORD
            )
        return LogInForPair(
            login,
            password,
            sent.get("db") or None,
            arguments.seconds(sent, "access_lifetime"),
            arguments.seconds(sent, "refresh_lifetime"),
        )

    def _refresh_token(self) -> Operation:
        sent = parameters.texts(self.http)
        return Refresh(
            arguments.refresh_token(sent), arguments.seconds(sent, "access_lifetime")
        )

    def _delete_tokens(self) -> Operation:
        return LogOut(
            arguments.refresh_token(parameters.texts(self.http)), REST_API_REFRESH
        )

    def _read_all(self, model: str) -> Operation:
        sent = parameters.literals(self.http)
        return Find(
            model,
            domain=arguments.domain(sent.get("filters")),
            fields=None,
            style=REST_API,
            offset=arguments.number(sent, "offset", 0) or 0,
            limit=arguments.number(sent, "limit", 1),
            order=arguments.order(sent.get("order")),
            **arguments.shape("read_all", sent),
        )

    def _read_one(self, model: str, key: str) -> Operation:
        sent = parameters.literals(self.http)
        shape = arguments.shape("read_one", sent)
        field = sent.get("search_field")
        if field:
            return Find(model, [(field, "=", key)], None, REST_API, limit=1, **shape)
        found = base.record_ids(key)
        if len(found) > 1:
            raise BadRequest("id: reading takes one id.", codes.INVALID_ID)
        return Read(model, found, None, REST_API, **shape)

    def _create_one(self, model: str) -> Operation:
        sent = body.read(self.http)
        if isinstance(sent, list):
            return self._create_many(model, sent)
        values, context = self._values()
        return Create(
            model,
            values,
            None,
            REST_API,
            context=context,
            **arguments.shape("create_one", {}),
        )

    def _create_many(self, model: str, rows: list[Any]) -> Operation:
        if not all(isinstance(row, dict) for row in rows):
            raise BadRequest("A list of objects is expected.", codes.INVALID_BODY)
        return CreateMany(model, tuple(rows), ID, REST_API, schema="create_one")

    def _update(self, model: str, ids: str) -> Operation:
        values, context = self._values()
        return Update(
            model, base.record_ids(ids), values, ID, REST_API, context=context
        )

    def _delete(self, model: str, ids: str) -> Operation:
        return Delete(model, base.record_ids(ids))

    def _call(self, model: str, ids: str, method: str) -> Operation:
        values, context = self._values()
        query = self.http.args
        kwargs = {
            name: parameters.argument(value) if name in query else value
            for name, value in values.items()
        }
        found = () if ids.strip() == "0" else base.record_ids(ids)
        return Call(model, found, method, kwargs=kwargs, context=context)

    def _report(self, name: str) -> Operation:
        if name != "get_pdf":
            raise NotFound(
                f"There is no report method {name[:100]}.", codes.UNKNOWN_REPORT_METHOD
            )
        sent = parameters.literals(self.http)
        report, ids = sent.get("report_name"), sent.get("ids")
        if not isinstance(report, str) or not ids:
            raise BadRequest("Send report_name and ids.", codes.MISSING_PARAMETERS)
        listed = ids if isinstance(ids, (list, tuple)) else str(ids).split(",")
        return Report(report, (base.record_ids(",".join(map(str, listed))),))

    def _values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the values of the request, and its context apart."""
        values = parameters.literals(self.http)
        context = values.pop("__context__", None) or {}
        if not isinstance(context, dict):
            raise BadRequest(
                "__context__: an object is expected.", codes.INVALID_CONTEXT
            )
        return values, context

    # -- render

    def _tokens(self, result: Result) -> dict[str, Any]:
        issued = result.value
        return {
            "uid": issued.user["uid"],
            "user_context": issued.user["user_context"],
            "company_id": issued.user["company_id"],
            "access_token": issued.access_token,
            "expires_in": issued.expires_in,
            "refresh_token": issued.refresh_token,
            "refresh_expires_in": issued.refresh_expires_in,
        }

    def _access_token(self, result: Result) -> dict[str, Any]:
        return {
            "access_token": result.value.access_token,
            "expires_in": result.value.expires_in,
        }

    def _page(self, result: Result) -> dict[str, Any]:
        return {"count": len(result.rows), "results": result.rows}

    def _record(self, result: Result) -> dict[str, Any]:
        if not result.rows:
            raise NotFound("There is no record with this key.", codes.MISSING_RECORD)
        return result.rows[0]

    def _created(self, result: Result) -> Any:
        """Return the record, or a list for a list."""
        many = isinstance(result.operation, CreateMany)
        return result.rows if many else result.rows[0]

    def _documents(self, result: Result) -> str:
        return base64.encodebytes(result.value[0]).decode()

    def _value(self, result: Result) -> Any:
        return result.value

    def _nothing(self, result: Result) -> dict[str, Any]:
        return {}

    def render_error(self, problem: Problem, request_id: str) -> Response:
        status, name = error_names.NAMES.of(problem)
        if status == 409:
            name = error_names.REFUSALS.get(
                self.endpoint.name if self.endpoint else "", name
            )
        body = {"error": name, "error_descrip": problem.message}
        body |= base.mistakes(problem)
        response = self.answer(body, status)
        response.headers.update(problem.headers)
        return response

    def answer(self, value: Any, status: int = 200) -> Response:
        """Return ``value`` as JSON, in ASCII where that is asked for."""
        body = json.dumps_ascii(value) if self.ascii_only else json.dumps(value)
        return Response(
            body, status=status, content_type="application/json; charset=utf-8"
        )

    # -- the table

    endpoints = (
        Endpoint(
            "GET POST",
            "/auth/get_tokens",
            "get_tokens",
            _get_tokens,
            _tokens,
            public=True,
            reads=False,
        ),
        Endpoint(
            "POST",
            "/auth/refresh_token",
            "refresh_token",
            _refresh_token,
            _access_token,
            public=True,
        ),
        Endpoint(
            "POST",
            "/auth/delete_tokens",
            "delete_tokens",
            _delete_tokens,
            _nothing,
            public=True,
        ),
        Endpoint(
            "GET PUT", "/report/<name>", "report", _report, _documents, reads=False
        ),
        Endpoint("GET", "/<model>", "read_all", _read_all, _page),
        Endpoint("POST", "/<model>", "create_one", _create_one, _created),
        Endpoint("GET", "/<model>/<key>", "read_one", _read_one, _record),
        Endpoint("PUT", "/<model>/<ids>", "update", _update, _nothing),
        Endpoint("DELETE", "/<model>/<ids>", "delete", _delete, _nothing),
        Endpoint("PUT", "/<model>/<ids>/<method>", "call", _call, _value),
    )
