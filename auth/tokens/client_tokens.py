"""Tokens that applications have of users, of OAuth 1.0a and of OAuth 2."""

from odoo.api import Environment
from odoo.tools import SQL

from .. import secrets
from ..credentials import Identity
from . import issued


def identify(env: Environment, kind: str, text: str) -> Identity | None:
    """Return whom a token stands for; ``None`` when it is not good now.

    :param kind: one of those in ``token.py``
    """
    return env["restapi.client"]._restapi_identify(
        SQL(
            "%s AND t.kind = %s AND t.client_id = c.id AND %s",
            secrets.has_digest(env, SQL("t.digest"), text),
            kind,
            issued.IS_LIVE,
        ),
        user=SQL("t.user_id"),
        token=SQL("restapi_token t"),
        renewals=[secrets.renewal(env, issued.TOKENS, text)],
    )
