"""The dialect ``restful``: Odoo Restful API of the addon of that name.

====================== =======================================================
GET, POST /auth/token  the token and its user, not wrapped
DELETE /auth/token     a list with a message
GET    /<model>        rows
POST   /<model>        a list with the new record, or records for a list
GET    /<model>/<id>   a list with the record
PUT    /<model>/<id>   a list with the record
DELETE /<model>/<id>   a sentence
PATCH  /<model>/<id>/<action> what the method returns; or
PATCH  /<model>/<id>   the same, with ``{"_method": "name(argument)"}``
====================== =======================================================

A credential is the header ``Access-Token``, its token begins with
``access_token_``. Answers are ``{"count", "data"}``, errors ``{"type",
"message"}``. A JSON body holds Python lists as text, the query has a spelling
of its own: ``fields=id,name`` and ``domain=id:>:10,name:like:x``.
"""

import re
from collections.abc import Sequence
from types import NoneType
from typing import Any, ClassVar

from odoo.http import Response

from ...auth.credentials import Verifier
from ...auth.tokens import password_tokens
from ...auth.tokens.token import RESTFUL_ACCESS
from ...core import codes, literal
from ...core.errors import BadRequest, Problem, Unauthorized
from ...core.formats import RESTFUL
from ...core.operation import (
    Call,
    Create,
    CreateMany,
    Delete,
    Find,
    Operation,
    Read,
    Result,
    Update,
)
from ...core.token_operation import LogInForOne, LogOut
from .. import access_token, base, parameters, recognition
from .. import body as bodies
from ..arguments import without_context
from ..base import Choice, Dialect, Endpoint, json_response
from . import arguments, error_names

QUERY_LIMIT = 80
TOKEN_PATH = "/auth/token"  # noqa: S105 an address
_NAMES = frozenset(arguments.TOKEN_NAMES)
_METHOD = re.compile(r"\s*(\w+)\s*(?:\((.*)\)\s*)?", re.DOTALL)


class Restful(Dialect):
    """See the module."""

    name: ClassVar[str] = "restful"
    label: ClassVar[str] = "restful"
    choices: ClassVar = {
        Choice.PATH: recognition.at(TOKEN_PATH),
        Choice.TOKEN: recognition.with_access_token(access_token.is_restful),
        Choice.SENT_TOKEN: lambda http, path: bool(arguments.sent_token(http)),
        Choice.PARAMETER: recognition.with_parameter(_NAMES),
    }

    # -- authentication

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        return self._token(), (password_tokens.verifier(RESTFUL_ACCESS),)

    def check_same_origin(self) -> None:
        """There is nothing to forge: a web session is not accepted."""

    def _token(self) -> str:
        token = access_token.sent(self.http) or arguments.sent_token(self.http)
        if not token:
            raise Unauthorized(
                "Send the token in the header Access-Token.",
                codes.ACCESS_TOKEN_NOT_FOUND,
            )
        return token

    # -- parse

    def _log_in(self) -> Operation:
        headers = self.http.headers
        sent = {
            name: headers[name]
            for name in ("login", "password", "db")
            if name in headers
        }
        sent |= parameters.texts(self.http)
        login, password = str(sent.get("login") or ""), str(sent.get("password") or "")
        if not (login and password):
            raise BadRequest("Send login and password.", codes.MISSING_PARAMETERS)
        return LogInForOne(login, password, sent.get("db") or None)

    def _log_out(self) -> Operation:
        return LogOut(self._leaving_token(), RESTFUL_ACCESS)

    def _leaving_token(self) -> str:
        if access_token.HEADER in self.http.headers:
            return self._token()
        token = parameters.texts(self.http).get("access_token")
        if not token:
            raise Unauthorized(
                "Send the header Access-Token.", codes.ACCESS_TOKEN_NOT_FOUND
            )
        return str(token)

    def _body(self) -> Any:
        """Return the body without the token that may be in it."""
        body = bodies.read(self.http)
        if not isinstance(body, dict):
            return body
        return {
            name: value
            for name, value in body.items()
            if not (name in arguments.TOKEN_NAMES and arguments.is_token(value))
        }

    def _search(self, model: str) -> Operation:
        body = self._body()
        sent = {**self.http.args.to_dict(), **(body if isinstance(body, dict) else {})}
        # A body of the token alone asks for all, too.
        in_body = bool(bodies.read(self.http))
        limit = sent.get("limit") or (None if in_body else QUERY_LIMIT)
        return Find(
            model,
            domain=arguments.domain(sent.get("domain")),
            fields=arguments.fields(sent.get("fields")),
            style=RESTFUL,
            offset=base.integer(str(sent.get("offset") or 0), "offset", 0),
            limit=limit and base.integer(str(limit), "limit", 1),
            order=arguments.text(sent, "order"),
        )

    def _read(self, model: str, ids: str) -> Operation:
        fields = arguments.fields(parameters.texts(self.http).get("fields"))
        return Read(model, base.record_ids(ids), fields, RESTFUL)

    def _create(self, model: str) -> Operation:
        body = self._body()
        if not isinstance(body, list):
            return Create(model, arguments.values(body), None, RESTFUL)
        return CreateMany(model, tuple(map(arguments.values, body)), None, RESTFUL)

    def _update(self, model: str, ids: str) -> Operation:
        values = arguments.values(self._body())
        return Update(model, base.record_ids(ids), values, None, RESTFUL)

    def _delete(self, model: str, ids: str) -> Operation:
        return Delete(model, base.record_ids(ids))

    def _call(self, model: str, ids: str, method: str) -> Operation:
        body = self._body()
        if isinstance(body, list):
            return Call(model, base.record_ids(ids), method, tuple(body))
        if not isinstance(body, (dict, NoneType)):
            raise BadRequest(
                "The body must be an object or a list of arguments.", codes.INVALID_BODY
            )
        kwargs, context = without_context(body or {})
        return Call(model, base.record_ids(ids), method, kwargs=kwargs, context=context)

    def _call_named(self, model: str, ids: str) -> Operation:
        sent = parameters.texts(self.http)
        match = _METHOD.fullmatch(arguments.text(sent, "_method") or "")
        if match is None:
            raise BadRequest(
                'Send _method: "name" or "name(argument)".', codes.MISSING_PARAMETERS
            )
        inner = (match[2] or "").strip()
        args = tuple(literal.parse(f"[{inner}]", "_method")) if inner else ()
        return Call(model, base.record_ids(ids), match[1], args)

    # -- render

    def answer(self, value: Any, status: int = 200) -> Response:
        return json_response(value, status, moment=RESTFUL.moment)

    def _rows(self, result: Result) -> dict[str, Any]:
        return _wrapped(result.rows)

    def _value(self, result: Result) -> dict[str, Any]:
        return _wrapped(result.value)

    def _issued(self, result: Result) -> dict[str, Any]:
        issued = result.value
        user = dict(issued.user)
        return {
            **{name: user[name] for name in _USER_FIRST},
            "access_token": issued.access_token,
            "expires_in": str(issued.expires_in),
            **{name: user[name] for name in _USER_LAST},
        }

    def _revoked(self, result: Result) -> dict[str, Any]:
        token = result.operation.token
        if not result.value:
            raise Unauthorized("The token is unknown or expired.", codes.INVALID_TOKEN)
        text = f"access token {token} successfully deleted"
        return _wrapped([{"message": text, "desc": text, "delete": True}])

    def _deleted(self, result: Result) -> dict[str, Any]:
        ids = ", ".join(map(str, result.operation.ids))
        return _wrapped(f"record {ids} has been successfully deleted")

    def render_error(self, problem: Problem, request_id: str) -> Response:
        status, name = error_names.NAMES.of(problem)
        body = {"type": name, "message": problem.message, **base.mistakes(problem)}
        return json_response(body, status, problem.headers)

    # -- the table

    endpoints = (
        Endpoint(
            "GET POST",
            TOKEN_PATH,
            "log_in",
            _log_in,
            _issued,
            public=True,
            reads=False,
        ),
        Endpoint("DELETE", TOKEN_PATH, "log_out", _log_out, _revoked, public=True),
        Endpoint("GET", "/<model>", "search", _search, _rows),
        Endpoint("POST", "/<model>", "create", _create, _rows),
        Endpoint("GET", "/<model>/<ids>", "read", _read, _rows),
        Endpoint("PUT", "/<model>/<ids>", "update", _update, _rows),
        Endpoint("DELETE", "/<model>/<ids>", "delete", _delete, _deleted),
        Endpoint("PATCH", "/<model>/<ids>", "call_named", _call_named, _value),
        Endpoint("PATCH", "/<model>/<ids>/<method>", "call", _call, _value),
    )


def _wrapped(data: Any) -> dict[str, Any]:
    return {"count": len(data) if isinstance(data, (list, tuple)) else 1, "data": data}


_USER_FIRST = ("uid", "user_context", "company_id", "company_ids", "partner_id")
_USER_LAST = ("company_name", "currency", "country", "contact_address")
