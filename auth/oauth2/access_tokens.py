"""Access tokens of OAuth 2, as bearer tokens of the API."""

from odoo.api import Environment

from ..credentials import Identity
from ..tokens import client_tokens
from ..tokens.token import OAUTH2_ACCESS, PREFIXES

PREFIX = PREFIXES[OAUTH2_ACCESS]


def verify(env: Environment, text: str) -> Identity | None:
    """Return whom an access token stands for; ``None`` when it is not accepted."""
    return client_tokens.identify(env, OAUTH2_ACCESS, text)
