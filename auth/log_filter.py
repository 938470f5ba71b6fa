"""Secrets in addresses, as clients of the seeds send them, stay out of the log.

A password may be a parameter, a value in the literal of another one, or the second of
the arguments of a method. So whatever names a secret is starred as a whole, and so are
arguments without names, and literals with escapes, which may spell anything.
"""

import logging
import re
from urllib.parse import unquote_plus

STARS = "***"
# In the name of a parameter, or anywhere in its value.
_SECRET = re.compile(
    r"pass(?:word|wd|phrase|_?code)|\bpwd\b|secret|token|api.?key|credential", re.I
)
# Parameters by their whole name.
_NAMES = frozenset(
    "args code code_verifier device_code key oauth_signature oauth_verifier pass pwd "
    "signature user_code".split()
)
_JOINED = re.compile(r"['\"]\s*['\"]")
_ESCAPE = "\\"
_QUERY = re.compile(r"\?(\S*)")


class SecretsFilter(logging.Filter):
    """Write stars for the values of parameters that hold a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "?" in message:
            record.msg, record.args = _QUERY.sub(_starred, message), ()
        return True


def _starred(query: re.Match[str]) -> str:
    return "?" + "&".join(map(_parameter, query[1].split("&")))


def _parameter(text: str) -> str:
    name, equals, value = text.partition("=")
    if not equals:
        return STARS if _SECRET.search(_plain(text)) else text
    known, plain = _plain(name).strip().lower(), _plain(value)
    is_secret = (
        known in _NAMES
        or _ESCAPE in plain
        or _SECRET.search(known)
        or _SECRET.search(plain)
    )
    return f"{name}={STARS}" if is_secret else text


def _plain(text: str) -> str:
    """Return a text as it was before it was encoded, perhaps twice.

    Literals that Python joins, ``'pass' 'word'``, are one.
    """
    return _JOINED.sub("", unquote_plus(unquote_plus(text)))


# The logger of requests, of Odoo's own server.
logging.getLogger("werkzeug").addFilter(SecretsFilter())
# At DEBUG it writes codes, tokens, and all that was signed.
logging.getLogger("oauthlib").setLevel(logging.INFO)
