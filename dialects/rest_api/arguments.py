"""The parameters that several endpoints of ``rest_api`` take."""

from typing import Any

from ...core import codes, literal
from ...core.errors import BadRequest
from ...core.formats import REST_API_SCHEMA
from .. import base

MAX_LIFETIME_SECONDS = 10 * 366 * 86_400


def refresh_token(sent: dict[str, Any]) -> str:
    token = str(sent.get("refresh_token") or "")
    if not token:
        raise BadRequest("Send refresh_token.", codes.NO_REFRESH_TOKEN)
    return token


def seconds(sent: dict[str, Any], name: str) -> int | None:
    seconds = number(sent, name, 1)
    if seconds and seconds > MAX_LIFETIME_SECONDS:
        raise BadRequest(
            f"{name}: at most {MAX_LIFETIME_SECONDS} seconds.", codes.invalid(name)
        )
    return seconds


def number(sent: dict[str, Any], name: str, least: int) -> int | None:
    value = sent.get(name)
    return None if value in (None, "", False) else base.integer(str(value), name, least)


def domain(value: Any) -> Any:
    if isinstance(value, str):
        return literal.parse(value, "filters") if value.strip() else []
    return value or []


def order(value: Any) -> str | None:
    if value in (None, "", False):
        return None
    if not isinstance(value, str):
        raise BadRequest("order: text is expected.", codes.INVALID_ORDER)
    return value


def shape(schema_name: str, sent: dict[str, Any]) -> dict[str, Any]:
    """Return what tells which fields to give."""
    return {
        "schema": schema_name,
        "schema_style": REST_API_SCHEMA,
        "include_fields": _names(sent.get("include_fields")),
        "exclude_fields": _names(sent.get("exclude_fields")),
    }


def _names(value: Any) -> Any:
    """Read ``name,city`` as a list of names; a list or a tuple is one."""
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    return value or ()
