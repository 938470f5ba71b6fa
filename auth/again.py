"""Credentials that were verified before, when their request came, and are asked again.

What runs later has no key to show. It is known whose it is, and which credential it
came with: that must still be good, and allows what it allows now.
"""

from collections.abc import Callable
from functools import partial

from odoo.api import Environment
from odoo.tools import SQL

from ..core import codes
from ..core.owner import Owner
from ..records import odoo19
from . import credentials, odoo_keys
from .credentials import Identity, unauthorized
from .tokens import issued, password_tokens

OWN_USER = SQL("c.user_id = u.id")
ALLOWED_USER = SQL(
    """(c.user_id = u.id OR EXISTS (
            SELECT FROM restapi_account_user_rel r
             WHERE r.account_id = c.id AND r.user_id = u.id))"""
)
# Whoever has a token of the application, which is looked for anyway.
ANY_USER = SQL("true")
_SESSION = "session:"


def identify(env: Environment, owner: Owner) -> Identity:
    """Return whom a credential stands for that a request came with before.

    :raise Unauthorized: it was revoked, it has expired, or its user or application
        is archived
    """
    model, _comma, id_ = owner.source.partition(",")
    found = _BY_MODEL[model](env, owner, int(id_ or 0))
    if found is None or found.user_id != owner.user_id:
        raise unauthorized(
            "The credential of this job has expired or was revoked, or its user or "
            "application is archived.",
            codes.INVALID_TOKEN,
        )
    return found


def _credential(
    model: str, acts_for: SQL, env: Environment, owner: Owner, id_: int
) -> Identity | None:
    token_is_live = SQL("true")
    if owner.family is not None:
        # An access token may have been renewed since.
        token_is_live = SQL(
            """EXISTS (SELECT FROM restapi_token t
                        WHERE t.family = %s AND t.user_id = u.id AND %s)""",
            owner.family,
            issued.IS_LIVE,
        )
    return env[model]._restapi_identify(
        SQL("c.id = %s AND %s AND %s", id_, acts_for, token_is_live),
        user=SQL("%s", owner.user_id),
        token=SQL(
            "(SELECT NULL::int AS id, %s::varchar AS scope, %s::varchar AS family,"
            " NULL::timestamp AS last_use, NULL::varchar AS resource) t",
            owner.scope,
            owner.family,
        ),
    )


def _odoo_key(env: Environment, owner: Owner, id_: int) -> Identity | None:
    return odoo_keys.identify(env, id_)


def family_of_session(env: Environment, user_id: int) -> str:
    """Return what stands for the sessions of a user until they end.

    They do with a new password. Sessions themselves are files of one server.
    """
    # sudo: the hash of the password is a part of it.
    user = env["res.users"].sudo().browse(user_id)
    return _SESSION + odoo19.session_token(user, f"restapi.job,{user_id}")


def _user(env: Environment, owner: Owner, id_: int) -> Identity | None:
    """Ask for a token that a password was given for, or for a session's user."""
    if owner.family and not owner.family.startswith(_SESSION):
        return password_tokens.identify(env, owner.family)
    if owner.family != family_of_session(env, owner.user_id):
        return None
    return credentials.of_user(env, owner.user_id)


_BY_MODEL: dict[str, Callable[[Environment, Owner, int], Identity | None]] = {
    "": _user,
    "res.users": _user,
    "res.users.apikeys": _odoo_key,
    "restapi.key": partial(_credential, "restapi.key", OWN_USER),
    "restapi.account": partial(_credential, "restapi.account", ALLOWED_USER),
    "restapi.client": partial(_credential, "restapi.client", ANY_USER),
}
