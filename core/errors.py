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
    ├── Unavailable     503  a service that we need does not answer
    └── OutcomeUnknown  504  nobody has answered whether what was done is kept

:mod:`.problems` turns these and every exception of Odoo, werkzeug and psycopg2
into a :class:`Problem`, which the caller's dialect renders.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import codes
from .codes import Code
from .refusal import Refusal

# What a client waits where others are in the way.
RETRY_SECONDS = 1


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


class NotRecorded(ApiError):
    """The changes of a model are asked for, and nobody has them recorded."""

    status = 409
    code = codes.NOT_RECORDED


class Gone(ApiError):
    """Changes behind a cursor are not known any more, or never were."""

    status = 410
    code = codes.CURSOR_EXPIRED


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


class OutcomeUnknown(ApiError):
    """The connection was lost in a commit, which PostgreSQL may have done.

    Nobody may repeat that blindly, as what is answered with 503.
    """

    loglevel = logging.WARNING
    status = 504
    code = codes.OUTCOME_UNKNOWN

    def __init__(self) -> None:
        super().__init__(
            "The database was lost when all was done; it may have kept it or not."
        )
