from datetime import datetime, timezone

from odoo import models
from odoo.tools import SQL

from .. import settings
from ..auth import secrets
from ..auth.login_tokens import DEFAULT_DAYS
from ..auth.tokens import password_tokens, token
from ..auth.tokens.token import REST_API_ACCESS, REST_API_REFRESH, RESTFUL_ACCESS
from ..core import codes
from ..core.errors import BadRequest, Unauthorized
from ..core.operation import Result
from ..core.token_operation import (
    Issued,
    IssueLoginToken,
    LogIn,
    LogInForOne,
    LogInForPair,
    LoginToken,
    LogOut,
    Refresh,
)
from ..records.access import Access


class RestapiService(models.AbstractModel):
    """Issues, renews and revokes tokens."""

    _inherit = "restapi.service"

    def _execute_log_in_for_pair(
        self, operation: LogInForPair, access: Access
    ) -> Result:
        user = self._log_in(operation)
        defaults = settings.read(self.env)
        family = token.new_text()
        seconds = operation.access_seconds or defaults.access_token_expires_in
        refresh = operation.refresh_seconds or defaults.refresh_token_expires_in
        issued = Issued(
            self._issue(REST_API_ACCESS, user.id, family, seconds),
            seconds,
            self._issue(REST_API_REFRESH, user.id, family, refresh),
            refresh,
            self._facts(user),
        )
        return Result(operation, value=issued)

    def _execute_log_in_for_one(self, operation: LogInForOne, access: Access) -> Result:
        user = self._log_in(operation)
        text, seconds = password_tokens.known(
            self.env, kind=RESTFUL_ACCESS, user_id=user.id
        ) or self._issue_restful(user.id)
        return Result(operation, value=Issued(text, seconds, user=self._facts(user)))

    def _execute_refresh(self, operation: Refresh, access: Access) -> Result:
        store = password_tokens.store(self.env)
        found = store.find(REST_API_REFRESH, operation.refresh_token)
        if found is None:
            raise Unauthorized(
                "The refresh token is unknown or expired.", codes.INVALID_TOKEN
            )
        store.remove(found.family, REST_API_ACCESS)
        default = settings.read(self.env).access_token_expires_in
        seconds = operation.access_seconds or default
        text = self._issue(REST_API_ACCESS, found.user_id, found.family, seconds)
        return Result(operation, value=Issued(text, seconds))

    def _execute_log_out(self, operation: LogOut, access: Access) -> Result:
        store = password_tokens.store(self.env)
        found = store.find(operation.kind, operation.token)
        if found:
            store.remove(found.family)
        return Result(operation, value=bool(found))

    def _execute_issue_login_token(
        self, operation: IssueLoginToken, access: Access
    ) -> Result:
        is_own = secrets.has_digest(self.env, SQL("digest"), operation.api_key)
        rows = self.env.execute_query(
            SQL("SELECT id FROM restapi_account WHERE %s", is_own)
        )
        # sudo: the account of the request's own key.
        account = self.env["restapi.account"].sudo().browse(rows[0][0])
        days = DEFAULT_DAYS if operation.days is None else operation.days
        text, claims = account._restapi_login_token(
            operation.user_id or account.user_id.id, days
        )
        # sudo: the name of a user whom the account may act for.
        user = self.env["res.users"].sudo().browse(claims.user_id)
        issued = LoginToken(
            text,
            days,
            datetime.fromtimestamp(claims.exp, timezone.utc).replace(tzinfo=None),
            user.id,
            user.name,
            user.login,
        )
        return Result(operation, value=issued)

    def _log_in(self, operation: LogIn) -> models.BaseModel:
        """Return the user, as himself, whom the operation knows the password of."""
        if operation.database not in (None, self.env.cr.dbname):
            raise BadRequest(
                "db: this is not the database that answers here.",
                codes.INVALID_DATABASE,
            )
        user_id = self.env["res.users"]._restapi_log_in(
            operation.login, operation.password
        )
        user = self.env["res.users"].with_user(user_id).browse(user_id)
        return user.with_context(**user.context_get())

    def _issue(self, kind: str, user_id: int, family: str, seconds: int) -> str:
        return password_tokens.issue(
            self.env, kind=kind, user_id=user_id, family=family, seconds=seconds
        )

    def _issue_restful(self, user_id: int) -> tuple[str, int]:
        seconds = settings.read(self.env).restful_access_token_expires_in
        return self._issue(RESTFUL_ACCESS, user_id, token.new_text(), seconds), seconds

    def _facts(self, user: models.BaseModel) -> dict:
        """Return what clients learn of their user when they log in."""
        return {
            "uid": user.id,
            "user_context": dict(user.context_get()),
            "company_id": user.company_id.id,
            "company_ids": user.company_ids.ids,
            "partner_id": user.partner_id.id,
            "company_name": user.company_id.name,
            "currency": user.company_id.currency_id.name,
            "country": user.country_id.name,
            "contact_address": user.contact_address,
        }
