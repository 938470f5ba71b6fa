"""How the dialect reads its messages, and writes its errors."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from werkzeug.exceptions import HTTPException

from odoo.http import Response
from odoo.modules.module import get_manifest

from ...auth import bearer
from ...auth.credentials import Verifier, bearer_token
from ...core import codes
from ...core.errors import ApiError, BadRequest, NotFound, Problem
from ...core.grant import PRINTING
from ...core.operation import Operation, Result
from ..base import Dialect, Endpoint, json_response
from . import guidance, messages, methods, protocol
from .messages import Message
from .tools import TOOLS, Tool

PATH = "/mcp"
# Of methods that write nothing, and are named in a header.
_READING = frozenset(["server/discover", "initialize", "ping", "tools/list"])


def _parse(dialect: "Mcp") -> Operation:
    if dialect.message.is_notification:
        return methods.nothing(dialect)
    method = methods.find(dialect)
    if method is None:
        raise NotFound("Method not found.", codes.UNKNOWN_RPC_METHOD)
    return method.parse(dialect)


def _render(dialect: "Mcp", result: Result) -> Response:
    if dialect.message.is_notification:
        return Response(status=HTTPStatus.ACCEPTED)
    return dialect.answer(methods.find(dialect).render(dialect, result))


class Mcp(Dialect):
    """See the package."""

    name: ClassVar[str] = "mcp"
    label: ClassVar[str] = "MCP, for AI agents"
    prefixes: ClassVar = (PATH,)
    checks_origin: ClassVar[bool] = True
    endpoints = (Endpoint("POST", PATH, "message", _parse, _render),)

    # -- authentication

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        token = bearer_token(self.http.headers.get("Authorization"))
        if token is None:
            return None
        login_token = self.http.headers.get("Login-Token", "").strip()
        return token, bearer.verifiers(token, login_token)

    def check_same_origin(self) -> None:
        """Refuse nothing: a web session is no credential here."""

    @property
    def calls_any_method(self) -> bool:
        """Tell whether methods can be called that no access line names."""
        return self.identity.calls_any_method

    def named_methods(self) -> list[tuple[str | None, str]]:
        """Return models, and the methods of theirs that access lines name."""
        found = self.identity.grant.named_methods()
        return sorted(
            (pair for pair in found if pair[1] != PRINTING),
            key=lambda pair: (pair[0] or "", pair[1]),
        )

    # -- parse

    @property
    def reads_only(self) -> bool:
        """Tell whether a message writes nothing: by its headers, until it is read.

        That is when it is known whose it is; headers that are not those of the body
        are refused.
        """
        if "message" in vars(self):
            method, name = self.message.method, self.message.params.get("name")
        else:
            headers = self.http.headers
            method = headers.get(protocol.METHOD_HEADER)
            name = headers.get(protocol.NAME_HEADER)
        if method != "tools/call":
            is_notification = (method or "").startswith(messages.NOTIFICATION)
            return method in _READING or is_notification
        return isinstance(name, str) and name in TOOLS and TOOLS[name].reads

    @cached_property
    def message(self) -> Message:
        """The message of the request; read once, though it may be parsed again."""
        return messages.read(self.http)

    @cached_property
    def tool(self) -> Tool:
        """The tool that a message calls.

        :raise BadRequest: there is none of its name
        """
        name = self.message.params.get("name")
        found = TOOLS.get(name) if isinstance(name, str) else None
        if found is None:
            raise BadRequest(f"Unknown tool: {str(name)[:100]}.", codes.INVALID_PARAMS)
        return found

    @cached_property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments of a call, without those that are null.

        :raise BadRequest: they are no object
        """
        sent = self.message.params.get("arguments") or {}
        if not isinstance(sent, dict):
            raise BadRequest("arguments: an object is expected.", codes.INVALID_PARAMS)
        return {name: value for name, value in sent.items() if value is not None}

    def body_pieces(self) -> Iterable[bytes]:
        """Return what makes two attempts the same: all but id and metadata."""
        params = {k: v for k, v in self.message.params.items() if k != protocol.META}
        sent = self.message
        return [
            orjson.dumps([sent.is_legacy, sent.is_notification, sent.method, params])
        ]

    # -- render

    def server_info(self) -> dict[str, str]:
        """Return how the server calls itself."""
        version = get_manifest("restapi")["version"]
        return {"name": "odoo-restapi", "title": "Odoo", "version": version}

    def answer(self, value: dict[str, Any], status: int = 200) -> Response:
        message = self.message
        if not message.is_legacy:
            meta = {protocol.SERVER_KEY: self.server_info()}
            value = {"resultType": "complete", **value, protocol.META: meta}
        return json_response({"jsonrpc": "2.0", "id": message.id, "result": value})

    def replayed(self, response: Response) -> Response:
        if self.message.is_notification:
            return response
        kept = orjson.loads(response.get_data())
        response.set_data(orjson.dumps({**kept, "id": self.message.id}))
        return response

    def render_error(self, problem: Problem, request_id: str) -> Response:
        if self._is_of_the_tool(problem):
            text = guidance.told(problem)
            response = self.answer(
                {"content": [{"type": "text", "text": text}], "isError": True}
            )
        else:
            response = self._protocol_error(problem)
        response.headers.update(problem.headers)
        return response

    def _is_of_the_tool(self, problem: Problem) -> bool:
        """Tell whether a problem is what a tool has to say, once one is called."""
        if problem.code in (*protocol.NUMBERS, codes.SERVER_ERROR):
            return False
        if self.identity is None or problem.status == HTTPStatus.UNAUTHORIZED:
            return False
        try:
            return self.message.method == "tools/call" and bool(self.tool)
        except (ApiError, HTTPException):
            return False

    def _protocol_error(self, problem: Problem) -> Response:
        error = {"code": protocol.number(problem), "message": problem.message}
        if problem.details is not None:
            error["data"] = problem.details
        body: dict[str, Any] = {"jsonrpc": "2.0", "error": error}
        if (id_ := self._id()) is not None:
            body["id"] = id_
        return json_response(body, problem.status)

    def _id(self) -> str | int | None:
        """Return the id of the request, as far as it can be read."""
        try:
            return messages.id_of(self.http)
        except HTTPException:
            return None
