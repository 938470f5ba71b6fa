"""Authorization codes and tokens of OAuth 2, in PostgreSQL.

All that was issued for one consent is a family: a code, the tokens that it was
exchanged for, and those that these were refreshed to. It is revoked as one.
"""

from dataclasses import dataclass

from odoo.api import Environment
from odoo.sql_db import Cursor
from odoo.tools import SQL

from .. import secrets
from ..tokens import issued, token
from ..tokens.issued import IS_LIVE, NOW
from ..tokens.token import OAUTH2_ACCESS, OAUTH2_REFRESH

CODE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code; ``is_live`` is of the code and of its user."""

    id: int
    user_id: int
    scope: str
    family: str
    redirect_uri: str | None
    challenge: str | None
    resource: str | None
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
    resource: str | None
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
        resource: str | None,
    ) -> None:
        """Keep a code for a minute."""
        values = {
            "digest": secrets.digest(self.env, text),
            "client_id": client_id,
            "scope": scope,
            "family": token.new_text(),
            "redirect_uri": redirect_uri,
            "challenge": challenge,
            "resource": resource,
            "expires_at": issued.after(CODE_SECONDS),
        }
        issued.add(self.cr, issued.CODES, values, user_id=user_id)

    def find_code(self, text: str, client_id: int) -> Code | None:
        """Return a code of a client, which nobody else may use meanwhile."""
        self.cr.execute(
            SQL(
                """SELECT t.id, t.user_id, t.scope, t.family, t.redirect_uri,
                          t.challenge, t.resource, t.used_at IS NOT NULL, %s
                     FROM restapi_code t JOIN res_users u ON u.id = t.user_id
                    WHERE t.digest = %s AND t.client_id = %s
                      FOR UPDATE OF t""",
                IS_LIVE,
                secrets.digest(self.env, text),
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
        resource: str | None,
        seconds: int,
    ) -> None:
        """Keep a token until it expires."""
        values = {
            "create_date": NOW,
            "kind": kind,
            "digest": secrets.digest(self.env, text),
            "client_id": client_id,
            "family": family,
            "resource": resource,
            "scope": scope,
            "expires_at": issued.after(seconds),
        }
        issued.add(self.cr, issued.TOKENS, values, user_id=user_id)

    def find(self, text: str) -> Issued | None:
        """Return a token of any client, which nobody else may use meanwhile."""
        self.cr.execute(
            SQL(
                """SELECT t.id, t.kind, t.user_id, t.client_id, t.scope, t.family,
                          t.resource,
                          extract(epoch FROM t.create_date)::bigint,
                          extract(epoch FROM t.expires_at)::bigint,
                          t.used_at IS NOT NULL, %s
                     FROM restapi_token t JOIN res_users u ON u.id = t.user_id
                    WHERE %s AND t.kind IN %s
                      FOR UPDATE OF t""",
                IS_LIVE,
                secrets.has_digest(self.env, SQL("t.digest"), text),
                (OAUTH2_ACCESS, OAUTH2_REFRESH),
            )
        )
        row = self.cr.fetchone()
        return Issued(*row) if row else None

    def use(self, found: Issued) -> None:
        """Remember that a refresh token was used, so that reuse is noticed."""
        self.cr.execute(
            SQL("UPDATE restapi_token SET used_at = %s WHERE id = %s", NOW, found.id)
        )

    def revoke(self, found: Issued) -> None:
        """Forget one token."""
        self.cr.execute(SQL("DELETE FROM restapi_token WHERE id = %s", found.id))

    def revoke_family(self, family: str) -> None:
        """Forget all that was issued for one consent."""
        issued.revoke_family(self.cr, family)
