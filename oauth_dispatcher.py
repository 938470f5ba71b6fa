"""The endpoints of OAuth that applications call: errors as RFC 6749, 5.2 has them."""

import re
from functools import cached_property
from http import HTTPStatus

from oauthlib.oauth2 import OAuth2Error
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from odoo.http import Response

from .auth.oauth2 import parameters
from .auth.throttle import failures
from .core.errors import Problem
from .dialects.base import json_response
from .dispatcher import STRANGERS_BODY_BYTES, RestapiDispatcher
from .records import odoo19

_CODES = {
    401: "invalid_client",
    403: "access_denied",
    429: "slow_down",
    503: "temporarily_unavailable",
}
# What an error_description may not have in it (RFC 6749, 5.2).
_UNWANTED = re.compile(r"[^\x20-\x21\x23-\x5B\x5D-\x7E]")


class OAuthDispatcher(RestapiDispatcher):
    """Serves routes of ``type="restapi.oauth"``: endpoints for ``POST``.

    ``auth="none"``: an application proves itself in the request.
    """

    routing_type = "restapi.oauth"
    dialect_name = "oauth2"
    handles_secrets = True
    is_write = False
    takes_file = False

    @property
    def route(self) -> str:
        return self.request.httprequest.path

    @cached_property
    def client_id(self) -> str | None:
        """Who asks, whether they can prove it or not."""
        try:
            sent = parameters.read(self.request.httprequest)
        except (OAuth2Error, HTTPException):
            return None
        return sent.values.get("client_id")

    def dispatch(self, endpoint, args) -> Response:
        http = self.request.httprequest
        self.request.params = {}
        self._read_settings()
        self._limit_body(STRANGERS_BODY_BYTES)
        if http.method == "OPTIONS":
            return Response(status=204, headers=[("Allow", "POST, OPTIONS")])
        if http.method != "POST":
            raise MethodNotAllowed(["POST", "OPTIONS"])
        env, address = self.request.env, http.remote_addr
        with failures.counted(env, address):
            response = odoo19.dispatch(self.request.registry, endpoint)
        self.commits = response.status_code < HTTPStatus.BAD_REQUEST
        if _is_failure(response):
            failures.note_address(env, address)
        response.headers["Pragma"] = "no-cache"
        return response

    # There is nothing to return. pylint: disable-next=missing-return
    def _finish(self, response: Response, problem: Problem | None = None) -> None:
        """Tell of the errors too that the endpoints answer with by themselves."""
        if problem is None and response.status_code >= 400 and response.is_json:
            told = response.get_json()
            problem = Problem(
                response.status_code,
                told.get("error", ""),
                told.get("error_description", ""),
            )
        super()._finish(response, problem)

    def handle_error(self, exc: Exception) -> Response:
        problem = self.problem_of(exc)
        response = json_response(_body(problem), problem.status, problem.headers)
        self._finish(response, problem)
        return response


def _is_failure(response: Response) -> bool:
    """Tell whether a secret, a code or a token was wrong."""
    if response.status_code < 400 or not response.is_json:
        return False
    return response.get_json().get("error") in ("invalid_client", "invalid_grant")


def _body(problem: Problem) -> dict[str, str]:
    default = "invalid_request" if problem.status < 500 else "server_error"
    return {
        "error": _CODES.get(problem.status, default),
        "error_description": _UNWANTED.sub("'", problem.message),
    }
