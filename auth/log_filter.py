"""Secrets in addresses, as clients of the seeds send them, stay out of the log."""

import logging
import re

_SECRET = re.compile(
    r"((?:password|access_token|refresh_token|oauth_signature|oauth_verifier)=)"
    r".*?(?=&| HTTP/|\"|$)",
    re.IGNORECASE,
)


class SecretsFilter(logging.Filter):
    """Write stars for the values of parameters that hold a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SECRET.search(message):
            record.msg, record.args = _SECRET.sub(r"\1***", message), ()
        return True


# The logger of requests, of Odoo's own server.
logging.getLogger("werkzeug").addFilter(SecretsFilter())
