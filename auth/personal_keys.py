"""Personal REST keys: bearer tokens that users make for themselves."""

from odoo.api import Environment
from odoo.tools import SQL

from . import secrets
from .credentials import Identity
from .tokens.token import PERSONAL_KEY, PREFIXES

PREFIX = PREFIXES[PERSONAL_KEY]


def verify(env: Environment, text: str) -> Identity | None:
    """Return whom a key stands for; ``None`` when it is not accepted."""
    is_own = secrets.has_digest(env, SQL("c.digest"), text)
    return env["restapi.key"]._restapi_identify(
        is_own, renewals=[secrets.renewal(env, "restapi_key", text)]
    )
