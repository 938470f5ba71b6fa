"""Authorization codes and tokens of OAuth 2, in PostgreSQL.

All that was issued for one consent is a family: a code, the tokens that it was
exchanged for, and those that these were refreshed to. It is revoked as one.
"""

from dataclasses import dataclass
from datetime import timedelta

from odoo.api import Environment
from odoo.sql_db import Cursor
from odoo.tools import SQL

from . import token
from .token import OAUTH2_ACCESS, OAUTH2_REFRESH
from .token_store import USER_IS_LIVE

CODE_SECONDS = 60
NOW = SQL("(now() AT TIME ZONE 'utc')")


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code; ``is_live`` is of the code and of its user."""

    id: int
    user_id: int
    scope: str
    family: str
    redirect_uri: str | None
    challenge: str | None
    is_used: bool
    is_live: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A token; times in seconds since 1970. ``is_live`` as for :class:`Code`."""

    id: int
    kind: str
    user_id: int
    client_id: int
    scope: str
    family: str
    issued_at: int
    expires_at: int
    is_used: bool
    is_live: bool


class OAuth2Store:
    """Keeps what was issued.

    :param cr: of a transaction of its own, see :mod:`.separate`
    """

    def __init__(self, env: Environment, cr: Cursor) -> None:
        self.env = env
        self.cr = cr

    def add_code(
        self,
        text: str,
        *,
        client_id: int,
        user_id: int,
        scope: str,
        redirect_uri: str | None,
        challenge: str | None,
    ) -> None:
        """Keep a code for a minute."""
        self.cr.execute(
            SQL(
                """INSERT INTO restapi_code
                       (digest, client_id, user_id, scope, family, redirect_uri,
                        challenge, epoch, expires_at)
                   SELECT %s, %s, u.id, %s, %s, %s, %s, coalesce(u.restapi_epoch, 0),
                          %s + %s
                     FROM res_users u WHERE u.id = %s""",
                token.digest(self.env, text),
                client_id,
                scope,
                token.new_text(),
                redirect_uri,
                challenge,
                NOW,
                timedelta(seconds=CODE_SECONDS),
                user_id,
            )
        )

    def find_code(self, text: str, client_id: int) -> Code | None:
        """Return a code of a client, which nobody else may use meanwhile."""
        self.cr.execute(
            SQL(
                """SELECT t.id, t.user_id, t.scope, t.family, t.redirect_uri,
                          t.challenge, t.used_at IS NOT NULL, %s
                     FROM restapi_code t JOIN res_users u ON u.id = t.user_id
                    WHERE t.digest = %s AND t.client_id = %s
                      FOR UPDATE OF t""",
                _IS_LIVE,
                token.digest(self.env, text),
                client_id,
            )
        )
        row = self.cr.fetchone()
        return Code(*row) if row else None

    def use_code(self, code: Code) -> None:
        """Remember that a code was used, so that a second use is noticed."""
        self.cr.execute(
            SQL("UPDATE restapi_code SET used_at = %s WHERE id = %s", NOW, code.id)
        )

    def add(
        self,
        kind: str,
        text: str,
        *,
        client_id: int,
        user_id: int,
        scope: str,
        family: str,
        seconds: int,
    ) -> None:
        """Keep a token until it expires."""
        self.cr.execute(
            SQL(
                """INSERT INTO restapi_token
                       (create_date, kind, digest, client_id, user_id, epoch, family,
                        scope, expires_at)
                   SELECT %s, %s, %s, %s, u.id, coalesce(u.restapi_epoch, 0), %s, %s,
                          %s + %s
                     FROM res_users u WHERE u.id = %s""",
                *(NOW, kind, token.digest(self.env, text), client_id, family, scope),
                NOW,
                timedelta(seconds=seconds),
                user_id,
            )
        )

    def find(self, text: str) -> Issued | None:
        """Return a token of any client, which nobody else may use meanwhile."""
        self.cr.execute(
            SQL(
                """SELECT t.id, t.kind, t.user_id, t.client_id, t.scope, t.family,
                          extract(epoch FROM t.create_date)::bigint,
                          extract(epoch FROM t.expires_at)::bigint,
                          t.used_at IS NOT NULL, %s
                     FROM restapi_token t JOIN res_users u ON u.id = t.user_id
                    WHERE t.digest = %s AND t.kind IN %s
                      FOR UPDATE OF t""",
                _IS_LIVE,
                token.digest(self.env, text),
                (OAUTH2_ACCESS, OAUTH2_REFRESH),
            )
        )
        row = self.cr.fetchone()
        return Issued(*row) if row else None

    def use(self, issued: Issued) -> None:
        """Remember that a refresh token was used, so that reuse is noticed."""
        self.cr.execute(
            SQL("UPDATE restapi_token SET used_at = %s WHERE id = %s", NOW, issued.id)
        )

    def revoke(self, issued: Issued) -> None:
        """Forget one token."""
        self.cr.execute(SQL("DELETE FROM restapi_token WHERE id = %s", issued.id))

    def revoke_family(self, family: str) -> None:
        """Forget all that was issued for one consent."""
        self.cr.execute(SQL("DELETE FROM restapi_token WHERE family = %s", family))


_IS_LIVE = SQL(
    "(%s AND t.epoch = coalesce(u.restapi_epoch, 0) AND t.expires_at > %s)",
    USER_IS_LIVE,
    NOW,
)
