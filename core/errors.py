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

from . import codes, sqlstates
from . import refusal as refusals
from .codes import Code
from .refusal import Refusal
from .sqlstates import RETRY_SECONDS, Refused

SERVER_ERROR = "The server could not process this request."


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in no dialect.

    :param status: HTTP status, 400 to 599
    :param code: stable machine-readable name, of :mod:`.codes`
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
    code: Code = codes.BAD_REQUEST

    def __init__(
        self,
        message: str,
        code: Code | None = None,
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
    code = codes.UNAUTHORIZED


class Forbidden(ApiError):
    """The credential is good, the operation is not allowed with it.

    :param refusal: what stood in the way, for ``details``
    """

    status = 403
    code = codes.FORBIDDEN

    def __init__(
        self, message: str, code: Code | None = None, *, refusal: Refusal | None = None
    ) -> None:
        super().__init__(message, code, details=refusal and refusal.details)


class NotFound(ApiError):
    """There is no such model, record or path, or the user may not see it."""

    status = 404
    code = codes.NOT_FOUND


class NotAcceptable(ApiError):
    """No format that the client accepts can be produced."""

    status = 406
    code = codes.NOT_ACCEPTABLE


class UnsupportedMedia(ApiError):
    """The body has an encoding or a type that is not read."""

    status = 415
    code = codes.UNSUPPORTED_MEDIA_TYPE


class Busy(ApiError):
    """Other requests have been writing the same records for too long."""

    status = 409
    code = codes.CONCURRENT_UPDATE


class PreconditionFailed(ApiError):
    """The record is not in the version that ``If-Match`` names."""

    status = 412
    code = codes.PRECONDITION_FAILED


class PreconditionRequired(ApiError):
    """The administrator wants writes to name the version that they change."""

    status = 428
    code = codes.PRECONDITION_REQUIRED


class InvalidValues(ApiError):
    """Values that do not fit their fields.

    ``details`` lists every mistake as ``{"pointer", "code", "message"}``,
    the pointer as in RFC 6901.
    """

    status = 422
    code = codes.INVALID_VALUES


class Unprocessable(ApiError):
    """Values that the model's own code stumbles over.

    Whether they or the code are wrong is for the operator to see: the log has
    the traceback.
    """

    loglevel = logging.WARNING
    exc_info = True
    status = 422
    code = codes.UNPROCESSABLE


class InvalidReference(ApiError):
    """A request of a batch refers to what no earlier answer has."""

    status = 422
    code = codes.INVALID_REFERENCE


class FieldFailed(ApiError):
    """A field was named that the model's own code cannot compute."""

    loglevel = logging.ERROR
    exc_info = True
    status = 500
    code = codes.FIELD_FAILED


class NotExpressible(FieldFailed):
    """A field was named that holds what JSON has no form for."""

    loglevel = logging.INFO
    exc_info = None
    status = 400
    code = codes.NOT_EXPRESSIBLE


class TooManyRequests(ApiError):
    """The credential has used up its requests of this minute."""

    status = 429
    code = codes.TOO_MANY_REQUESTS


class Unavailable(ApiError):
    """A service that the request needs does not answer."""

    status = 503
    code = codes.UNAVAILABLE


def problem(exc: BaseException) -> Problem:
    """Describe any exception, found along its class's MRO in the table."""
    for cls in type(exc).__mro__:
        if describe := _TABLE.get(cls):
            return describe(exc)
    return Problem(500, codes.SERVER_ERROR, SERVER_ERROR)


def _constant(
    code: Code, message: str, **headers: str
) -> Callable[[BaseException], Problem]:
    return lambda exc: Problem(
        code.status,
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
        return Problem(status.value, codes.SERVER_ERROR, SERVER_ERROR, headers=headers)
    message = _HTTP_MESSAGES.get(status, f"{status.phrase}.")
    code = codes.BY_STATUS.get(status.value, codes.BAD_REQUEST)
    return Problem(status.value, code, message, headers=headers)


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


def _user_error(code: Code) -> Callable[[BaseException], Problem]:
    return lambda exc: Problem(code.status, code, _message(exc) or code)


def _access_error(exc: exceptions.AccessError) -> Problem:
    refusal = refusals.of(exc)
    details = refusal and refusal.details
    return Problem(403, codes.ACCESS_ERROR, refusals.message(exc), details)


def _validation(exc: exceptions.ValidationError) -> Problem:
    """Tell a constraint of the database from one of the model.

    Odoo turns an ``IntegrityError`` into a ``ValidationError``, whose text for
    a constraint it does not know is PostgreSQL's own, values included.
    """
    cause = exc.__cause__
    found = sqlstates.refused(cause)
    if found is None:
        return Problem(422, codes.VALIDATION_ERROR, _message(exc))
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
    return (
        _told(found, exc) if found else Problem(500, codes.SERVER_ERROR, SERVER_ERROR)
    )


_TABLE: dict[type, Callable[[Any], Problem]] = {
    ApiError: _own,
    HTTPException: _http,
    SessionExpiredException: _constant(
        codes.SESSION_EXPIRED, "The session has expired; log in again."
    ),
    exceptions.AccessDenied: _constant(codes.ACCESS_DENIED, "Access denied."),
    exceptions.AccessError: _access_error,
    exceptions.MissingError: _constant(
        codes.MISSING_RECORD, "The record does not exist or has been deleted."
    ),
    exceptions.LockError: _user_error(codes.CONCURRENT_UPDATE),
    exceptions.ValidationError: _validation,
    exceptions.UserError: _user_error(codes.USER_ERROR),
    exceptions.RedirectWarning: _user_error(codes.USER_ERROR),
    exceptions.ConcurrencyError: lambda exc: _told(sqlstates.CONCURRENT),
    psycopg2.Error: _database,
    PoolError: _constant(
        codes.UNAVAILABLE,
        "All connections of the server to its database are in use; try again.",
        Retry_After=str(RETRY_SECONDS),
    ),
}
