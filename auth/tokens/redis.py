"""Tokens in Redis, shared by any number of Odoo servers.

================================ ==============================================
``restapi:<db>:<kind>:<digest>`` the token, JSON; expires with it
``restapi:<db>:family:<family>`` set of the keys of a family
``restapi:<db>:user:<kind>:<id>`` key of the token of a user that was added last
================================ ==============================================

Redis is not trusted: a token and the key of the last one have an authentication
code of the database over their own key and what is stored, so that nobody who
can write there makes a token, changes whom it stands for, or moves it to another
key, user or database. What is not authentic is no token.

Odoo may run a request again, or roll it back, after it wrote here. So every
command gives the same end when it is run twice, and what a rolled back request
leaves is a token that nobody was told, until it expires. Whether the user is
active, and whether their credentials have changed, is asked of PostgreSQL: an
archived user's tokens are dead with the commit, whether Redis answers or not.
"""

import hmac
from dataclasses import asdict, fields
from typing import Any

import orjson

from odoo.api import Environment
from odoo.tools import SQL

from ... import settings
from ...core.grant import FULL
from .. import secrets
from ..credentials import Identity, bounded
from ..redis_client import answering
from . import token as tokens
from .issued import EPOCH, USER_IS_LIVE
from .store import TokenStore
from .token import Token

_FIELDS = {field.name for field in fields(Token)}
_CODE_LENGTH = 64


class RedisTokenStore(TokenStore):
    """See :class:`.TokenStore`.

    :raise Unavailable: every method, when Redis does not answer in time
    """

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self._prefix = f"restapi:{env.cr.dbname}"
        self._settings = settings.read(env)

    def add(self, token: Token) -> None:
        key = self._key(token.kind, token.digest)
        family = f"{self._prefix}:family:{token.family}"
        owner = self._owner_key(token.kind, token.user_id)
        left = token.seconds_left or 1
        with answering(self._settings) as redis, redis.pipeline() as commands:
            commands.setex(key, left, self._signed(key, asdict(token)))
            commands.setex(owner, left, self._signed(owner, token.digest))
            commands.sadd(family, key)
            # The family lives as long as its token that expires last.
            commands.expire(family, max(left, redis.ttl(family)))
            commands.execute()

    def find(self, kind: str, text: str) -> Token | None:
        token = self._known(kind, text)
        return token if token and self._owner(token) else None

    def latest(self, kind: str, user_id: int) -> Token | None:
        digest = self._authentic(self._owner_key(kind, user_id))
        token = self._read(kind, digest) if digest else None
        if token is None or token.user_id != user_id:
            return None
        return token if self._owner(token) else None

    def remove(self, family: str, kind: str | None = None) -> None:
        members = f"{self._prefix}:family:{family}"
        own = f"{self._prefix}:{kind}:" if kind else f"{self._prefix}:"
        with answering(self._settings) as redis:
            keys = [
                key for key in redis.smembers(members) if key.startswith(own.encode())
            ]
            if keys:
                with redis.pipeline() as commands:
                    commands.delete(*keys)
                    commands.srem(members, *keys)
                    commands.execute()

    def family(self, family: str) -> Identity | None:
        members = f"{self._prefix}:family:{family}"
        with answering(self._settings) as redis:
            keys = [key.decode() for key in redis.smembers(members)]
        for key in keys:
            kind, _colon, digest = key.removeprefix(f"{self._prefix}:").partition(":")
            token = self._read(kind, digest)
            if token and token.family == family and (owner := self._owner(token)):
                return owner
        return None

    def identity(self, kind: str, text: str) -> Identity | None:
        token = self._known(kind, text)
        return self._owner(token) if token else None

    def _key(self, kind: str, digest: str) -> str:
        return f"{self._prefix}:{kind}:{digest}"

    def _owner_key(self, kind: str, user_id: int) -> str:
        return f"{self._prefix}:user:{kind}:{user_id}"

    def _known(self, kind: str, text: str) -> Token | None:
        for digest in secrets.digests(self.env, text):
            if token := self._read(kind, digest):
                return token
        return None

    def _read(self, kind: str, digest: str) -> Token | None:
        """Return a token that has not expired and is what was added."""
        found = self._authentic(self._key(kind, digest))
        # Another version of this addon may have kept others.
        if not isinstance(found, dict) or found.keys() != _FIELDS:
            return None
        token = Token(**found)
        if (token.kind, token.digest) != (kind, digest):
            return None
        return token if token.expires_at > tokens.now() else None

    def _signed(self, key: str, value: Any) -> bytes:
        stored = orjson.dumps(value)
        return self._codes(key, stored)[0] + stored

    def _authentic(self, key: str) -> Any:
        """Return what this database has stored under a key, ``None`` for all else."""
        with answering(self._settings) as redis:
            # GET fails where the key is no string; MGET finds nothing.
            found = redis.mget(key)[0] or b""
        code, stored = found[:_CODE_LENGTH], found[_CODE_LENGTH:]
        known = self._codes(key, stored)
        if not any(hmac.compare_digest(code, each) for each in known):
            return None
        return orjson.loads(stored)

    def _codes(self, key: str, stored: bytes) -> list[bytes]:
        signed = key.encode() + b"\0" + stored
        return [
            code.encode() for code in secrets.authentication_codes(self.env, signed)
        ]

    def _owner(self, token: Token) -> Identity | None:
        rows = self.env.execute_query(
            SQL(
                """SELECT u.id, u.company_id, %s FROM res_users u
                    WHERE u.id = %s AND %s AND %s = %s""",
                bounded(self.env),
                token.user_id,
                USER_IS_LIVE,
                EPOCH,
                token.epoch,
            )
        )
        if not rows:
            return None
        user_id, company_id, _bounded = rows[0]
        return Identity(user_id, company_id, FULL, family=token.family, is_bounded=True)
