"""Parameters of clients that send them in the query, in a form or as JSON."""

from collections.abc import Mapping
from typing import Any

from odoo.http import HTTPRequest

from ..core import codes, literal
from ..core.errors import BadRequest
from . import body

_BRACKETS = ("[", "(", "{", "'", '"')
_WORDS = frozenset(["True", "False", "None", "true", "false", "null"])


def texts(http: HTTPRequest) -> dict[str, Any]:
    """Return the query merged with the body, which wins; the query as text.

    :raise BadRequest: the body is no object
    """
    return {**http.args.to_dict(), **_object(body.read(http))}


def literals(http: HTTPRequest) -> dict[str, Any]:
    """Return the same, with the literals of the query and of a form read."""
    sent = _object(body.read(http))
    if http.mimetype in (body.FORM, body.MULTIPART):
        sent = _read(sent)
    return {**_read(http.args), **sent}


def _object(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest("The body must be a JSON object.", codes.INVALID_BODY)
    return value


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: structured(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def structured(text: str) -> Any:
    """Return the list, object, string, boolean or ``None`` in ``text``, or ``text``.

    Numbers stay text, which fits every field: ``0032`` of a postcode is lost
    once it is a number.
    """
    stripped = text.strip()
    if stripped not in _WORDS and not stripped.startswith(_BRACKETS):
        return text
    return _literal_or_text(text)


def argument(value: Any) -> Any:
    """Return the value of an argument of a method: numbers too are read."""
    return _literal_or_text(value) if isinstance(value, str) else value


def _literal_or_text(text: str) -> Any:
    try:
        return literal.parse(text)
    except BadRequest:
        return text
