"""Security schemes of the dialects that take bearer tokens."""

from ..core.scope import ACCESSES
from .formats import Schema

_OAUTH2 = "/restapi/1.0/common/oauth2"
_SCOPES = {
    "read": "Read everything that the user may read",
    "write": "Create, change and delete what the user may",
    "execute": "Call methods",
}
_TOKENS = {"tokenUrl": f"{_OAUTH2}/access_token"}

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
OAUTH2: Schema = {
    "type": "oauth2",
    "description": "For applications that an administrator has registered: *REST API, "
    "OAuth Applications*.",
    "flows": {
        "authorizationCode": {
            "authorizationUrl": f"{_OAUTH2}/authorize",
            **_TOKENS,
            "refreshUrl": _TOKENS["tokenUrl"],
            "scopes": {access: _SCOPES[access] for access in ACCESSES},
        },
        "clientCredentials": {
            **_TOKENS,
            "scopes": {access: _SCOPES[access] for access in ACCESSES},
        },
    },
}
