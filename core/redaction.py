"""What is left of a request where others may read it: no password, token or secret.

Whatever names a secret is starred as a whole: a parameter, a member of an object, and
all that stands beside a name, since ``["password", "=", …]`` names one too. So are
arguments without names, and literals with escapes, which may spell anything. What is
neither JSON nor a form is not kept at all.
"""

import re
from typing import Any
from urllib.parse import unquote_plus

import orjson

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
_FORMS = ("application/x-www-form-urlencoded", "text/plain")


def names_secret(text: str) -> bool:
    """Tell whether a text, encoded or not, names a secret or may spell one."""
    plain = _plain(text)
    return _ESCAPE in plain or _SECRET.search(plain) is not None


def query(text: str) -> str:
    """Return a query, or a form, with stars for the values that hold a secret."""
    return "&".join(map(_parameter, text.split("&")))


def body(content: bytes, mimetype: str, limit: int) -> str:
    """Return a body with stars for what it holds of secrets.

    :param limit: characters, of which the rest is cut off
    """
    if not content:
        return ""
    if mimetype in _FORMS and _is_form(content):
        return query(content.decode())[:limit]
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return f"{STARS} {len(content)} bytes"
    if not _has_names(value):
        return STARS
    try:
        return orjson.dumps(_starred(value)).decode()[:limit]
    except RecursionError:
        return STARS


def _is_form(content: bytes) -> bool:
    return (
        content.isascii()
        and b"=" in content
        and not content.lstrip().startswith((b"{", b"[", b"<", b'"'))
    )


def _has_names(value: Any) -> bool:
    """Tell a value that says what is what from arguments, which do not."""
    if isinstance(value, list):
        return all(isinstance(each, dict) for each in value)
    return isinstance(value, dict)


def _starred(value: Any) -> Any:
    if isinstance(value, dict):
        if any(_is_secret(each) for each in value.values()):
            return STARS
        return {
            name: STARS if _is_secret_name(name) else _starred(each)
            for name, each in value.items()
        }
    if isinstance(value, list):
        if any(_is_secret(each) for each in value):
            return STARS
        return [_starred(each) for each in value]
    return value


def _is_secret(value: Any) -> bool:
    return isinstance(value, str) and names_secret(value)


def _is_secret_name(name: str) -> bool:
    known = _plain(name).strip().lower()
    return known in _NAMES or names_secret(known)


def _parameter(text: str) -> str:
    name, equals, value = text.partition("=")
    if not equals:
        return STARS if _SECRET.search(_plain(text)) else text
    if _is_secret_name(name) or names_secret(value):
        return f"{name}={STARS}"
    return text


def _plain(text: str) -> str:
    """Return a text as it was before it was encoded, perhaps twice.

    Literals that Python joins, ``'pass' 'word'``, are one.
    """
    return _JOINED.sub("", unquote_plus(unquote_plus(text)))
