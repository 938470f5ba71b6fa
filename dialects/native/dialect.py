"""How the native dialect finds out who asks, and writes its answers and errors."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

from odoo.http import HTTPRequest, Response

from ...auth import bearer
from ...auth.credentials import Verifier
from ...auth.oauth1.request import SIGNED
from ...core import codes, parameter, schema
from ...core.bulk_operation import DryRun
from ...core.errors import Forbidden, Problem
from ...core.file_operation import Upload
from ...core.job_operation import Defer
from ...core.operation import Operation, Result
from ...core.schema import Node
from .. import recognition, uploads
from ..base import JSON, READ_METHODS, Choice, Dialect, Endpoint, json_response
from ..converters import Address, Field, Ids, Method
from . import imports, jobs, visits
from .answer import Answer
from .discovery import CONTRACT
from .endpoints import DEFERRABLE, ENDPOINTS, RETURNING
from .parameters import EVERYWHERE, Parameters

MINIMAL = "minimal"
_RETURNS = (MINIMAL, "representation")
PROBLEM_JSON = "application/problem+json"
_PATHS = frozenset(row.path.rstrip("/") for row in ENDPOINTS if "<" not in row.path)


def _has_authorization(http: HTTPRequest, path: str) -> bool:
    return "Authorization" in http.headers or SIGNED in http.args


def _is_habit(http: HTTPRequest, path: str) -> bool:
    """Tell what only clients of this dialect do."""
    return http.method in ("PATCH", "QUERY") or "_" in path.split("/")[1]


def _is_among(name: str, known: Sequence[str]) -> bool:
    """Tell whether there is a parameter, as it is or for each model."""
    families = tuple(each.partition("<")[0] for each in known if "<" in each)
    return name in known or (bool(families) and name.startswith(families))


class Native(Parameters, Dialect):
    """See the package."""

    name: ClassVar[str] = "mrm"
    label: ClassVar[str] = "Native"
    endpoints = ENDPOINTS
    choices: ClassVar = {
        Choice.PATH: recognition.any_of(
            recognition.at(*_PATHS), recognition.below(visits.PREFIX)
        ),
        Choice.AUTHORIZATION: _has_authorization,
        Choice.HABIT: _is_habit,
    }
    # Two are names: an address of a record has both, told apart by the method.
    converters: ClassVar = {
        "method": Method,
        "field": Field,
        "address": Address,
        "ids": Ids,
    }
    headers: ClassVar = {"Restapi-Version": str(CONTRACT)}

    # -- authentication

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        sent = self.own_credential()
        if sent is None or self.signed:
            return sent
        text = sent[0]
        login_token = self.http.headers.get("Login-Token", "").strip()
        return text, bearer.verifiers(text, login_token)

    @property
    def accepts_session(self) -> bool:
        return True

    def check_same_origin(self) -> None:
        """Accept a writing request of a session from our own pages only.

        A form of another site cannot send ``application/json``, and a script
        of another site is told apart by what the browser says of its origin. So is
        a form with a file, of which that is all there is to tell.
        """
        if self.http.method in READ_METHODS:
            return
        if self.http.mimetype != JSON and not self.takes_file:
            raise Forbidden(
                "With a web session, writing needs Content-Type: application/json.",
                codes.CSRF,
            )
        site = self.http.headers.get("Sec-Fetch-Site")
        origin = self.http.headers.get("Origin")
        same_origin = origin and urlsplit(origin).netloc == self.http.host
        if site not in (None, "same-origin") or (origin and not same_origin):
            raise Forbidden(
                "A web session is not accepted from another site.", codes.CSRF
            )
        if site is None and origin is None:
            raise Forbidden(
                "With a web session, writing needs the header Origin or "
                "Sec-Fetch-Site; outside of a browser, use an API key.",
                codes.CSRF,
            )

    # -- parse

    def parse(self) -> Operation:
        endpoint, _names = self.match()
        self._check_parameters(endpoint)
        operation = super().parse()
        if self._is_dry_run:
            operation = DryRun(operation)
        return jobs.deferred(self, operation) if self.is_deferred else operation

    @property
    def is_deferred(self) -> bool:
        """Tell whether what is asked for is to be done in the background."""
        return self.endpoint.name in DEFERRABLE and jobs.PREFERENCE in self.preferences

    @property
    def _is_dry_run(self) -> bool:
        return "dry_run" in (self.endpoint.parameters or ()) and self.flag(
            "dry_run", False
        )

    def _check_parameters(self, endpoint: Endpoint) -> None:
        """Refuse what has no meaning: a misspelt filter would give everything.

        :raise BadRequest: names the nearest parameter that there is
        """
        known = endpoint.parameters
        if known is None or endpoint.has_more:
            return
        # Clients of old send the same body with every method: of one record it counts
        # for nothing.
        is_one = endpoint.name == "read" and self.http.method != "QUERY"
        for name in self.query if is_one else self.parameters:
            if name not in EVERYWHERE and not _is_among(name, known):
                raise parameter.unknown(name, known)

    @property
    def _return(self) -> str:
        """How much of what was written is wanted back; empty where nothing is said."""
        wanted = self.preferences.get("return", "")
        return wanted if wanted in _RETURNS else ""

    def returned(self) -> Node | None:
        """Return the tree of fields of what was written; ids alone are the least."""
        fields = self.fields()
        return schema.tree(["id"]) if self.is_minimal else fields

    @property
    def is_minimal(self) -> bool:
        """Tell whether of what was written ids alone are wanted back."""
        return self._return == MINIMAL

    def given(self, **records: Any) -> dict[str, Any]:
        """Return the part of an answer that has records, where they are wanted."""
        return {} if self.is_minimal else records

    def asks_back(self) -> bool:
        """Tell whether what was written is asked for in words, not just by default."""
        named = bool(self.parameters.get("fields"))
        return not self.is_minimal and (named or bool(self._return))

    @property
    def is_import(self) -> bool:
        """Tell whether the body of the request is a file of rows."""
        is_list = self.endpoint is not None and self.endpoint.name == "create"
        return is_list and self.http.mimetype in imports.TYPES

    @property
    def takes_file(self) -> bool:
        return super().takes_file or self.is_import

    @cached_property
    def upload(self) -> Upload:
        """The file that is the body; read once, though the request may be parsed again.

        :raise BadRequest: a broken form, or one that is not of one file
        :raise UnsupportedMedia: compressed
        """
        return uploads.read(self.http, self.query.get("name", ""))

    def body_pieces(self) -> Iterable[bytes]:
        return self.upload.pieces() if self.takes_file else super().body_pieces()

    # -- render

    def render(self, result: Result) -> Response:
        if isinstance(result.operation, Defer):
            return jobs.render_deferred(result)
        return super().render(result)

    def answer(self, value: Any, status: int = 200) -> Response:
        answer = value if isinstance(value, Answer) else Answer(value, status)
        headers, value = dict(answer.headers), answer.value
        if self.endpoint.name in RETURNING and self._return:
            headers["Preference-Applied"] = f"return={self._return}"
        if self._is_dry_run:
            # There is nothing at an address that was only tried.
            for name in ("Location", "ETag"):
                headers.pop(name, None)
            return json_response({**value, "dry_run": True}, 200, headers)
        return json_response(value, answer.status, headers)

    def render_error(self, problem: Problem, request_id: str) -> Response:
        more = {
            "code": problem.code,
            "details": problem.details,
            "request_id": request_id,
        }
        accepted = self.http.accept_mimetypes
        if PROBLEM_JSON in accepted.values():
            body = {
                "type": "about:blank",
                "title": HTTPStatus(problem.status).phrase,
                "status": problem.status,
                "detail": problem.message,
                **more,
            }
            return json_response(body, problem.status, problem.headers, PROBLEM_JSON)
        return json_response(
            {"error": problem.message, **more}, problem.status, problem.headers
        )
