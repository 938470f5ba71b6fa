"""What every exception is told as: ours, Odoo's, werkzeug's and the database's."""

import errno
from collections.abc import Callable
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
from .errors import RETRY_SECONDS, ApiError, OutcomeUnknown, Problem
from .sqlstates import Refused

# Of a disk that is full, of a quota, of a limit that the process has (ulimit -f).
NO_ROOM = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
NO_ROOM_SECONDS = 10
SERVER_ERROR = "The server could not process this request."


def of(exc: BaseException) -> Problem:
    """Describe any exception, found along its class's MRO in the table."""
    for cls in type(exc).__mro__:
        if describe := _TABLE.get(cls):
            return describe(exc)
    return Problem(500, codes.SERVER_ERROR, SERVER_ERROR)


def of_commit(exc: BaseException) -> Problem:
    """Describe what the end of a request has failed with, when all was done."""
    problem = of(exc)
    return of(OutcomeUnknown()) if problem.code == codes.UNAVAILABLE else problem


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
    """Tell what the database refuses, or that its connection is lost."""
    if found := sqlstates.refused(exc):
        return _told(found, exc)
    return Problem(500, codes.SERVER_ERROR, SERVER_ERROR)


def _system(exc: OSError) -> Problem:
    if exc.errno not in NO_ROOM:
        return Problem(500, codes.SERVER_ERROR, SERVER_ERROR)
    return Problem(
        codes.UNAVAILABLE.status,
        codes.UNAVAILABLE,
        "The server has no room left for files; try again later.",
        headers={"Retry-After": str(NO_ROOM_SECONDS)},
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
    OSError: _system,
    psycopg2.Error: _database,
    PoolError: _constant(
        codes.UNAVAILABLE,
        "All connections of the server to its database are in use; try again.",
        Retry_After=str(RETRY_SECONDS),
    ),
}
