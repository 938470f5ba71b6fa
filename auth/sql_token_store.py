"""Tokens in the table of ``restapi.token``: one indexed statement to verify."""

from datetime import datetime, timezone

from odoo.tools import SQL

from ..core.grant import FULL
from .credentials import Identity
from .token import Token
from .token_store import USER_IS_LIVE, TokenStore

_COLUMNS = SQL(
    "t.kind, t.digest, t.user_id, t.epoch, t.family,"
    " extract(epoch FROM t.expires_at)::bigint, coalesce(t.sealed, '')"
)


class SqlTokenStore(TokenStore):
    """See :class:`.TokenStore`; takes part in the request's transaction."""

    def add(self, token: Token) -> None:
        expires_at = datetime.fromtimestamp(token.expires_at, timezone.utc)
        self.env.cr.execute(
            SQL(
                """INSERT INTO restapi_token
                       (create_date, kind, digest, user_id, epoch, family,
                        expires_at, sealed)
                   VALUES (now() AT TIME ZONE 'utc', %s, %s, %s, %s, %s, %s, %s)""",
                *(token.kind, token.digest, token.user_id, token.epoch, token.family),
                expires_at.replace(tzinfo=None),
                token.sealed or None,
            )
        )

    def find(self, kind: str, digest: str) -> Token | None:
        rows = self._live(_COLUMNS, SQL("t.digest = %s AND t.kind = %s", digest, kind))
        return Token(*rows[0]) if rows else None

    def latest(self, kind: str, user_id: int) -> Token | None:
        rows = self._live(
            _COLUMNS, SQL("t.user_id = %s AND t.kind = %s", user_id, kind)
        )
        return Token(*rows[0]) if rows else None

    def remove(self, family: str, kind: str | None = None) -> None:
        of_kind = SQL("AND kind = %s", kind) if kind else SQL()
        self.env.cr.execute(
            SQL("DELETE FROM restapi_token WHERE family = %s %s", family, of_kind)
        )

    def identity(self, kind: str, digest: str) -> Identity | None:
        rows = self._live(
            SQL("u.id, u.company_id"),
            SQL("t.digest = %s AND t.kind = %s", digest, kind),
        )
        return Identity(*rows[0], grant=FULL) if rows else None

    def _live(self, columns: SQL, condition: SQL) -> list[tuple]:
        return self.env.execute_query(
            SQL(
                """SELECT %s
                     FROM restapi_token t JOIN res_users u ON u.id = t.user_id
                    WHERE %s AND %s AND t.epoch = coalesce(u.restapi_epoch, 0)
                      AND t.expires_at > now() AT TIME ZONE 'utc'
                    ORDER BY t.id DESC LIMIT 1""",
                columns,
                condition,
                USER_IS_LIVE,
            )
        )
