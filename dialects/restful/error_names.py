"""What the clients of ``restful`` call errors."""

from ...core import codes
from ..error_names import ErrorNames

NAMES = ErrorNames(
    codes={
        codes.ACCESS_TOKEN_NOT_FOUND: (401, "access_token_not_found"),
        codes.INVALID_TOKEN: (401, "access_token"),
        codes.ACCESS_DENIED: (401, "access_denied"),
        codes.MISSING_PARAMETERS: (400, "missing_parameters"),
        codes.UNKNOWN_MODEL: (404, "invalid_object_model"),
        codes.MISSING_RECORD: (404, "missing_record"),
        codes.UNKNOWN_METHOD: (404, "invalid_object_or_method"),
    },
    statuses={
        400: (400, "params"),
        403: (403, "access_error"),
        404: (404, "invalid_object_or_method"),
        409: (409, "exception"),
        422: (422, "exception"),
    },
)
