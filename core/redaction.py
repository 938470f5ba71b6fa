"""What is left of a request where others may read it: no password, token or secret.

Whatever names a secret is starred as a whole: a parameter, a member of an object, and
in what is sent all that stands beside a name: ``["password", "=", …]``. So are
arguments without names, and literals with escapes, which may spell anything. What is
neither JSON nor a form is not kept at all.
"""

import re
from collections.abc import Callable
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
    """Return a body that was sent, with stars for what it holds of secrets.

    :param limit: characters, of which the rest is cut off
    """
    if not content:
        return ""
    if mimetype in _FORMS and _is_form(content):
        return query(content.decode())[:limit]
    return _json(content, limit, _starred_with_neighbours)


def answer(content: bytes, limit: int) -> str:
    """Return an answer in JSON, with stars for secrets and for what speaks of them."""
    return _json(content, limit, _starred_alone) if content else ""


def _json(content: bytes, limit: int, starred: Callable[[Any], Any]) -> str:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return f"{STARS} {len(content)} bytes"
    if not _has_names(value):
        return STARS
    try:
        return orjson.dumps(starred(value)).decode()[:limit]
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


def _starred_with_neighbours(value: Any) -> Any:
    """Star all of an object or a list of which one text names a secret."""
    if not isinstance(value, (dict, list)):
        return value
    items = value.values() if isinstance(value, dict) else value
    if any(map(_is_secret, items)):
        return STARS
    return _each(value, _starred_with_neighbours)


def _starred_alone(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return _each(value, _starred_alone)
    if _is_secret(value) or (isinstance(value, str) and _holds_secret(value)):
        return STARS
    return value


def _holds_secret(text: str) -> bool:
    """Tell whether a text is JSON with a secret in it."""
    if not text.startswith(("{", "[")):
        return False
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return _starred_alone(value) != value


def _each(value: dict | list, starred: Callable[[Any], Any]) -> Any:
    """Return the same with each member starred, by its name or by what is in it."""
    if isinstance(value, list):
        return [starred(each) for each in value]
    return {
        name: STARS if _is_secret_name(name) else starred(each)
        for name, each in value.items()
    }


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
