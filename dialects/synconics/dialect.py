"""The dialect of Synconics' ``restapi``, below ``/restapi/1.0``.

=============================================== ============================
GET    /common/version                          version of the server
GET    /object/<m>?domain&fields&offset&limit…  ``{"<m>": [{…}]}``
GET    /object/<m>?ids=12,17&fields             ``{"<m>": [{…}]}``
GET    /object/<m>/<id>?fields                  ``{"<m>": {…}}``
POST   /object/<m>?vals={…}                     ``{"<m>": {…}}``
PUT    /object/<m>/<id>?vals={…}                ``{"<m>": {…}}``
PUT    /object/<m>?ids=17,20&vals={…}           ``{"<m>": [{…}]}``
DELETE /object/<m>/<id>, /object/<m>?ids=17,20  ``{}``
any    /object/<m>/[<id>/]<method>              ``{"<m>": result}``
GET    /workflow/<m>/<id>/<signal>              ``{}``
GET    /report/<name>/<id>                      ``{"report": {…}}``
GET    /report/<name>?ids=12,17                 ``{"report": [{…}]}``
GET    /start                                   how to connect, for a demo
=============================================== ============================

Parameters come from the query, as Python or JSON literals, and from a body in
JSON, XML or as a form; the body wins. ``vals`` may also be the whole body.
Answers are JSON or XML, as ``Accept`` has it. Errors are
``{"error": {"code": 403, "message": "…"}}``, 403 for all that the ORM refuses.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from odoo.http import Response

from ...auth.credentials import Verifier
from ...core import codes
from ...core.errors import BadRequest, NotAcceptable, Problem
from ...core.operation import Operation, Result
from .. import base, body
from ..arguments import Arguments
from ..base import JSON, READ_METHODS, Dialect, Endpoint, json_response
from ..converters import Ids, Method
from . import xml
from .action import Action, Target
from .endpoints import ENDPOINTS, READ_BY_IDS
from .methods import METHODS

MEDIA_TYPES = (JSON, "application/xml", "text/xml")
# "403 if any error raise": what the ORM refuses has finer statuses elsewhere.
ORM_STATUSES = {409: 403, 422: 403}
# Not refused by the ORM: sent again, or with another key, the request may do.
NOT_OF_THE_ORM = frozenset([codes.CONCURRENT_UPDATE, codes.IDEMPOTENCY_KEY_REUSED])
# No values: what reads by POST has ids alone.
EMPTY_BODIES = frozenset([b"", b"{}"])


class Synconics(Dialect):
    """See the module."""

    name: ClassVar[str] = "synconics"
    label: ClassVar[str] = "synconics"
    prefixes: ClassVar = ("/restapi", "/start")
    endpoints = ENDPOINTS
    converters: ClassVar = {"ids": Ids, "method": Method}

    # -- authentication

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        return self.own_credential()

    def check_same_origin(self) -> None:
        """Refuse nothing: a web session is no credential here."""

    # -- parse

    @property
    def _action(self) -> Endpoint | Action:
        """What the request does: of a named method, more than its address tells."""
        endpoint, names = self.match()
        if endpoint.name == "create" and self._reads_by_ids:
            return READ_BY_IDS
        return METHODS.get(names.get("method"), endpoint)

    @property
    def _reads_by_ids(self) -> bool:
        """Tell whether a ``POST`` names records and has no values for a new one."""
        if "ids" not in self.query or "vals" in self.query:
            return False
        return self.http.get_data(cache=True).strip() in EMPTY_BODIES

    @property
    def reads_only(self) -> bool:
        if self.endpoint is None:
            return True
        return self.http.method in READ_METHODS and bool(self._action.reads)

    def parse(self) -> Operation:
        base.check_text(self.http, self.path)
        self._check_acceptable()
        return self._action.parse(self._target)

    @cached_property
    def _target(self) -> Target:
        endpoint, names = self.match()
        arguments = Arguments(self._values())
        if parameters := self._action.parameters:
            arguments = arguments.positional(parameters)
        text = names.get("ids")
        ids = base.record_ids(text) if text else arguments.ids()
        if endpoint.name == "read" and len(ids) > 1:
            raise BadRequest(
                "id: one id is expected; give several as ids=12,17.", codes.INVALID_ID
            )
        target = Target(
            ids=ids, listed=text is None or len(ids) > 1, arguments=arguments
        )
        return replace(target, **{name: names[name] for name in names.keys() - {"ids"}})

    def _values(self) -> dict[str, Any]:
        """Return the parameters of the query and of the body, which wins."""
        query: dict[str, Any] = dict(self.query)
        sent = body.read_with_xml(self.http)
        if sent is None:
            return query
        if not isinstance(sent, dict):
            raise BadRequest(
                "The body must be an object with parameters.", codes.INVALID_BODY
            )
        is_bare = not {"vals", "ids"} & sent.keys()
        if is_bare and self.endpoint.name in ("create", "update"):
            return {**query, "vals": sent}
        return {**query, **sent}

    # -- render

    @cached_property
    def _media_type(self) -> str | None:
        """The type of answer the client likes most; ``None`` for none of ours."""
        accepted = self.http.accept_mimetypes
        return accepted.best_match(MEDIA_TYPES) if accepted else JSON

    def _check_acceptable(self) -> None:
        if self._media_type is None:
            raise NotAcceptable(f"Answers are {' or '.join(MEDIA_TYPES)}.")

    def render(self, result: Result) -> Response:
        value = self._action.render(self._target, result)
        if self.endpoint.name == "start":
            value["host"] = self.http.host
        return self.answer(value)

    def render_error(self, problem: Problem, request_id: str) -> Response:
        status = problem.status
        if problem.code not in NOT_OF_THE_ORM:
            status = ORM_STATUSES.get(status, status)
        told = {"code": status, "message": problem.message, **base.mistakes(problem)}
        value = {"error": told}
        response = self.answer(value, status)
        response.headers.update(problem.headers)
        return response

    def answer(self, value: Any, status: int = 200) -> Response:
        if self._media_type in (None, JSON):
            response = json_response(value, status)
        else:
            content_type = f"{self._media_type}; charset=utf-8"
            response = Response(
                xml.dumps(value), status=status, content_type=content_type
            )
        response.headers["Vary"] = "Accept"
        return response
