"""The endpoints of OAuth that applications call: errors as RFC 6749, 5.2 has them."""

import re

from werkzeug.exceptions import MethodNotAllowed

from odoo.http import Response

from .auth.throttle import failures
from .core import problems
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
        if _is_failure(response):
            failures.note_address(env, address)
        response.headers["Pragma"] = "no-cache"
        return response

    def handle_error(self, exc: Exception) -> Response:
        problem = problems.of(exc)
        response = json_response(_body(problem), problem.status, problem.headers)
        self._add_headers(response)
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
