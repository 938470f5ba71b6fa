"""The way of a request, from Odoo's HTTP layer to a dialect and back::

    odoo.http.Request._serve_db
    └── ir.http._authenticate      models/ir_http.py: who is asking
    └── ir.http._pre_dispatch
    └── RestapiDispatcher.dispatch
        ├── dialect.parse          request → Operation
        ├── turn.take              wait for other writers of the same records,
        │                          then verify again who is asking
        ├── controller             → restapi.service.execute → Result
        └── dialect.render         Result → response

    any exception
    └── RestapiDispatcher.handle_error
        ├── errors.problem         exception → Problem
        └── dialect.render_error   Problem → response

Odoo runs ``_authenticate`` to ``dispatch`` again after a serialization
failure, so nothing on the way consumes the request. ``handle_error`` runs
after the transaction was reset: it formats, and asks the ORM for nothing.
"""

import re
import time
import uuid
from functools import cached_property

from odoo.http import Dispatcher, HttpDispatcher, Response

from . import dialects
from .auth import failures
from .auth.credentials import unauthorized
from .auth.throttle import Allowance
from .core import errors, parameters, turn
from .core.errors import BadRequest, Problem
from .core.grant import NOTHING, Grant
from .core.operation import Operation
from .core.parameters import Parameters
from .core.turn import Turn
from .cors import Cors
from .dialects.base import JSON, Dialect
from .dialects.native import Native
from .dialects.rest_api import RestApi

# A body without a credential, or before it is verified.
STRANGERS_BODY_BYTES = 64 * 1024
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")


class RestapiDispatcher(Dispatcher):
    """Serves routes of ``type="restapi.dialect"``."""

    routing_type = "restapi.dialect"
    # Of the credential, once it is verified.
    grant: Grant = NOTHING
    # Of a credential that has a limit, once the request was counted.
    allowance: Allowance | None = None

    @classmethod
    def is_compatible_with(cls, request) -> bool:
        return True

    @cached_property
    def dialect(self) -> Dialect:
        """The dialect the request speaks; known before its route is."""
        default = self.parameters.default_dialect
        if self.request.session.uid:
            default = Native.name
        return dialects.choose(self.request.httprequest, default)

    @cached_property
    def request_id(self) -> str:
        """The client's ``X-Request-Id``, or a new one."""
        sent = self.request.httprequest.headers.get("X-Request-Id", "")
        return sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex

    @cached_property
    def parameters(self) -> Parameters:
        return parameters.read(self.request.env)

    @cached_property
    def cors(self) -> Cors:
        return Cors(self.parameters.cors)

    def begin(self) -> None:
        """Read the settings, while there is a transaction to read them in."""
        self.cors  # noqa: B018 handle_error needs it when there is none
        # Of strangers little is read; the dialect may look for a token in it.
        self._limit_body(STRANGERS_BODY_BYTES)
        self.dialect.ascii_only = self.parameters.u_escape_characters
        self.dialect.check_method()

    def trust(self, grant: Grant) -> None:
        """Go on with what a verified credential allows."""
        self.grant = grant
        self._limit_body(self.parameters.max_body_mib * parameters.MEBIBYTE)

    def pre_dispatch(self, rule, args) -> None:
        self.request.session.can_save = False

    def _limit_body(self, size: int) -> None:
        self.request.httprequest.max_content_length = size

    def dispatch(self, endpoint, args) -> Response:
        http = self.request.httprequest
        self.request.params = {}  # core and other addons look there afterwards
        if http.method == "OPTIONS":
            allowed = ", ".join(dialects.allowed_methods(http))
            accepted = {"Accept-Query": JSON} if "QUERY" in allowed else {}
            return Response(status=204, headers={"Allow": allowed, **accepted})
        self._check_database()
        dialect = self.dialect
        operation = dialect.parse()
        self._take_turn(operation)
        self.request.params = {"operation": operation, "grant": self.grant}
        # Passwords and signatures are verified as operations.
        with failures.counted(self.request.env, http.remote_addr):
            result = self.request.registry["ir.http"]._dispatch(endpoint)
        response = dialect.render(result)
        if result.omitted:
            response.headers["Restapi-Omitted"] = ", ".join(sorted(set(result.omitted)))
        return response

    def _check_database(self) -> None:
        """Refuse a request that means another database than the one it reached."""
        database = self.request.httprequest.args.get("db")
        if database and database != self.request.db:
            raise BadRequest(
                "db: this is not the database that answers here.", "invalid_database"
            )

    @cached_property
    def _deadline(self) -> float:
        """Until when the request waits for others, though Odoo may run it again."""
        return time.monotonic() + self.parameters.lock_timeout

    def _take_turn(self, operation: Operation) -> None:
        """Wait for other writers, before anything is written here.

        What the credential allows is asked again after a wait.
        """
        if not self.parameters.lock_timeout:
            return
        env = self.request.env
        keys = env["restapi.service"].contended(operation, self.grant)
        if not keys:
            return
        taken = turn.take(env.cr, keys, self._deadline)
        ir_http = self.request.registry["ir.http"]
        if taken is Turn.WAIT:
            ir_http._restapi_begin_again()
        elif taken is Turn.STEP:
            ir_http._restapi_prepare_transaction()

    def post_dispatch(self, response) -> None:
        result = super().post_dispatch(response)
        self._add_headers(response)
        return result

    def handle_error(self, exc: Exception) -> Response:
        problem = errors.problem(exc)
        if "dialect" not in self.__dict__:
            # The settings, which say what to speak by default, could not be read.
            self.dialect = dialects.choose(self.request.httprequest)
        response = self.dialect.render_error(problem, self.request_id)
        self._add_challenge(response, problem)
        self._add_headers(response)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _add_challenge(self, response, problem: Problem) -> None:
        """Say which credential would do (RFC 6750, 3) and who gives it (RFC 9728)."""
        challenge = response.headers.get("WWW-Authenticate")
        if problem.code == "insufficient_scope" and challenge is None:
            challenge = unauthorized(problem.message, problem.code).headers[
                "WWW-Authenticate"
            ]
        # Read while there was a transaction to read them in.
        if (
            challenge
            and challenge.startswith("Bearer")
            and ("parameters" in self.__dict__)
        ):
            issuer = self.parameters.issuer
            metadata = f"{issuer}/.well-known/oauth-protected-resource"
            challenge = f'{challenge}, resource_metadata="{metadata}"'
        if challenge:
            response.headers["WWW-Authenticate"] = challenge

    def _add_headers(self, response) -> None:
        headers = response.headers
        headers["X-Request-Id"] = self.request_id
        headers.update(self.dialect.headers)
        headers.setdefault("Cache-Control", "no-store")
        if self.allowance is not None:
            headers.update(self.allowance.headers)
        if "cors" in self.__dict__:
            self.cors.add_headers(self.request.httprequest, headers)


class CustomEndpointDispatcher(RestapiDispatcher):
    """Takes over a ``type="http"`` route from within, see ``controllers/main.py``.

    From then on errors are rendered here, and headers are ours.
    """

    routing_type = "restapi.custom"

    @cached_property
    def dialect(self) -> Dialect:
        """``rest_api``, unless the credential is one of another dialect."""
        http = self.request.httprequest
        if not http.path.startswith("/api/"):
            return RestApi(http, http.path)
        default = Native.name if self.request.session.uid else RestApi.name
        return dialects.choose(http, default)

    def dispatch(self, endpoint, args) -> Response:
        """Begin again, when Odoo retries the request."""
        return HttpDispatcher(self.request).dispatch(endpoint, args)
