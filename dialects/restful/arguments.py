"""The token, the conditions and the values in requests of ``restful``."""

from typing import Any

from odoo.http import HTTPRequest

from ...core import codes, literal, schema
from ...core.errors import BadRequest
from ...core.schema import Node
from .. import access_token
from .. import body as bodies
from ..arguments import unquoted

TOKEN_NAMES = ("access_token", "access-token")
# Keys with this prefix hold Odoo's commands as a Python literal.
LITERAL_PREFIX = "__api__"


def sent_token(http: HTTPRequest) -> str:
    """Return the token that is a parameter of the query or of the body.

    Only what begins like one: ``access_token`` may be a field of a model.
    """
    for source in (http.args, bodies.small_object(http)):
        for name in TOKEN_NAMES:
            value = source.get(name)
            if is_token(value):
                return value
    return ""


def is_token(value: Any) -> bool:
    return isinstance(value, str) and access_token.is_restful(value)


def domain(value: Any) -> Any:
    """Read a literal, or ``id:>:10,name:like:x``."""
    if not isinstance(value, str):
        return value or []
    text = value.strip()
    if not text or text.startswith(("[", "(")):
        return literal.parse(text, "domain") if text else []
    conditions = [part.split(":", 2) for part in text.split(",")]
    return [
        [part.strip() for part in condition[:2]] + condition[2:]
        for condition in conditions
    ]


def fields(value: Any) -> Node | None:
    """Read names: a list, a list as text, or ``id,name``."""
    if isinstance(value, str):
        text = value.strip()
        value = (
            literal.parse(text, "fields")
            if text.startswith(("[", "("))
            else text.split(",")
        )
    if not value:
        return None
    if not isinstance(value, (list, tuple)) or not all(
        isinstance(name, str) for name in value
    ):
        raise BadRequest("fields: a list of names is expected.", codes.INVALID_FIELDS)
    return schema.tree(name.strip() for name in value)


def text(sent: dict[str, Any], name: str) -> str | None:
    value = sent.get(name)
    if value and not isinstance(value, str):
        raise BadRequest(f"{name}: text is expected.", codes.invalid(name))
    return unquoted(value) if value else None


def values(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest(
            "The body must be an object of field values.", codes.INVALID_BODY
        )
    return dict(_value(name, item) for name, item in value.items())


def _value(name: str, value: Any) -> tuple[str, Any]:
    if not name.startswith(LITERAL_PREFIX):
        return name, value
    parsed = literal.parse(value, name) if isinstance(value, str) else value
    return name.removeprefix(LITERAL_PREFIX), parsed
