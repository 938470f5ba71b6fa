"""Personal REST keys: bearer tokens that users make for themselves."""

from odoo.api import Environment

from . import rotation, secrets
from .credentials import Identity
from .tokens.token import PERSONAL_KEY, PREFIXES

PREFIX = PREFIXES[PERSONAL_KEY]


def verify(env: Environment, text: str) -> Identity | None:
    """Return whom a key stands for; ``None`` when it is not accepted."""
    return env["restapi.key"]._restapi_identify(
        rotation.is_own(env, text),
        renewals=[secrets.renewal(env, "restapi_key", text)],
    )
