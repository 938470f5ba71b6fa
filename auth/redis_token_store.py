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

from dataclasses import asdict

import orjson

from odoo.api import Environment
from odoo.tools import SQL

from ..core import parameters
from .credentials import Identity
from .redis_client import answering, client
from .token import Token, now
from .token_store import USER_IS_LIVE, TokenStore


class RedisTokenStore(TokenStore):
    """See :class:`.TokenStore`.

    :raise Unavailable: every method, when Redis does not answer in time
    """

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self._prefix = f"restapi:{env.cr.dbname}"
        with answering():
            self._redis = client(parameters.read(env))

    def add(self, token: Token) -> None:
        key = f"{self._prefix}:{token.kind}:{token.digest}"
        family = f"{self._prefix}:family:{token.family}"
        owner = f"{self._prefix}:user:{token.kind}:{token.user_id}"
        left = token.seconds_left or 1
        with answering(), self._redis.pipeline() as commands:
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
        with answering():
            key = self._redis.get(f"{self._prefix}:user:{kind}:{user_id}")
        token = self._read(key.decode()) if key else None
        return token if token and self._owner(token) else None

    def remove(self, family: str, kind: str | None = None) -> None:
        members = f"{self._prefix}:family:{family}"
        with answering():
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
        with answering():
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
