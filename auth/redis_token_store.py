"""Tokens in Redis, shared by any number of Odoo servers.

================================ ==============================================
``restapi:<db>:<kind>:<digest>`` the token, JSON; expires with it
``restapi:<db>:family:<family>`` set of the keys of a family
``restapi:<db>:user:<kind>:<id>`` key of the token of a user that was added last
================================ ==============================================

Odoo may run a request again, or roll it back, after it wrote here. So every
command gives the same end when it is run twice, and what a rolled back request
leaves is a token that nobody was told, until it expires. Whether the user is
active, and whether his credentials have changed, is asked of PostgreSQL: an
archived user's tokens are dead with the commit, whether Redis answers or not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from odoo.api import Environment
from odoo.tools import SQL

from ..core import parameters
from ..core.errors import RETRY_SECONDS, Unavailable
from .credentials import Identity
from .token import Token, now
from .token_store import USER_IS_LIVE, TokenStore

if TYPE_CHECKING:
    from redis import Redis

TIMEOUT_SECONDS = 0.2


class RedisTokenStore(TokenStore):
    """See :class:`.TokenStore`.

    :raise Unavailable: every method, when Redis does not answer in time
    """

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        settings = parameters.read(env)
        self._prefix = f"restapi:{env.cr.dbname}"
        with _answering():
            self._redis = _client(
                settings.redis_host,
                settings.redis_port,
                settings.redis_db,
                None if settings.redis_password == "None" else settings.redis_password,
            )

    def add(self, token: Token) -> None:
        key = f"{self._prefix}:{token.kind}:{token.digest}"
        family = f"{self._prefix}:family:{token.family}"
        owner = f"{self._prefix}:user:{token.kind}:{token.user_id}"
        left = token.seconds_left or 1
        with _answering(), self._redis.pipeline() as commands:
            commands.setex(key, left, orjson.dumps(asdict(token)))
            commands.setex(owner, left, key)
            commands.sadd(family, key)
            # The family lives as long as its token that expires last.
            commands.expire(family, max(left, self._redis.ttl(family)))
            commands.execute()

    def find(self, kind: str, digest: str) -> Token | None:
        token = self._read(f"{self._prefix}:{kind}:{digest}")
        return token if token and self._owner(token) else None

    def latest(self, kind: str, user_id: int) -> Token | None:
        with _answering():
            key = self._redis.get(f"{self._prefix}:user:{kind}:{user_id}")
        token = self._read(key.decode()) if key else None
        return token if token and self._owner(token) else None

    def remove(self, family: str, kind: str | None = None) -> None:
        members = f"{self._prefix}:family:{family}"
        with _answering():
            keys = [
                key
                for key in self._redis.smembers(members)
                if kind is None or key.startswith(f"{self._prefix}:{kind}:".encode())
            ]
            if keys:
                with self._redis.pipeline() as commands:
                    commands.delete(*keys)
                    commands.srem(members, *keys)
                    commands.execute()

    def identity(self, kind: str, digest: str) -> Identity | None:
        token = self._read(f"{self._prefix}:{kind}:{digest}")
        return self._owner(token) if token else None

    def _read(self, key: str) -> Token | None:
        with _answering():
            found = self._redis.get(key)
        token = Token(**orjson.loads(found)) if found else None
        return token if token and token.expires_at > now() else None

    def _owner(self, token: Token) -> Identity | None:
        rows = self.env.execute_query(
            SQL(
                """SELECT u.id, u.company_id FROM res_users u
                    WHERE u.id = %s AND %s AND coalesce(u.restapi_epoch, 0) = %s""",
                token.user_id,
                USER_IS_LIVE,
                token.epoch,
            )
        )
        return Identity(*rows[0]) if rows else None


@lru_cache(maxsize=8)
def _client(host: str, port: int, database: int, password: str | None) -> "Redis":
    """Return the process's client of a Redis server; it connects when used."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis(
        host,
        port,
        database,
        password,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # Ten tries with growing pauses by default: four seconds for each call.
        retry=Retry(NoBackoff(), 0),
    )


@contextmanager
def _answering() -> Iterator[None]:
    """Tell a client to come back when Redis does not answer."""
    try:
        from redis import RedisError
    except ModuleNotFoundError as exc:
        raise Unavailable(
            "The server lacks the Python package redis.", "no_redis"
        ) from exc
    try:
        yield
    except RedisError as exc:
        raise Unavailable(
            "The token store does not answer; try again.",
            "token_store_unavailable",
            headers={"Retry-After": str(RETRY_SECONDS)},
        ) from exc
