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

from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, Rule, Submount

from odoo.http import Response

from ..auth.credentials import Verifier
from ..core import xml
from ..core.errors import BadRequest, NotAcceptable, Problem
from ..core.operation import Operation, Result
from . import base, body
from .arguments import Arguments
from .base import READ_METHODS, Dialect, json_response
from .synconics_action import Action, Target
from .synconics_methods import CALL, METHODS
from .synconics_objects import ACTIONS

PREFIX = "/restapi/1.0"
JSON = "application/json"
MEDIA_TYPES = (JSON, "application/xml", "text/xml")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PUBLIC = frozenset(["version", "start"])
# "403 if any error raise": what the ORM refuses has finer statuses elsewhere.
ORM_STATUSES = {409: 403, 422: 403}
RETRIED = "concurrent_update"
# No values: what reads by POST has ids alone.
EMPTY_BODIES = frozenset([b"", b"{}"])


class _Ids(BaseConverter):
    """What begins like a number: an id, or several, right or wrong."""

    regex = r"[-+]?\d[^/]*"
    part_isolating = True


class _Method(BaseConverter):
    """What can be the name of a method, private ones too."""

    regex = r"[^\W\d]\w*"


class Synconics(Dialect):
    """See the module."""

    name: ClassVar[str] = "synconics"
    routes: ClassVar[Map] = Map(
        [
            Rule("/start", methods=["GET"], endpoint="start"),
            Submount(
                PREFIX,
                [
                    Rule("/common/version", methods=["GET"], endpoint="version"),
                    Rule("/object/<model>", methods=["GET"], endpoint="read_all"),
                    Rule("/object/<model>", methods=["POST"], endpoint="create"),
                    Rule("/object/<model>", methods=["PUT"], endpoint="update"),
                    Rule("/object/<model>", methods=["DELETE"], endpoint="delete"),
                    Rule("/object/<model>/<ids:ids>", methods=["GET"], endpoint="read"),
                    Rule(
                        "/object/<model>/<ids:ids>", methods=["PUT"], endpoint="update"
                    ),
                    Rule(
                        "/object/<model>/<ids:ids>",
                        methods=["DELETE"],
                        endpoint="delete",
                    ),
                    Rule(
                        "/object/<model>/<method:method>",
                        methods=VERBS,
                        endpoint="call",
                    ),
                    Rule(
                        "/object/<model>/<ids:ids>/<method:method>",
                        methods=VERBS,
                        endpoint="call",
                    ),
                    Rule(
                        "/workflow/<model>/<ids:ids>/<signal>",
                        methods=["GET"],
                        endpoint="signal",
                    ),
                    Rule("/report/<report>", methods=["GET"], endpoint="report"),
                    Rule(
                        "/report/<report>/<ids:ids>", methods=["GET"], endpoint="report"
                    ),
                ],
            ),
        ],
        strict_slashes=False,
        merge_slashes=False,
        converters={"ids": _Ids, "method": _Method},
    )

    # -- authentication

    def is_public(self) -> bool:
        return self._endpoint in PUBLIC

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        return self.own_credential()

    def check_same_origin(self) -> None:
        """Refuse nothing: a web session is no credential here."""

    # -- parse

    @cached_property
    def _route(self) -> tuple[str, dict[str, str]] | HTTPException:
        """The endpoint and what the path names, or why there is none.

        Asked for before the request is parsed, so it does not raise.
        """
        try:
            return self.match()
        except HTTPException as exc:
            return exc

    @property
    def _endpoint(self) -> str | None:
        return None if isinstance(self._route, HTTPException) else self._route[0]

    @property
    def _action(self) -> Action:
        endpoint, names = self._route
        if endpoint == "create" and self._reads_by_ids:
            return ACTIONS["read_all"]
        if endpoint == "call":
            return METHODS.get(names["method"], CALL)
        return ACTIONS[endpoint]

    @property
    def _reads_by_ids(self) -> bool:
        """Tell whether a ``POST`` names records and has no values for a new one."""
        if "ids" not in self.query or "vals" in self.query:
            return False
        return self.http.get_data(cache=True).strip() in EMPTY_BODIES

    @property
    def reads_only(self) -> bool:
        if self._endpoint is None:
            return True
        return self.http.method in READ_METHODS and self._action.reads

    def parse(self) -> Operation:
        base.check_text(self.http, self.path)
        self._check_acceptable()
        if isinstance(self._route, HTTPException):
            raise self._route
        return self._action.parse(self._target)

    @cached_property
    def _target(self) -> Target:
        endpoint, names = self._route
        arguments = Arguments(self._values())
        if parameters := self._action.parameters:
            arguments = arguments.positional(parameters)
        text = names.get("ids")
        ids = base.record_ids(text) if text else arguments.ids()
        if endpoint == "read" and len(ids) > 1:
            raise BadRequest(
                "id: one id is expected; give several as ids=12,17.", "invalid_id"
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
                "The body must be an object with parameters.", "invalid_body"
            )
        if self._endpoint in ("create", "update") and not {"vals", "ids"} & sent.keys():
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
        if self._endpoint == "start":
            value["host"] = self.http.host
        return self._response(value)

    def render_error(self, problem: Problem, request_id: str) -> Response:
        status = problem.status
        if problem.code != RETRIED:
            status = ORM_STATUSES.get(status, status)
        told = {"code": status, "message": problem.message, **base.mistakes(problem)}
        value = {"error": told}
        response = self._response(value, status)
        response.headers.update(problem.headers)
        return response

    def _response(self, value: Any, status: int = 200) -> Response:
        if self._media_type in (None, JSON):
            response = json_response(value, status)
        else:
            content_type = f"{self._media_type}; charset=utf-8"
            response = Response(
                xml.dumps(value), status=status, content_type=content_type
            )
        response.headers["Vary"] = "Accept"
        return response
