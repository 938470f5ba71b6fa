"""Keys of REST API accounts, alone or with the login token of a user."""

from odoo.api import Environment
from odoo.tools import SQL

from . import login_tokens, rotation, secrets
from .credentials import Identity, Verifier, unauthorized
from .tokens import issued
from .tokens.token import LOGIN


def verify(env: Environment, key: str) -> Identity | None:
    """Return the account's own identity; ``None`` when its key is not accepted."""
    return env["restapi.account"]._restapi_identify(
        _is(env, key), renewals=[secrets.renewal(env, "restapi_account", key)]
    )


def verify_without_token(env: Environment, key: str) -> Identity | None:
    """Return the same, for an account that needs no login token.

    :raise Unauthorized: it needs one
    """
    identity = env["restapi.account"]._restapi_identify(
        SQL("%s AND c.login_token_required IS NOT TRUE", _is(env, key)),
        renewals=[secrets.renewal(env, "restapi_account", key)],
    )
    if identity is None and verify(env, key):
        raise unauthorized(
            "This api-key needs a login token in the header Login-Token."
        )
    return identity


def verifier(login_token: str) -> Verifier:
    """Return the verifier of a key that comes with a login token."""

    def verify_both(env: Environment, key: str) -> Identity | None:
        signing_key = env["restapi.account"]._restapi_signing_key(_is(env, key))
        if signing_key is None:
            return None
        claims = login_tokens.verified(login_token, signing_key)
        if claims is None:
            return None
        return env["restapi.account"]._restapi_identify(
            SQL(
                """%s AND c.id = %s AND %s AND t.kind = %s
                   AND t.account_id = c.id AND t.user_id = %s AND %s
                   AND (c.user_id = u.id OR EXISTS (
                       SELECT FROM restapi_account_user_rel r
                        WHERE r.account_id = c.id AND r.user_id = u.id))""",
                _is(env, key),
                claims.webservice_account_id,
                secrets.has_digest(env, SQL("t.digest"), claims.jti),
                LOGIN,
                claims.user_id,
                issued.IS_LIVE,
            ),
            user=SQL("t.user_id"),
            token=SQL("restapi_token t"),
            renewals=[
                secrets.renewal(env, "restapi_account", key),
                secrets.renewal(env, issued.TOKENS, claims.jti),
            ],
        )

    return verify_both


def _is(env: Environment, key: str) -> SQL:
    return rotation.is_own(env, key)
