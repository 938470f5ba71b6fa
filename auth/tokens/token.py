"""A token that this addon issued, and what is kept of it.

Only a keyed digest is kept, see :mod:`.secrets`, so that neither a copy of the table
nor of Redis gives a token away.
"""

import secrets
import time
from dataclasses import dataclass

REST_API_ACCESS = "rest_api_access"
REST_API_REFRESH = "rest_api_refresh"
RESTFUL_ACCESS = "restful_access"
OAUTH2_ACCESS = "oauth2_access"
OAUTH2_REFRESH = "oauth2_refresh"
OAUTH2_CODE = "oauth2_code"
OAUTH2_DEVICE = "oauth2_device"
OAUTH1_ACCESS = "oauth1_access"
LOGIN = "login"
PERSONAL_KEY = "key"
TOKEN_BYTES = 20
# The dialects tell their tokens apart by these.
PREFIXES = {
    RESTFUL_ACCESS: "access_token_",
    OAUTH2_ACCESS: "oat_",
    OAUTH2_REFRESH: "ort_",
    OAUTH2_CODE: "oac_",
    OAUTH2_DEVICE: "odc_",
    PERSONAL_KEY: "oak_",
}
# Kinds that their owner may ask for again.
RECOVERABLE = frozenset([RESTFUL_ACCESS])


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of an issued token.

    :param kind: what it may be used for
    :param digest: HMAC-SHA-256 of the token, hexadecimal
    :param epoch: of the user's credentials, when it was issued
    :param family: what tokens that were issued together have in common
    :param expires_at: seconds since 1970, UTC
    :param sealed: the token itself, encrypted; empty when nobody needs it again
    """

    kind: str
    digest: str
    user_id: int
    epoch: int
    family: str
    expires_at: int
    sealed: str = ""

    @property
    def seconds_left(self) -> int:
        return max(self.expires_at - now(), 0)


def now() -> int:
    """Return the time in seconds since 1970."""
    return int(time.time())


def new_text(kind: str = "") -> str:
    """Return a new token: a prefix for some kinds, 160 random bits, hexadecimal."""
    return PREFIXES.get(kind, "") + secrets.token_hex(TOKEN_BYTES)
