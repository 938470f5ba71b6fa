"""The tokens of the dialects ``rest_api`` and ``restful``: issue and verify."""

from odoo.api import Environment

from ... import settings
from .. import secrets
from ..credentials import Identity, Verifier
from . import token
from .redis import RedisTokenStore
from .sql import SqlTokenStore
from .store import TokenStore
from .token import Token

# Who gives tokens of a kind, and may be switched off.
_DIALECTS = {token.REST_API_ACCESS: "rest_api", token.RESTFUL_ACCESS: "restful"}


def store(env: Environment) -> TokenStore:
    """Return the store that the system parameters choose."""
    use_redis = settings.read(env).use_redis_token_store
    return RedisTokenStore(env) if use_redis else SqlTokenStore(env)


def verifier(kind: str) -> Verifier:
    """Return the verifier of tokens of one kind."""

    def verify(env: Environment, text: str) -> Identity | None:
        if settings.read(env).is_off(_DIALECTS[kind]):
            return None
        return _limited(env, store(env).identity(kind, text))

    return verify


def identify(env: Environment, family: str) -> Identity | None:
    """Return whom a token stands for that was verified before, while it is live."""
    return _limited(env, store(env).family(family))


def _limited(env: Environment, identity: Identity | None) -> Identity | None:
    return identity and env["restapi.login.limit"]._restapi_limited(identity)


def issue(
    env: Environment, *, kind: str, user_id: int, family: str, seconds: int
) -> str:
    """Make a token of a user, keep it, and return it."""
    text = token.new_text(kind)
    made = Token(
        kind,
        secrets.digest(env, text),
        user_id,
        env["res.users"]._restapi_epoch(user_id),
        family,
        token.now() + seconds,
        secrets.seal(env, text) if kind in token.RECOVERABLE else "",
    )
    store(env).add(made)
    return text


def known(env: Environment, *, kind: str, user_id: int) -> tuple[str, int] | None:
    """Return the live token that a user has already, and its seconds left."""
    found = store(env).latest(kind, user_id)
    text = secrets.unseal(env, found.sealed) if found else None
    return (text, found.seconds_left) if text else None
