"""Access tokens of OAuth 2, as bearer tokens of the API."""

from odoo.api import Environment
from odoo.tools import SQL

from . import token
from .credentials import Identity
from .token import OAUTH2_ACCESS, PREFIXES

PREFIX = PREFIXES[OAUTH2_ACCESS]


def verify(env: Environment, text: str) -> Identity | None:
    """Return whom an access token stands for; ``None`` when it is not accepted."""
    found = env["restapi.client"]._restapi_identify(
        SQL(
            """t.digest = %s AND t.kind = %s AND t.client_id = c.id
               AND t.epoch = coalesce(u.restapi_epoch, 0)
               AND t.expires_at > now() AT TIME ZONE 'utc'""",
            token.digest(env, text),
            OAUTH2_ACCESS,
        ),
        user=SQL("t.user_id"),
        token=SQL("restapi_token t"),
    )
    return found[0] if found else None
