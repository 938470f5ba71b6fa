"""Secrets in addresses, as clients of the seeds send them, stay out of the log."""

import logging
import re

_NAMES = (
    *("password", "access_token", "refresh_token", "token", "client_secret", "code"),
    *("code_verifier", "device_code", "oauth_signature", "oauth_verifier"),
)
_SECRET = re.compile(rf"(\b(?:{'|'.join(_NAMES)})=).*?(?=&| HTTP/|\"|$)", re.IGNORECASE)


class SecretsFilter(logging.Filter):
    """Write stars for the values of parameters that hold a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SECRET.search(message):
            record.msg, record.args = _SECRET.sub(r"\1***", message), ()
        return True


# The logger of requests, of Odoo's own server.
logging.getLogger("werkzeug").addFilter(SecretsFilter())
# At DEBUG it writes codes, tokens, and all that was signed.
logging.getLogger("oauthlib").setLevel(logging.INFO)
