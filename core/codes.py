"""The codes of errors: what a program is told of what went wrong.

A code is raised by its constant and stands for itself on the wire, so a code is renamed
in its row here and nowhere else. ``docs/errors.md`` and the ``enum`` of OpenAPI come
from this table. A code that a request is answered with has the status of its exception,
which is one of those in its row; a code with 422 may also stand in ``details``, where
each mistake has its pointer.
"""

from collections.abc import Iterator


class Code(str):
    """A stable name in ``snake_case``.

    :ivar statuses: HTTP statuses that it comes with, the usual one first
    :ivar hint: a sentence for the documentation, in Markdown
    """

    __slots__ = ("hint", "statuses")

    statuses: tuple[int, ...]
    hint: str

    @property
    def status(self) -> int:
        """The usual HTTP status."""
        return self.statuses[0]


_MALFORMED = "`{}` is malformed, or has no place in this request."


def _code(name: str, statuses: int | tuple[int, ...], hint: str) -> Code:
    code = Code(name)
    code.statuses = (statuses,) if isinstance(statuses, int) else statuses
    code.hint = hint
    return code


def _invalid(parameter: str) -> Code:
    return _code(f"invalid_{parameter}", 400, _MALFORMED.format(parameter))


def invalid(parameter: str) -> Code:
    """Return the code of a parameter that is malformed, or that has no place here."""
    return CODES.get(f"invalid_{parameter}", BAD_REQUEST)


# The request cannot be understood.
BAD_REQUEST = _code("bad_request", 400, "The sentence says what is wrong.")
DUPLICATE = _code("duplicate", (400, 422), "Two items of a list have the same id.")
EMPTY_FILE = _code("empty_file", (400, 404), "The file is empty; there is none.")
EMPTY_USERNAME_OR_PASSWORD = _code(
    "empty_username_or_password", 400, "Send `username` and `password`."
)
INSECURE_TRANSPORT = _code("insecure_transport", 400, "Secrets need HTTPS.")
INVALID_AGGREGATE = _code(
    "invalid_aggregate", 400, "A field and a function: `amount_total:sum`."
)
INVALID_ARGUMENTS = _code(
    "invalid_arguments", 400, "The method does not take these arguments."
)
INVALID_BODY = _code("invalid_body", 400, "The address takes a body of another form.")
INVALID_CALLBACK = _code(
    "invalid_callback", 400, "`oauth_callback` is no redirect URI of the application."
)
HEADER_MISMATCH = _code(
    "header_mismatch", 400, "`Mcp-…` and `MCP-Protocol-Version` are those of the body."
)
INVALID_COLUMN = _code(
    "invalid_column", 400, "The first line of a CSV file names fields, each once."
)
INVALID_CSV = _code("invalid_csv", 400, "A line is not CSV; `csv` can be `safe`.")
INVALID_DATABASE = _code(
    "invalid_database", (400, 403), "Two databases are named, or one that is not here."
)
INVALID_FORM = _code("invalid_form", 400, "The form in the body is malformed.")
INVALID_ID = _code("invalid_id", 400, "An id is an integer from 1, for some one alone.")
INVALID_IF_MATCH = _code(
    "invalid_if_match", 400, "A version as `ETag` has it, or `*`, of one record."
)
INVALID_JSON = _code("invalid_json", 400, "The body is no JSON, or too large a number.")
INVALID_LITERAL = _code("invalid_literal", 400, "A literal cannot be read.")
INVALID_MATCH = _code("invalid_match", 400, "Records cannot be found by these fields.")
INVALID_MESSAGE = _code("invalid_message", 400, "The body is no JSON-RPC message.")
INVALID_NAME = _code("invalid_name", 400, "`name` is none that can be kept.")
INVALID_OPERATION = _code("invalid_operation", 400, "There is no such access right.")
INVALID_OPERATOR = _code("invalid_operator", 400, "There is no such operator.")
INVALID_PARAMETER = _code(
    "invalid_parameter", 400, "A value is none of the parameter's type."
)
INVALID_PARAMS = _code(
    "invalid_params", 400, "The parameters of the message are not those of its method."
)
INVALID_PATH = _code("invalid_path", 400, "The path has what no path has.")
INVALID_REQUEST = _code(
    "invalid_request", 400, "`Authorization`, or a parameter `oauth_…`, is malformed."
)
INVALID_REQUESTS = _code(
    "invalid_requests", 400, "One of the requests of a batch is malformed."
)
INVALID_SCHEMA = _code("invalid_schema", 400, "The schema of fields cannot be read.")
INVALID_SIGNATURE_METHOD = _code(
    "invalid_signature_method", 400, "The application signs by another method."
)
INVALID_VALUE = _code("invalid_value", (400, 422), "A value does not fit its field.")
INVALID_XML = _code("invalid_xml", 400, "The body is not the XML that is documented.")
MISSING_MATCH = _code("missing_match", 400, "`PUT` of a list needs `match`.")
MISSING_NAME = _code("missing_name", 400, "The file needs a name.")
MISSING_PARAMETER = _code(
    "missing_parameter", 400, "The endpoint needs this parameter."
)
MISSING_PARAMETERS = _code("missing_parameters", 400, "The sentence says which.")
NO_ACCESS_TOKEN = _code("no_access_token", 400, "Send the header `Access-Token`.")
NO_REFRESH_TOKEN = _code("no_refresh_token", 400, "Send `refresh_token`.")
NOT_EXPRESSIBLE = _code(
    "not_expressible", 400, "A field holds what JSON has no form for; leave it out."
)
NOT_IN_A_BATCH = _code("not_in_a_batch", 400, "Send this request alone.")
NOT_RELATIONAL = _code("not_relational", 400, "The field has no fields below it.")
NOT_SEARCHABLE = _code("not_searchable", 400, "Nothing can be searched by this field.")
NUL_CHARACTER = _code("nul_character", 400, "A text has a NUL character.")
TOO_DEEP = _code("too_deep", 400, "Nested deeper than the limit.")
TOO_LARGE = _code("too_large", (400, 413), "More at once than the limit.")
TOO_LONG = _code("too_long", 400, "A text is longer than the limit.")
UNKNOWN_FIELD = _code("unknown_field", (400, 422), "The model has no such field.")
UNKNOWN_OPERATOR = _code("unknown_operator", 400, "No operator of a domain.")
UNSUPPORTED_PROTOCOL_VERSION = _code(
    "unsupported_protocol_version", 400, "`data` has those that are supported."
)
UNKNOWN_PARAMETER = _code(
    "unknown_parameter", 400, "The address does not know this parameter."
)

# The same of one parameter.
INVALID_ACCESS_LIFETIME = _invalid("access_lifetime")
INVALID_ARGS = _invalid("args")
INVALID_ATOMIC = _invalid("atomic")
INVALID_BY = _invalid("by")
INVALID_COMPANY = _invalid("company")
INVALID_CONTEXT = _invalid("context")
INVALID_COUNT = _invalid("count")
INVALID_CURSOR = _invalid("cursor")
INVALID_DIALECT = _invalid("dialect")
INVALID_DOMAIN = _invalid("domain")
INVALID_DRY_RUN = _invalid("dry_run")
INVALID_EXPIRATION_DAYS = _invalid("expiration_days")
INVALID_FIELDS = _invalid("fields")
INVALID_FORMAT = _invalid("format")
INVALID_GROUPBY = _invalid("groupby")
INVALID_GROUPS = _invalid("groups")
INVALID_HAVING = _invalid("having")
INVALID_IDEMPOTENCY_KEY = _invalid("idempotency_key")
INVALID_IDS = _invalid("ids")
INVALID_KWARGS = _invalid("kwargs")
INVALID_LIMIT = _invalid("limit")
INVALID_METHOD = _invalid("method")
INVALID_MODELS = _invalid("models")
INVALID_OFFSET = _invalid("offset")
INVALID_ORDER = _invalid("order")
INVALID_REFRESH_LIFETIME = _invalid("refresh_lifetime")
INVALID_USER_ID = _invalid("user_id")
INVALID_VALS = _invalid("vals")
INVALID_VALUES = _code(
    "invalid_values",
    (422, 400),
    "Values do not fit their fields, each with its JSON pointer in `details`; with 400 "
    "the parameter `values`.",
)

# There is no credential, or it is not accepted.
ACCESS_DENIED = _code("access_denied", 401, "Login or password are wrong.")
ACCESS_TOKEN_NOT_FOUND = _code(
    "access_token_not_found", 401, "Send the header `Access-Token`."
)
API_KEY_MISSING = _code("api_key_missing", 401, "Send the header `api-key`.")
INVALID_SIGNATURE = _code(
    "invalid_signature", 401, "The signature of OAuth 1.0a does not fit."
)
INVALID_TOKEN = _code("invalid_token", 401, "Unknown, expired or revoked.")
INVALID_VERIFIER = _code(
    "invalid_verifier", 401, "`oauth_verifier` is wrong, or nobody has authorized."
)
NONCE_USED = _code("nonce_used", 401, "`oauth_nonce` was used before.")
SESSION_EXPIRED = _code("session_expired", 401, "Log in again.")
TIMESTAMP_REFUSED = _code(
    "timestamp_refused", 401, "`oauth_timestamp` is too far from the server's time."
)
TOKEN_REJECTED = _code("token_rejected", 401, "The token is none for this, or wrong.")
TOKEN_USED = _code("token_used", 401, "The token was used before.")
UNAUTHORIZED = _code("unauthorized", 401, "There is no credential.")

# The credential is good, the operation is not allowed with it.
ACCESS_ERROR = _code("access_error", 403, "Rights or record rules of Odoo refuse it.")
ADDRESS_REFUSED = _code("address_refused", 403, "Not from your network address.")
COMPANY_ACCESS = _code("company_access", 403, "The company is not one of the user's.")
CSRF = _code("csrf", 403, "A web session is accepted from Odoo's own pages alone.")
ENDPOINT_ACCESS = _code(
    "endpoint_access", 403, "The endpoint is for other users or credentials."
)
FIELD_ACCESS = _code("field_access", 403, "The field is for other users.")
FORBIDDEN = _code("forbidden", 403, "Odoo or another addon refuses it.")
INSUFFICIENT_SCOPE = _code(
    "insufficient_scope", 403, "The credential does not allow it, though the user may."
)
INVALID_ORIGIN = _code(
    "invalid_origin", 403, "Pages of this origin may not call `/mcp`."
)
METHOD_NOT_NAMED = _code(
    "method_not_named", 403, "Agents call methods that an access line names."
)
METHOD_ACCESS = _code("method_access", 403, "No client may call this method.")
MODEL_ACCESS = _code("model_access", 403, "No client may use this model.")
REPORT_ACCESS = _code("report_access", 403, "The report is for other users.")
USER_REFUSED = _code("user_refused", 403, "The account may not act for this user.")

# There is no such thing, or the user may not see it.
DIALECT_OFF = _code(
    "dialect_off", 404, "An administrator has switched this dialect off."
)
LINKED_FILE = _code("linked_file", 404, "The file is elsewhere; `url` says where.")
LOST_FILE = _code("lost_file", 404, "The server has lost the file.")
MISSING_RECORD = _code("missing_record", (404, 422), "None that you may see.")
NO_DATABASE = _code("no_database", 404, "Name one in the header `X-Odoo-Database`.")
NO_FILE = _code("no_file", 404, "The answer of the job is no file.")
NOT_A_FILE = _code("not_a_file", 404, "The field holds no file.")
NOT_FOUND = _code("not_found", 404, "There is nothing at this address.")
UNKNOWN_ENDPOINT = _code(
    "unknown_endpoint", 404, "There is no such endpoint, or it is switched off."
)
UNKNOWN_JOB = _code("unknown_job", 404, "No job of yours that is still kept.")
UNKNOWN_RPC_METHOD = _code("unknown_rpc_method", 404, "`/mcp` has no such method.")
UNKNOWN_METHOD = _code("unknown_method", 404, "The model has no such method.")
UNKNOWN_MODEL = _code("unknown_model", 404, "There is no such model in the API.")
UNKNOWN_REPORT = _code("unknown_report", 404, "There is no such report.")
UNKNOWN_REPORT_METHOD = _code("unknown_report_method", 404, "Use `get_pdf`.")
UNKNOWN_SIGNAL = _code("unknown_signal", 404, "The model has no such signal.")
METHOD_NOT_ALLOWED = _code("method_not_allowed", 405, "`Allow` names those there are.")
NOT_ACCEPTABLE = _code("not_acceptable", 406, "`Accept` names no format there is.")
CURSOR_EXPIRED = _code(
    "cursor_expired", 410, "Changes behind the cursor are not known; copy again."
)
GONE = _code("gone", 410, "There was something at this address.")

# Something else is in the way.
REQUEST_TIMEOUT = _code("request_timeout", 408, "The request came too slowly.")
CONCURRENT_UPDATE = _code(
    "concurrent_update", 409, "Others write the same records; try again."
)
CONFLICT = _code("conflict", 409, "Another record has the value, or needs this one.")
NOT_RECORDED = _code(
    "not_recorded", 409, "Nobody has the changes of this model recorded."
)
NOT_CANCELLED = _code("not_cancelled", 409, "The job has ended, or runs in one piece.")
LENGTH_REQUIRED = _code("length_required", 411, "Send `Content-Length`.")
PRECONDITION_FAILED = _code(
    "precondition_failed", 412, "The record has another version than `If-Match` names."
)
REQUEST_ENTITY_TOO_LARGE = _code(
    "request_entity_too_large", 413, "The body is larger than the limit."
)
REQUEST_URI_TOO_LONG = _code("request_uri_too_long", 414, "Send a body instead.")
UNSUPPORTED_MEDIA_TYPE = _code(
    "unsupported_media_type", 415, "The body is compressed, or of an unknown type."
)
REQUESTED_RANGE_NOT_SATISFIABLE = _code(
    "requested_range_not_satisfiable", 416, "`Range` begins behind the end."
)
EXPECTATION_FAILED = _code("expectation_failed", 417, "`Expect` cannot be met.")
IM_A_TEAPOT = _code("im_a_teapot", 418, "Another addon answers so.")
FAILED_DEPENDENCY = _code(
    "failed_dependency", 424, "Another item has failed, so nothing is kept of this one."
)
LOCKED = _code("locked", 423, "Another addon answers so.")
PRECONDITION_REQUIRED = _code(
    "precondition_required", 428, "The server wants `If-Match` with every change."
)
TOO_MANY_FAILURES = _code(
    "too_many_failures", 429, "Wait for the seconds that `Retry-After` has."
)
TOO_MANY_JOBS = _code("too_many_jobs", 429, "Wait until one of yours has ended.")
TOO_MANY_REQUESTS = _code(
    "too_many_requests", 429, "Wait for the seconds that `Retry-After` has."
)
TOO_MANY_STREAMS = _code("too_many_streams", 429, "Wait until one has ended.")
REQUEST_HEADER_FIELDS_TOO_LARGE = _code(
    "request_header_fields_too_large", 431, "Send less in headers."
)
UNAVAILABLE_FOR_LEGAL_REASONS = _code(
    "unavailable_for_legal_reasons", 451, "Another addon answers so."
)

# The values are understood, and refused.
AMBIGUOUS = _code("ambiguous", 422, "Several records have the key.")
DRY_RUN_IMPOSSIBLE = _code(
    "dry_run_impossible", 422, "The model's code ends the transaction by itself."
)
IDEMPOTENCY_KEY_REUSED = _code(
    "idempotency_key_reused", 422, "The key was sent with another request before."
)
INVALID_REFERENCE = _code(
    "invalid_reference", 422, "No earlier answer of the batch has this."
)
MISSING_KEY = _code("missing_key", 422, "The item has no value to be matched by.")
NOT_ACCEPTED = _code(
    "not_accepted", 422, "The endpoint accepts no such field, or no such value of it."
)
NOT_AN_OBJECT = _code("not_an_object", 422, "An object of field values is expected.")
NOT_WRITABLE = _code("not_writable", 422, "These records cannot be written.")
OTHER_MODEL = _code("other_model", 422, "The external id is one of another model.")
READONLY = _code("readonly", 422, "The field cannot be written.")
REQUIRED = _code("required", 422, "The field needs a value.")
RESERVED_XMLID = _code(
    "reserved_xmlid", 422, "A module of Odoo alone makes external ids of its name."
)
UNPROCESSABLE = _code("unprocessable", 422, "The model's code fails with these values.")
UNPROCESSABLE_ENTITY = _code("unprocessable_entity", 422, "Another addon answers so.")
USER_ERROR = _code("user_error", 422, "The model's own sentence says why.")
VALIDATION_ERROR = _code("validation_error", 422, "A constraint refuses the values.")

# The server cannot.
FIELD_FAILED = _code(
    "field_failed", 500, "The model's code cannot compute the field; leave it out."
)
JOB_BROKEN = _code("job_broken", 500, "The server ended twice while it ran the job.")
SERVER_ERROR = _code("server_error", 500, "The server's log has the request id.")
ENDPOINT_BROKEN = _code(
    "endpoint_broken", 503, "The endpoint names what has gone from the server."
)
NO_REDIS = _code("no_redis", 503, "The server lacks the Python package redis.")
NO_WKHTMLTOPDF = _code("no_wkhtmltopdf", 503, "The server cannot print PDF.")
QUERY_TIMEOUT = _code("query_timeout", 503, "Ask for less at once.")
TOKEN_STORE_UNAVAILABLE = _code("token_store_unavailable", 503, "Try again.")
TOO_MANY_WRITERS = _code(
    "too_many_writers", 503, "Too many wait to write the same records; try again."
)
UNAVAILABLE = _code("unavailable", 503, "The database does not answer; try again.")
OUTCOME_UNKNOWN = _code(
    "outcome_unknown",
    504,
    "Look whether it was done; with an Idempotency-Key it could be sent again.",
)


def _all() -> Iterator[Code]:
    yield from (value for value in globals().values() if isinstance(value, Code))


CODES: dict[str, Code] = {str(code): code for code in _all()}

# Of an answer that werkzeug, Odoo or another addon has made.
BY_STATUS: dict[int, Code] = {
    code.status: code
    for code in (
        BAD_REQUEST,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        REQUEST_TIMEOUT,
        CONFLICT,
        GONE,
        LENGTH_REQUIRED,
        PRECONDITION_FAILED,
        REQUEST_ENTITY_TOO_LARGE,
        REQUEST_URI_TOO_LONG,
        UNSUPPORTED_MEDIA_TYPE,
        REQUESTED_RANGE_NOT_SATISFIABLE,
        EXPECTATION_FAILED,
        IM_A_TEAPOT,
        UNPROCESSABLE_ENTITY,
        LOCKED,
        FAILED_DEPENDENCY,
        PRECONDITION_REQUIRED,
        TOO_MANY_REQUESTS,
        REQUEST_HEADER_FIELDS_TOO_LARGE,
        UNAVAILABLE_FOR_LEGAL_REASONS,
    )
}
