"""Personal REST keys: bearer tokens that users make for themselves."""

from odoo.api import Environment
from odoo.tools import SQL

from . import token
from .credentials import Identity
from .token import PERSONAL_KEY, PREFIXES

PREFIX = PREFIXES[PERSONAL_KEY]


def verify(env: Environment, text: str) -> Identity | None:
    """Return whom a key stands for; ``None`` when it is not accepted."""
    digest = token.digest(env, text)
    return env["restapi.key"]._restapi_identify(SQL("c.digest = %s", digest))
