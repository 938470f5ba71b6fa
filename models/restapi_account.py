import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ..auth import login_tokens, rotation, secrets
from ..auth.login_tokens import Claims
from ..auth.tokens import issued, token
from ..auth.tokens.token import LOGIN
from ..core import codes
from ..core.errors import BadRequest, Forbidden

MAX_DAYS = 365


class RestapiAccount(models.Model):
    """An API key in the sense of the dialect ``candidroot``."""

    _name = "restapi.account"
    _inherit = ["restapi.credential"]
    _description = "REST API Account"
    _restapi_hints = ("key_prefix",)

    is_limited = fields.Boolean(default=True)
    access_ids = fields.One2many("restapi.access", "account_id", copy=True)
    login_token_required = fields.Boolean(
        tracking=True,
        help="Accept calls only with a login token of a user, whose rights apply then.",
    )
    allowed_user_ids = fields.Many2many(
        "res.users",
        "restapi_account_user_rel",
        "account_id",
        "user_id",
        "Allowed Users",
        tracking=True,
        help="Who may get a login token for this account, beside its own user.",
    )
    key_prefix = fields.Char(
        "Key", readonly=True, copy=False, help="First characters of the key."
    )
    login_token_ids = fields.One2many(
        "restapi.token", "account_id", "Login Tokens", readonly=True
    )
    login_token_count = fields.Integer(compute="_compute_login_token_count")

    def init(self):
        rotation.add_columns(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_account
                       ADD COLUMN IF NOT EXISTS sealed_signing_key varchar"""
            )
        )

    @api.depends("login_token_ids")
    def _compute_login_token_count(self):
        for account in self:
            account.login_token_count = len(account.login_token_ids)

    def _restapi_hint(self) -> str:
        return self.key_prefix or ""

    def _restapi_new_secret(self, overlap_seconds: int = 0) -> str:
        return self._restapi_new_key(overlap_seconds)

    def _restapi_new_key(self, overlap_seconds: int = 0) -> str:
        """Give the account another key, and return it.

        :param overlap_seconds: how long the one before is good beside it, and login
            tokens go on; with 0 they end
        """
        self.ensure_one()
        self._restapi_check_powers()
        key = token.new_text()
        self.key_prefix = f"{key[:6]}…"
        rotation.replace(self, key, overlap_seconds)
        if overlap_seconds and self._restapi_signing_key(SQL("c.id = %s", self.id)):
            return key
        self.env.cr.execute(
            SQL(
                "UPDATE restapi_account SET sealed_signing_key = %s WHERE id = %s",
                secrets.seal(self.env, token.new_text()),
                self.id,
            )
        )
        # sudo: the tokens were signed with the key's companion.
        self.sudo().login_token_ids.unlink()
        return key

    @api.model
    def _restapi_signing_key(self, condition: SQL) -> str | None:
        """Return the signing key of the account ``c`` of a condition."""
        rows = self.env.execute_query(
            SQL("SELECT sealed_signing_key FROM restapi_account c WHERE %s", condition)
        )
        sealed = rows[0][0] if rows else None
        return secrets.unseal(self.env, sealed) if sealed else None

    def _restapi_call(self, secret):
        call = super()._restapi_call(secret)
        if not self.login_token_required:
            return call
        return replace(
            call, headers={**call.headers, "Login-Token": "YOUR_LOGIN_TOKEN"}
        )

    def _restapi_acting_users(self):
        return super()._restapi_acting_users() | self.allowed_user_ids

    def _restapi_users(self):
        """Return the users whom the account may act for."""
        return self.user_id | self.allowed_user_ids

    def _restapi_login_token(self, user_id: int, days: int) -> tuple[str, Claims]:
        """Make a login token of a user.

        :raise Forbidden: not for this user
        :raise BadRequest: for no or too many days
        """
        self.ensure_one()
        if not 1 <= days <= MAX_DAYS:
            raise BadRequest(
                f"expiration_days: from 1 to {MAX_DAYS}.", codes.INVALID_EXPIRATION_DAYS
            )
        user = self._restapi_users().filtered(
            lambda allowed: allowed.id == user_id and allowed.active
        )
        if not user:
            raise Forbidden(
                f"user_id: this api-key may not act for the user {user_id}.",
                codes.USER_REFUSED,
            )
        now = datetime.now(timezone.utc)
        claims = Claims(
            user.id,
            user.login,
            self.id,
            self.name,
            int(now.timestamp()),
            int((now + timedelta(days=days)).timestamp()),
            str(uuid.uuid4()),
        )
        self._restapi_keep(claims)
        key = self._restapi_signing_key(SQL("c.id = %s", self.id))
        return login_tokens.signed(claims, key or ""), claims

    def _restapi_keep(self, claims: Claims) -> None:
        """Remember the token's ``jti``, without which it is worth nothing."""
        expires_at = datetime.fromtimestamp(claims.exp, timezone.utc)
        values = {
            "create_date": issued.NOW,
            "kind": LOGIN,
            "digest": secrets.digest(self.env, claims.jti),
            "account_id": self.id,
            "family": claims.jti,
            "expires_at": expires_at.replace(tzinfo=None),
        }
        issued.add(self.env.cr, issued.TOKENS, values, user_id=claims.user_id)
