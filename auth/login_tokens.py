"""Login tokens of the dialect ``candidroot``: JSON web tokens, signed per account.

Source: RFC 7519; RFC 8725 for what is checked: one algorithm, the type, and every
claim that must be there. A token counts only while its ``jti`` is kept, so that
it can be revoked. When it was issued is no condition, and none of RFC 7519 (4.1.6): a
clock that is set back makes that the future.
"""

from dataclasses import dataclass
from typing import Any

from jwt import PyJWTError, decode, encode, get_unverified_header

ALGORITHM = "HS256"
TYPE = "JWT"
LEEWAY_SECONDS = 30
# How long a token is good for where nobody says.
DEFAULT_DAYS = 30
MAX_LENGTH = 4096
_INTEGERS = ("user_id", "webservice_account_id", "iat", "exp")
_TEXTS = ("username", "webservice_name", "jti")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a login token says; times in seconds since 1970."""

    user_id: int
    username: str
    webservice_account_id: int
    webservice_name: str
    iat: int
    exp: int
    jti: str


def signed(claims: Claims, key: str) -> str:
    """Return a login token.

    :param key: of the account
    """
    payload = {name: getattr(claims, name) for name in Claims.__slots__}
    return encode(payload, key, ALGORITHM, {"typ": TYPE})


def verified(text: str, key: str) -> Claims | None:
    """Return what a login token says; ``None`` when it is not accepted."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        if get_unverified_header(text).get("typ") != TYPE:
            return None
        payload = decode(
            text,
            key,
            [ALGORITHM],
            {"require": list(Claims.__slots__), "verify_iat": False},
            leeway=LEEWAY_SECONDS,
        )
    except (PyJWTError, ValueError, TypeError):
        return None
    return _typed(payload)


def _typed(payload: dict[str, Any]) -> Claims | None:
    right = all(type(payload[name]) is int for name in _INTEGERS) and all(
        isinstance(payload[name], str) for name in _TEXTS
    )
    return (
        Claims(**{name: payload[name] for name in Claims.__slots__}) if right else None
    )
