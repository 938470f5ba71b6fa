"""Security schemes of the dialects that take bearer tokens."""

from ..records.scope import ACCESSES
from .formats import Schema

_OAUTH2 = "/restapi/1.0/common/oauth2"
_SCOPES = {
    "read": "Read everything that the user may read",
    "write": "Create, change and delete what the user may",
    "execute": "Call methods",
}

BEARER: Schema = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key: *Preferences, Security, New REST Key* or *Add API Key*; or "
    "an access token of OAuth 2.",
}
SESSION: Schema = {
    "type": "apiKey",
    "in": "cookie",
    "name": "session_id",
    "description": "The web session of this Odoo, for its own pages.",
}


def bearer_schemes(address: str) -> dict[str, Schema]:
    """Return the schemes of the native dialect, by name.

    :param address: of the server
    """
    return {**token_schemes(address), "session": SESSION}


def token_schemes(address: str) -> dict[str, Schema]:
    """Return the schemes of keys and of OAuth 2, by name."""
    tokens = f"{address}{_OAUTH2}/access_token"
    scopes = {access: _SCOPES[access] for access in ACCESSES}
    flows = {
        "authorizationCode": {
            "authorizationUrl": f"{address}{_OAUTH2}/authorize",
            "tokenUrl": tokens,
            "refreshUrl": tokens,
            "scopes": scopes,
        },
        "clientCredentials": {"tokenUrl": tokens, "scopes": scopes},
    }
    oauth2 = {
        "type": "oauth2",
        "description": "For applications that an administrator has registered: "
        "*REST API, OAuth Applications*.",
        "flows": flows,
    }
    return {"key": BEARER, "oauth2": oauth2}
