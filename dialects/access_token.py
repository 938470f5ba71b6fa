"""The header ``Access-Token``, which two dialects share."""

from odoo.http import HTTPRequest

from ..auth.tokens.token import PREFIXES, RESTFUL_ACCESS

HEADER = "Access-Token"


def sent(http: HTTPRequest) -> str:
    """Return the token of the header; empty without it."""
    return http.headers.get(HEADER, "").strip()


def is_restful(token: str) -> bool:
    """Tell whether a token is one of ``restful``; ``rest_api`` has no prefix."""
    return token.startswith(PREFIXES[RESTFUL_ACCESS])


def is_rest_api(token: str) -> bool:
    return not is_restful(token)
