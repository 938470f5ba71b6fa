"""The way of a request, from Odoo's HTTP layer to a dialect and back::

    odoo.http.Request._serve_db
    └── ir.http._authenticate      models/ir_http.py: who is asking
    └── ir.http._pre_dispatch
    └── RestapiDispatcher.dispatch
        ├── dialect.parse          request → Operation
        ├── idempotency            the answer that an earlier attempt has got
        ├── write_locks.take       wait for other writers of the same records,
        │                          then verify again who is asking
        ├── controller             → restapi.service.execute → Result
        ├── dialect.render         Result → response
        └── idempotency            keep the answer, with what was done

    any exception
    └── RestapiDispatcher.handle_error
        ├── problems.of            exception → Problem
        └── dialect.render_error   Problem → response

    either response
    └── monitoring.follow          the log and the figures, once it was sent

Odoo runs ``_authenticate`` to ``dispatch`` again after a serialization
failure, so nothing on the way consumes the request. ``handle_error`` runs
after the transaction was reset: it formats, and asks the ORM for nothing.
"""

import re
import time
import uuid
from dataclasses import replace
from functools import cached_property
from http import HTTPStatus

from odoo.http import Dispatcher, Response

from . import idempotency, monitoring, settings
from .auth import challenges, replica
from .auth.credentials import Identity
from .auth.throttle import Allowance, failures
from .core import codes
from .core.errors import BadRequest, NotFound, Problem
from .core.grant import NOTHING, Grant
from .core.job_operation import OwnedOperation
from .core.operation import Operation
from .cors import Cors
from .dialects import registry, rendering
from .dialects.base import JSON, Dialect
from .dialects.native import Native
from .idempotency import Repeatable
from .monitoring.told import Told
from .records import odoo19
from .records.write import write_locks
from .records.write.write_locks import Turn
from .settings import Parameters

# A body without a credential, or before it is verified.
STRANGERS_BODY_BYTES = 64 * 1024
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")


class RestapiDispatcher(Told, Dispatcher):
    """Serves routes of ``type="restapi.dialect"``."""

    routing_type = "restapi.dialect"
    # Of the credential, once it is verified.
    grant: Grant = NOTHING
    # Whom it stands for.
    identity: Identity | None = None
    # The same, of a request that the replica was found to know enough for.
    verified: Identity | None = None
    # Whether the requests of a batch were counted.
    counts_calls = False
    # Of a credential that has a limit, once the request was counted.
    allowance: Allowance | None = None
    # The defaults, until they are read: what goes wrong before is answered too.
    settings: Parameters = Parameters()
    cors: Cors = Cors(settings.cors)

    @classmethod
    def is_compatible_with(cls, request) -> bool:
        return True

    @property
    def dialect(self) -> Dialect:
        """The dialect the request speaks; known before its route is."""
        if self._dialect is None:
            self._read_settings()
            self._dialect = self._choose_dialect()
        return self._dialect

    def _choose_dialect(self) -> Dialect:
        http = self.request.httprequest
        if self.request.session.uid:
            return registry.choose_for_session(http, Native.name)
        return registry.choose(http, self.settings.default_dialect)

    @cached_property
    def request_id(self) -> str:
        """The client's ``X-Request-Id``, or a new one."""
        sent = self.request.httprequest.headers.get("X-Request-Id", "")
        return sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex

    def begin(self) -> None:
        """Begin with a request of which nobody knows yet whose it is."""
        # Of strangers little is read; the dialect may look for a token in it.
        self._limit_body(STRANGERS_BODY_BYTES)
        self.dialect.ascii_only = self.settings.u_escape_characters
        if self.settings.is_off(self.dialect.name):
            raise NotFound(
                f"The dialect {self.dialect.label} is switched off on this server.",
                codes.DIALECT_OFF,
            )
        self.dialect.check_method()
        if self.dialect.checks_origin:
            self.cors.check_origin(self.request.httprequest, self.settings.issuer)

    def trust(self, identity: Identity) -> None:
        """Go on with what a verified credential allows."""
        self.identity, self.grant = identity, identity.grant
        self.dialect.identity = identity
        largest = self.settings.max_body_mib
        if self.dialect.takes_file:
            largest = self.settings.max_file_mib
        self._limit_body(largest * settings.MEBIBYTE)

    def _read_settings(self) -> None:
        """Read the settings, while there is a transaction to read them in."""
        self.settings = settings.read(self.request.env)
        self.cors = Cors(self.settings.cors)

    def pre_dispatch(self, rule, args) -> None:
        self.request.session.can_save = False

    def _limit_body(self, size: int) -> None:
        self.request.httprequest.max_content_length = size

    def dispatch(self, endpoint, args) -> Response:
        with replica.or_primary(self.request.env.cr):
            return self._dispatch_operation(endpoint)

    def _dispatch_operation(self, endpoint) -> Response:
        http = self.request.httprequest
        self.commits = False
        self.request.params = {}  # core and other addons look there afterwards
        if http.method == "OPTIONS":
            allowed = registry.allowed_methods(http, self.settings.default_dialect)
            accepted = {"Accept-Query": JSON} if "QUERY" in allowed else {}
            headers = {"Allow": ", ".join(allowed), **accepted}
            return Response(status=204, headers=headers)
        self._check_database()
        dialect = self.dialect
        operation = self.operation = self._owned(dialect.parse())
        self.request.registry["ir.http"]._restapi_throttle_calls(self, operation.calls)
        repeatable = None
        if self.identity and not dialect.reads_only:
            repeatable = idempotency.read(
                http, dialect.owner.key, dialect.name, dialect.body_pieces
            )
        if repeatable and (kept := self._kept(repeatable, operation)):
            return kept
        self._take_locks(operation, repeatable)
        if repeatable and (kept := self._kept(repeatable, operation)):
            return kept
        self.request.params = {"operation": operation, "grant": self.grant}
        # Passwords and signatures are verified as operations.
        with failures.counted(self.request.env, http.remote_addr):
            result = self.result = odoo19.dispatch(self.request.registry, endpoint)
        response = rendering.render(dialect, result)
        if repeatable and response.status_code < HTTPStatus.BAD_REQUEST:
            ids = [row["id"] for row in result.rows if "id" in row]
            repeatable.keep(self.request.env, response, ids)
        self.commits = not (dialect.reads_only or repeatable)
        return response

    def _owned(self, operation: Operation) -> Operation:
        """Tell an operation that depends on it whose request this is."""
        if not isinstance(operation, OwnedOperation):
            return operation
        return replace(operation, owner=self.dialect.owner)

    def _kept(self, repeatable: Repeatable, operation: Operation) -> Response | None:
        """Return the answer that an earlier attempt at this request got."""
        kept = repeatable.kept(self.request.env)
        if kept is None:
            return None
        response, ids = kept
        if ids:
            service = self.request.env["restapi.service"]
            result = service.reread(operation, ids, self.grant)
            response.set_data(self.dialect.render(result).get_data())
        return self.dialect.replayed(response)

    def _check_database(self) -> None:
        """Refuse a request that means another database than the one it reached."""
        database = self.request.httprequest.args.get("db")
        if database and database != self.request.db:
            raise BadRequest(
                "db: this is not the database that answers here.",
                codes.INVALID_DATABASE,
            )

    @cached_property
    def _deadline(self) -> float:
        """Until when the request waits for others, though Odoo may run it again."""
        return time.monotonic() + self.settings.lock_timeout

    def _take_locks(self, operation: Operation, repeatable: Repeatable | None) -> None:
        """Wait for other writers, and for an earlier attempt at this request.

        What the credential allows is asked again after a wait.
        """
        if not self.settings.lock_timeout or self.dialect.reads_only:
            return
        env = self.request.env
        keys = set(env["restapi.service"].contended(operation, self.grant))
        if repeatable:
            keys.add(repeatable.lock)
        if not keys:
            return
        taken = write_locks.take(env.cr, keys, self._deadline)
        ir_http = self.request.registry["ir.http"]
        if taken is Turn.WAIT:
            ir_http._restapi_begin_again()
        elif taken is Turn.STEP:
            ir_http._restapi_prepare_transaction()

    def post_dispatch(self, response) -> None:
        result = super().post_dispatch(response)
        cr = self.request.env.cr
        if self.may_have_written and replica.is_configured() and not cr.readonly:
            replica.note_commit(self.request.env, self.identity.user_id)
        self._finish(response)
        return result

    @property
    def may_have_written(self) -> bool:
        """Tell whether a request of somebody has done more than to read.

        Of one that the replica was found good for, the primary serves what it could
        not do there.
        """
        if self.identity is None:
            return False
        return self.verified is not None or not self.dialect.reads_only

    def handle_error(self, exc: Exception) -> Response:
        problem = self.problem_of(exc)
        # Settings and session may be what could not be read.
        http = self.request.httprequest
        self._dialect = self._dialect or registry.choose(http, Native.name)
        response = self._dialect.render_error(problem, self.request_id)
        challenges.add(response, problem, self.settings.issuer, http.path)
        response.headers["X-Content-Type-Options"] = "nosniff"
        self._finish(response, problem)
        return response

    def _finish(self, response, problem: Problem | None = None) -> None:
        """Add the headers of every answer, and follow it until it is sent."""
        self._add_headers(response)
        monitoring.follow(self, response, problem)

    def _add_headers(self, response) -> None:
        headers = response.headers
        headers["X-Request-Id"] = self.request_id
        if self._dialect is not None:
            headers.update(self._dialect.headers)
        headers.setdefault("Cache-Control", "no-store")
        if self.allowance is not None:
            headers.update(self.allowance.headers)
        self.cors.add_headers(self.request.httprequest, headers)
