"""Tokens in the table of ``restapi.token``: one indexed statement to verify."""

from datetime import datetime, timezone

from odoo.tools import SQL

from ...core.grant import FULL
from .. import last_use, secrets
from ..credentials import Identity, bounded
from . import issued
from .store import TokenStore
from .token import Token

_COLUMNS = SQL(
    "t.kind, t.digest, t.user_id, t.epoch, t.family,"
    " extract(epoch FROM t.expires_at)::bigint, coalesce(t.sealed, '')"
)


class SqlTokenStore(TokenStore):
    """See :class:`.TokenStore`; takes part in the request's transaction."""

    def add(self, token: Token) -> None:
        expires_at = datetime.fromtimestamp(token.expires_at, timezone.utc)
        values = {
            "create_date": issued.NOW,
            "kind": token.kind,
            "digest": token.digest,
            "family": token.family,
            "expires_at": expires_at.replace(tzinfo=None),
            "sealed": token.sealed or None,
        }
        user = {"user_id": token.user_id, "epoch": token.epoch}
        issued.add(self.env.cr, issued.TOKENS, values, **user)

    def find(self, kind: str, text: str) -> Token | None:
        rows = self._live(_COLUMNS, self._is(kind, text))
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

    def family(self, family: str) -> Identity | None:
        rows = self._live(
            SQL("u.id, u.company_id"),
            SQL("t.family = %s AND t.client_id IS NULL", family),
        )
        return Identity(*rows[0], grant=FULL, family=family) if rows else None

    def identity(self, kind: str, text: str) -> Identity | None:
        columns = SQL(
            "u.id, u.company_id, t.id, t.family, %s, %s",
            last_use.is_stale("t"),
            bounded(self.env),
        )
        rows = self._live(columns, self._is(kind, text))
        if not rows:
            return None
        user_id, company_id, id_, family, is_stale, _bounded = rows[0]
        if is_stale:
            last_use.note(self.env, {issued.TOKENS: id_})
        return Identity(user_id, company_id, FULL, family=family, is_bounded=True)

    def _is(self, kind: str, text: str) -> SQL:
        digest = secrets.has_digest(self.env, SQL("t.digest"), text)
        return SQL("%s AND t.kind = %s", digest, kind)

    def _live(self, columns: SQL, condition: SQL) -> list[tuple]:
        return self.env.execute_query(
            SQL(
                """SELECT %s
                     FROM restapi_token t JOIN res_users u ON u.id = t.user_id
                    WHERE %s AND %s ORDER BY t.id DESC LIMIT 1""",
                columns,
                condition,
                issued.IS_LIVE,
            )
        )
