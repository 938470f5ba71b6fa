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

from collections.abc import Sequence
from typing import Any, ClassVar

from odoo.http import Response

from ...auth import accounts
from ...auth.credentials import Verifier
from ...core import codes, schema
from ...core.errors import BadRequest, Problem, Unauthorized
from ...core.formats import CANDIDROOT
from ...core.operation import (
    Count,
    Create,
    Delete,
    ExecuteKw,
    Find,
    Operation,
    OrmCall,
    Read,
    Result,
    Row,
    Update,
)
from ...core.token_operation import IssueLoginToken
from ...records.call.jsonable import plain
from .. import base, parameters, recognition
from .. import body as bodies
from ..arguments import Arguments, without_context
from ..base import Choice, Dialect, Endpoint, json_response

KEY_HEADERS = ("api-key", "api_key")
TOKEN_HEADERS = ("Login-Token", "Token", "X-Login-Token")
GENERATE = "generate_token"


class Candidroot(Dialect):
    """See the module."""

    name: ClassVar[str] = "candidroot"
    label: ClassVar[str] = "candidroot"
    choices: ClassVar = {
        Choice.PATH: recognition.at(f"/{GENERATE}", "/docs"),
        Choice.KEY: recognition.with_header(KEY_HEADERS),
        Choice.SUB_PATH: lambda http, path: _is_sub_path(path),
    }

    # -- authentication

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        return self._key(), (self._verifier(),)

    def _key(self) -> str:
        key = _first(self.http.headers, KEY_HEADERS)
        if not key:
            raise Unauthorized("The header api-key is missing.", codes.API_KEY_MISSING)
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
            raise BadRequest("method: the name of a method.", codes.MISSING_PARAMETERS)
        args, kwargs = sent.sequence("args"), sent.mapping("kwargs")
        kwargs, context = without_context(kwargs)
        return ExecuteKw(model, (), method, args, kwargs, context=context)

    def _generate_token(self, model: str = "") -> Operation:
        sent = self._arguments()
        user_id = sent.integer("user_id", 1, None)
        days = sent.integer("expiration_days", 1, None)
        return IssueLoginToken(self._key(), user_id, days)

    # -- render

    def answer(self, value: Any, status: int = 200) -> Response:
        return json_response(value, status, moment=CANDIDROOT.moment)

    def _rows(self, result: Result) -> list[Row]:
        return result.rows

    def _row(self, result: Result) -> Row:
        return result.rows[0]

    def _described(self, result: Result) -> Any:
        return plain(result.value)

    def _value(self, result: Result) -> Any:
        return result.value

    def _created(self, result: Result) -> dict[str, Any]:
        id_ = result.rows[0]["id"]
        return {"id": id_, "message": "Record created successfully."}

    def _updated(self, result: Result) -> dict[str, str]:
        return {"message": "Record updated successfully."}

    def _deleted(self, result: Result) -> dict[str, str]:
        return {"message": "Record deleted successfully."}

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

    # -- the table

    endpoints = (
        Endpoint("POST", f"/{GENERATE}", GENERATE, _generate_token, _generated),
        Endpoint("GET", "/<model>/search", "search", _search, _rows),
        Endpoint("GET", "/<model>/schema", "schema", _schema, _described),
        Endpoint(
            "GET", "/<model>/record_count", "record_count", _record_count, _counted
        ),
        Endpoint("POST", "/<model>/create", "create", _create, _created),
        Endpoint("POST", "/<model>/execute_kw", "execute_kw", _execute_kw, _value),
        Endpoint("POST", f"/<model>/{GENERATE}", GENERATE, _generate_token, _generated),
        Endpoint("GET", "/<model>/<record>", "read", _read, _row),
        Endpoint("PUT", "/<model>/<record>", "update", _update, _updated),
        Endpoint("DELETE", "/<model>/<record>", "delete", _delete, _deleted),
    )


def _first(headers: Any, names: Sequence[str]) -> str:
    values = (headers.get(name, "").strip() for name in names)
    return next(filter(None, values), "")


def _id(text: str) -> tuple[int, ...]:
    return (base.record_id(text),)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest(
            "The body must be an object of field values.", codes.INVALID_BODY
        )
    return value


_ID = schema.tree(["id"])


def _is_sub_path(path: str) -> bool:
    """Tell the dialect by what only its addresses end in."""
    model, _, rest = path.strip("/").partition("/")
    return bool(model) and rest in SUB_PATHS


# What comes after a model here, and in no other dialect.
SUB_PATHS = frozenset(
    row.path.removeprefix("/<model>/")
    for row in Candidroot.endpoints
    if row.path.startswith("/<model>/") and row.path.count("<") == 1
)
