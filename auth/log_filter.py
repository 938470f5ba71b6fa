"""Lines of requests in the server's own log: without secrets, and with whose they are.

Passwords and tokens in addresses, as clients of the seeds send them, are starred. A
request of the API tells which credential and which user it was, after its status:
``"GET /api/res.partner HTTP/1.1" 200 - restapi.key,7 user 2``.
"""

import logging
import re
import threading

from ..core import redaction

# The loggers of requests: of threads and workers, and of the evented server.
LOGGERS = ("werkzeug", "longpolling")
_QUERY = re.compile(r"\?(\S*)")


class SecretsFilter(logging.Filter):
    """Write stars for the values of parameters that hold a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "?" in message:
            record.msg, record.args = _QUERY.sub(_starred, message), ()
        return True


class CallerFilter(logging.Filter):
    """Add who has called, as Odoo's ``PerfFilter`` adds what the call has cost."""

    def filter(self, record: logging.LogRecord) -> bool:
        thread = threading.current_thread()
        begun, caller = getattr(thread, "restapi_caller", (None, ""))
        # Of this request, and not of one before it on the same thread.
        if caller and begun == getattr(thread, "perf_t0", None):
            thread.restapi_caller = (None, "")
            record.msg, record.args = f"{record.getMessage()} {caller}", ()
        return True


def tell_caller(source: str, user_id: int) -> None:
    """Have the line of this request name a credential and a user.

    :param source: ``model,id`` of the credential; empty for a session or a token
    """
    thread = threading.current_thread()
    caller = f"{source or 'session'} user {user_id}"
    thread.restapi_caller = (getattr(thread, "perf_t0", None), caller)


def _starred(query: re.Match[str]) -> str:
    return f"?{redaction.query(query[1])}"


for _name in LOGGERS:
    logging.getLogger(_name).addFilter(SecretsFilter())
    logging.getLogger(_name).addFilter(CallerFilter())
# At DEBUG it writes codes, tokens, and all that was signed.
logging.getLogger("oauthlib").setLevel(logging.INFO)
