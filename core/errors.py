"""What can go wrong, and how each failure is told to a client.

An error is raised where it is known and becomes a response in one place,
:meth:`odoo.addons.restapi.dispatcher.RestapiDispatcher.handle_error`::

    ApiError                 a client's mistake; the class says which
    ├── BadRequest      400  the request cannot be understood
    ├── Unauthorized    401  no credential, or one that is not accepted
    ├── Forbidden       403  understood, but not allowed
    ├── NotFound        404  no such model, record or path
    ├── NotAcceptable   406  no format that the client accepts
    ├── UnsupportedMedia 415 a body in a form we do not read
    ├── Busy            409  others are writing the same records
    ├── NotRecorded     409  a model whose changes nobody has recorded
    ├── Gone            410  changes that are not known any more
    ├── PreconditionFailed   412  the record is not as it was read
    ├── InvalidValues   422  values that do not fit their fields, all of them
    ├── Unprocessable   422  values that the model's own code stumbles over
    ├── InvalidReference 422 to what no earlier answer of a batch has
    ├── PreconditionRequired 428  a write that does not say what it was read as
    ├── TooManyRequests 429  more calls than the credential's limit
    ├── FieldFailed     500  a field that the model's own code cannot compute
    │   └── NotExpressible 400 a field that holds what JSON has no form for
    └── Unavailable     503  a service that we need does not answer

:func:`problem` turns these and every exception of Odoo, werkzeug and psycopg2
into a :class:`Problem`, which the caller's dialect renders.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import psycopg2
from psycopg2.pool import PoolError
from werkzeug.exceptions import HTTPException

from odoo import exceptions
from odoo.http import SessionExpiredException

from . import refusal as refusals
from . import sqlstates
from .refusal import Refusal
from .sqlstates import RETRY_SECONDS, Refused

SERVER_ERROR = "The server could not process this request."


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in no dialect.

    :param status: HTTP status, 400 to 599
    :param code: stable machine-readable name in ``snake_case``
    :param message: one sentence for a person
    :param details: JSON value with more, or ``None``
    :param headers: extra response headers
    """

    status: int
    code: str
    message: str
    details: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ApiError(Exception):
    """A client's mistake, found by us."""

    # Read by ``odoo.http``: a client's mistake is no warning for the operator.
    loglevel = logging.INFO
    status = 400
    code = "bad_request"

    def __init__(
        self,
        message: str,
        code: str | None = None,
        *,
        details: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code or self.code
        self.details = details
        self.headers = headers or {}


class BadRequest(ApiError):
    """The request cannot be understood."""


class Unauthorized(ApiError):
    """There is no credential, or it is not accepted."""

    status = 401
    code = "unauthorized"


class Forbidden(ApiError):
    """The credential is good, the operation is not allowed with it.

    :param refusal: what stood in the way, for ``details``
    """

    status = 403
    code = "forbidden"

    def __init__(
        self, message: str, code: str | None = None, *, refusal: Refusal | None = None
    ) -> None:
        super().__init__(message, code, details=refusal and refusal.details)


class NotFound(ApiError):
    """There is no such model, record or path, or the user may not see it."""

    status = 404
    code = "not_found"


class NotAcceptable(ApiError):
    """No format that the client accepts can be produced."""

    status = 406
    code = "not_acceptable"


class UnsupportedMedia(ApiError):
    """The body has an encoding or a type that is not read."""

    status = 415
    code = "unsupported_media_type"


class Busy(ApiError):
    """Other requests have been writing the same records for too long."""

    status = 409
    code = "concurrent_update"


class NotRecorded(ApiError):
    """The changes of a model are asked for, and nobody has them recorded."""

    status = 409
    code = "not_recorded"


class Gone(ApiError):
    """Changes behind a cursor are not known any more, or never were."""

    status = 410
    code = "cursor_expired"


class PreconditionFailed(ApiError):
    """The record is not in the version that ``If-Match`` names."""

    status = 412
    code = "precondition_failed"


class PreconditionRequired(ApiError):
    """The administrator wants writes to name the version that they change."""

    status = 428
    code = "precondition_required"


class InvalidValues(ApiError):
    """Values that do not fit their fields.

    ``details`` lists every mistake as ``{"pointer", "code", "message"}``,
    the pointer as in RFC 6901.
    """

    status = 422
    code = "invalid_values"


class Unprocessable(ApiError):
    """Values that the model's own code stumbles over.

    Whether they or the code are wrong is for the operator to see: the log has
    the traceback.
    """

    loglevel = logging.WARNING
    exc_info = True
    status = 422
    code = "unprocessable"


class InvalidReference(ApiError):
    """A request of a batch refers to what no earlier answer has."""

    status = 422
    code = "invalid_reference"


class FieldFailed(ApiError):
    """A field was named that the model's own code cannot compute."""

    loglevel = logging.ERROR
    exc_info = True
    status = 500
    code = "field_failed"


class NotExpressible(FieldFailed):
    """A field was named that holds what JSON has no form for."""

    loglevel = logging.INFO
    exc_info = None
    status = 400
    code = "not_expressible"


class TooManyRequests(ApiError):
    """The credential has used up its requests of this minute."""

    status = 429
    code = "too_many_requests"


class Unavailable(ApiError):
    """A service that the request needs does not answer."""

    status = 503
    code = "unavailable"


def problem(exc: BaseException) -> Problem:
    """Describe any exception, found along its class's MRO in the table."""
    for cls in type(exc).__mro__:
        if describe := _TABLE.get(cls):
            return describe(exc)
    return Problem(500, "server_error", SERVER_ERROR)


def _constant(
    status: int, code: str, message: str, **headers: str
) -> Callable[[BaseException], Problem]:
    return lambda exc: Problem(
        status,
        code,
        message,
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


def _own(exc: ApiError) -> Problem:
    return Problem(exc.status, exc.code, str(exc), exc.details, exc.headers)


def _http(exc: HTTPException) -> Problem:
    """Keep werkzeug's status and headers (``Allow``), not its HTML."""
    headers = {
        name: value
        for name, value in exc.get_headers()
        if name.lower() in _HTTP_HEADERS
    }
    status = HTTPStatus(exc.code or 500)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Problem(status.value, "server_error", SERVER_ERROR, headers=headers)
    message = _HTTP_MESSAGES.get(status, f"{status.phrase}.")
    return Problem(status.value, status.name.lower(), message, headers=headers)


_HTTP_HEADERS = frozenset(["allow", "content-range", "retry-after", "www-authenticate"])
_HTTP_MESSAGES = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "This address does not answer to this HTTP method; the header Allow "
        "names those it answers to."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body of the request is too large.",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: (
        "Range begins behind the end of the file; Content-Range tells its size."
    ),
}


def _message(exc: BaseException) -> str:
    return str(exc.args[0] if exc.args else exc).strip()


def _user_error(status: int, code: str) -> Callable[[BaseException], Problem]:
    return lambda exc: Problem(status, code, _message(exc) or code)


def _access_error(exc: exceptions.AccessError) -> Problem:
    refusal = refusals.of(exc)
    details = refusal and refusal.details
    return Problem(403, "access_error", refusals.message(exc), details)


def _validation(exc: exceptions.ValidationError) -> Problem:
    """Tell a constraint of the database from one of the model.

    Odoo turns an ``IntegrityError`` into a ``ValidationError``, whose text for
    a constraint it does not know is PostgreSQL's own, values included.
    """
    cause = exc.__cause__
    found = sqlstates.refused(cause)
    if found is None:
        return Problem(422, "validation_error", _message(exc))
    raw = (cause.diag.message_primary or "\0") in _message(exc)
    text = found.sentence(cause.diag) if raw else _message(exc)
    return Problem(found.status, found.code, text)


def _told(refused: Refused, exc: psycopg2.Error | None = None) -> Problem:
    sentence = refused.sentence(exc and exc.diag)
    return Problem(refused.status, refused.code, sentence, headers=refused.headers)


def _database(exc: psycopg2.Error) -> Problem:
    """Tell what the database refuses; a connection that is lost has no SQLSTATE."""
    lost = (psycopg2.OperationalError, psycopg2.InterfaceError)
    found = sqlstates.refused(exc)
    if found is None and isinstance(exc, lost):
        found = sqlstates.AWAY
    return _told(found, exc) if found else Problem(500, "server_error", SERVER_ERROR)


_TABLE: dict[type, Callable[[Any], Problem]] = {
    ApiError: _own,
    HTTPException: _http,
    SessionExpiredException: _constant(
        401, "session_expired", "The session has expired; log in again."
    ),
    exceptions.AccessDenied: _constant(401, "access_denied", "Access denied."),
    exceptions.AccessError: _access_error,
    exceptions.MissingError: _constant(
        404, "missing_record", "The record does not exist or has been deleted."
    ),
    exceptions.LockError: _user_error(409, "concurrent_update"),
    exceptions.ValidationError: _validation,
    exceptions.UserError: _user_error(422, "user_error"),
    exceptions.RedirectWarning: _user_error(422, "user_error"),
    exceptions.ConcurrencyError: lambda exc: _told(sqlstates.CONCURRENT),
    psycopg2.Error: _database,
    PoolError: _constant(
        503,
        "unavailable",
        "All connections of the server to its database are in use; try again.",
        Retry_After=str(RETRY_SECONDS),
    ),
}
