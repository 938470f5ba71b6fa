"""What the clients of ``rest_api`` call errors."""

from ...core import codes
from ..error_names import ErrorNames

NAMES = ErrorNames(
    codes={
        codes.NO_ACCESS_TOKEN: (400, "no_access_token"),
        codes.EMPTY_USERNAME_OR_PASSWORD: (400, "empty_username_or_password"),
        codes.NO_REFRESH_TOKEN: (400, "no_refresh_token"),
        codes.INVALID_TOKEN: (401, "invalid_token"),
        codes.ACCESS_DENIED: (401, "odoo_user_authentication_failed"),
        codes.IDEMPOTENCY_KEY_REUSED: (422, "idempotency_key_reused"),
        codes.INVALID_ID: (400, "invalid_object_id"),
        codes.MISSING_RECORD: (404, "not_found_object_in_odoo"),
        codes.UNKNOWN_MODEL: (501, "model_not_available"),
        codes.UNKNOWN_METHOD: (501, "method_not_exist_in_odoo"),
        codes.UNKNOWN_REPORT: (404, "not_found_object_in_odoo"),
        codes.UNKNOWN_REPORT_METHOD: (501, "report_method_not_implemented"),
    },
    statuses={
        400: (400, "bad_request"),
        401: (401, "invalid_token"),
        403: (403, "access_denied"),
        409: (409, "conflict"),
        422: (409, "conflict"),
    },
)
# Of a 409, by the endpoint.
REFUSALS = {
    "read_all": "not_read_object_in_odoo",
    "read_one": "not_read_object_in_odoo",
    "create_one": "not_created_object_in_odoo",
    "update": "not_updated_object_in_odoo",
    "delete": "not_deleted_object_in_odoo",
    "call": "not_called_method_in_odoo",
    "report": "not_called_method_in_odoo",
}
