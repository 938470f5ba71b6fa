"""The dialect ``candidroot``: CandidRoot's REST API.

============================== ===============================================
GET    /<model>/search         an array of records: ``domain``, ``fields``,
                               ``limit``, ``offset``, ``order``
GET    /<model>/schema         an object, what ``fields_get`` returns
GET    /<model>/record_count   ``{"model", "domain", "record_count"}``
GET    /<model>/<id>           the record
POST   /<model>/create         ``{"id", "message"}``
POST   /<model>/execute_kw     what the method returns; the body is ``{"method",
                               "args", "kwargs"}``
PUT    /<model>/<id>           ``{"message"}``
DELETE /<model>/<id>           ``{"message"}``
POST   /generate_token         a login token, for ``{"user_id",
POST   /<model>/generate_token "expiration_days"}``
============================== ===============================================

The key of an account is in the header ``api-key``, a login token of a user in
``Login-Token``, ``token`` or ``X-Login-Token``. Errors are ``{"error",
"message"}``.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from werkzeug.routing import Map, Rule

from odoo.http import Response

from ..auth import accounts
from ..auth.credentials import Verifier
from ..core import json, schema
from ..core.errors import BadRequest, Problem, Unauthorized
from ..core.operation import (
    Count,
    Create,
    Delete,
    ExecuteKw,
    Find,
    Operation,
    OrmCall,
    Read,
    Result,
    Update,
)
from ..core.plain import plain
from ..core.style import CANDIDROOT
from ..core.token_operation import IssueLoginToken
from . import base, parameters
from . import body as bodies
from .arguments import Arguments, without_context
from .base import Dialect, json_response

KEY_HEADERS = ("api-key", "api_key")
TOKEN_HEADERS = ("Login-Token", "Token", "X-Login-Token")
GENERATE = "generate_token"
# What comes after a model here, and in no other dialect.
SUB_PATHS = {
    "search": "GET",
    "schema": "GET",
    "record_count": "GET",
    "create": "POST",
    "execute_kw": "POST",
    GENERATE: "POST",
}


class Candidroot(Dialect):
    """See the module."""

    name: ClassVar[str] = "candidroot"
    routes: ClassVar[Map] = Map(
        [
            Rule(f"/{GENERATE}", methods=["POST"], endpoint=GENERATE),
            *(
                Rule(f"/<model>/{name}", methods=[method], endpoint=name)
                for name, method in SUB_PATHS.items()
            ),
            Rule("/<model>/<record>", methods=["GET"], endpoint="read"),
            Rule("/<model>/<record>", methods=["PUT"], endpoint="update"),
            Rule("/<model>/<record>", methods=["DELETE"], endpoint="delete"),
        ],
        strict_slashes=False,
        merge_slashes=False,
    )
    endpoint = ""

    # -- authentication

    def is_public(self) -> bool:
        return False

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        return self._key(), (self._verifier(),)

    def _key(self) -> str:
        key = _first(self.http.headers, KEY_HEADERS)
        if not key:
            raise Unauthorized("The header api-key is missing.", "api_key_missing")
        return key

    def _verifier(self) -> Verifier:
        login_token = _first(self.http.headers, TOKEN_HEADERS)
        if login_token:
            return accounts.verifier(login_token)
        if self.path.rstrip("/").endswith(f"/{GENERATE}"):
            return accounts.verify
        return accounts.verify_without_token

    def check_same_origin(self) -> None:
        """There is nothing to forge: a web session is not accepted."""

    # -- parse

    def parse(self) -> Operation:
        base.check_text(self.http, self.path)
        self.endpoint, arguments = self.match()
        return _PARSERS[self.endpoint](self, **arguments)

    def _arguments(self) -> Arguments:
        return Arguments(parameters.texts(self.http))

    def _search(self, model: str) -> Operation:
        sent = self._arguments()
        names = sent.names("fields")
        return Find(
            model,
            domain=sent.domain(),
            fields=schema.tree(names) if names else None,
            style=CANDIDROOT,
            offset=sent.integer("offset", 0, 0),
            limit=sent.integer("limit", 1, None),
            order=sent.text("order"),
        )

    def _schema(self, model: str) -> Operation:
        return OrmCall(model, (), "fields_get")

    def _record_count(self, model: str) -> Operation:
        return Count(model, self._arguments().domain())

    def _read(self, model: str, record: str) -> Operation:
        return Read(model, _id(record), None, CANDIDROOT)

    def _create(self, model: str) -> Operation:
        return Create(model, _object(bodies.read(self.http)), _ID, CANDIDROOT)

    def _update(self, model: str, record: str) -> Operation:
        return Update(
            model, _id(record), _object(bodies.read(self.http)), _ID, CANDIDROOT
        )

    def _delete(self, model: str, record: str) -> Operation:
        return Delete(model, _id(record))

    def _execute_kw(self, model: str) -> Operation:
        sent = self._arguments()
        method = sent.text("method")
        if not method:
            raise BadRequest("method: the name of a method.", "missing_parameters")
        args, kwargs = sent.sequence("args"), sent.mapping("kwargs")
        kwargs, context = without_context(kwargs)
        return ExecuteKw(model, (), method, args, kwargs, context=context)

    def _generate_token(self, model: str = "") -> Operation:
        sent = self._arguments()
        user_id = sent.integer("user_id", 1, None)
        days = sent.integer("expiration_days", 1, None)
        return IssueLoginToken(self._key(), user_id, days)

    # -- render

    def render(self, result: Result) -> Response:
        body = json.dumps(_RENDERERS[self.endpoint](self, result), CANDIDROOT.moment)
        return Response(body, content_type="application/json; charset=utf-8")

    def _counted(self, result: Result) -> dict[str, Any]:
        operation = result.operation
        domain = operation.domain or []
        return {
            "model": operation.model,
            "domain": domain,
            "record_count": result.total,
        }

    def _generated(self, result: Result) -> dict[str, Any]:
        issued = result.value
        return {
            "login_token": issued.text,
            "message": "JWT Token generated successfully.",
            "token_type": "JWT",
            "expires_in_days": issued.days,
            "expiration_date": CANDIDROOT.moment(issued.expires_at),
            "user_info": {
                "user_id": issued.user_id,
                "user_name": issued.user_name,
                "user_login": issued.user_login,
            },
        }

    def render_error(self, problem: Problem, request_id: str) -> Response:
        body = {"error": problem.code, "message": problem.message}
        body |= base.mistakes(problem)
        return json_response(body, problem.status, problem.headers)


def _first(headers: Any, names: Sequence[str]) -> str:
    values = (headers.get(name, "").strip() for name in names)
    return next(filter(None, values), "")


def _id(text: str) -> tuple[int, ...]:
    return (base.record_id(text),)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest("The body must be an object of field values.", "invalid_body")
    return value


def _message(text: str) -> Callable[[Candidroot, Result], dict[str, str]]:
    return lambda dialect, result: {"message": text}


def _value(dialect: Candidroot, result: Result) -> Any:
    return plain(result.value)


_ID = schema.tree(["id"])
_PARSERS: dict[str, Callable[..., Operation]] = {
    "search": Candidroot._search,
    "schema": Candidroot._schema,
    "record_count": Candidroot._record_count,
    "read": Candidroot._read,
    "create": Candidroot._create,
    "update": Candidroot._update,
    "delete": Candidroot._delete,
    "execute_kw": Candidroot._execute_kw,
    GENERATE: Candidroot._generate_token,
}
_RENDERERS: dict[str, Callable[[Candidroot, Result], Any]] = {
    "search": lambda dialect, result: result.rows,
    "schema": _value,
    "record_count": Candidroot._counted,
    "read": lambda dialect, result: result.rows[0],
    "create": lambda dialect, result: {
        "id": result.rows[0]["id"],
        "message": "Record created successfully.",
    },
    "update": _message("Record updated successfully."),
    "delete": _message("Record deleted successfully."),
    "execute_kw": lambda dialect, result: result.value,
    GENERATE: Candidroot._generated,
}
