from odoo import SUPERUSER_ID, api, fields, models

from ..auth.tokens import issued
from ..records import odoo19
from ..records import scope as scopes


class RestapiConsent(models.Model):
    """What a user has allowed an application."""

    _name = "restapi.consent"
    _description = "OAuth Consent"
    _order = "write_date DESC, id DESC"
    _rec_name = "client_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    client_id = fields.Many2one(
        "restapi.client",
        "Application",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    scope = fields.Char(readonly=True)

    last_use = fields.Datetime(
        compute="_compute_tokens", help="When the application last did something."
    )
    expires_at = fields.Datetime(
        "Expires on",
        compute="_compute_tokens",
        help="When the last of its tokens ends; the user is asked again then.",
    )

    _once = models.UniqueIndex("(user_id, client_id)")

    @api.depends("user_id", "client_id")
    def _compute_tokens(self):
        # sudo: of the application's tokens of a user, the times alone.
        groups = (
            self.env["restapi.token"]
            .sudo()
            ._read_group(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("client_id", "in", self.client_id.ids),
                ],
                ["user_id", "client_id"],
                ["last_use:max", "expires_at:max"],
            )
        )
        found = {(user.id, client.id): times for user, client, *times in groups}
        for consent in self:
            pair = (consent.user_id.id, consent.client_id.id)
            consent.last_use, consent.expires_at = found.get(pair, (False, False))

    def unlink(self):
        """Take back what was allowed: the tokens go with it."""
        self._restapi_revoke_tokens()
        return super().unlink()

    def action_revoke(self):
        self.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _restapi_remembered(self, client: models.BaseModel, user_id: int, scope: str):
        """Tell whether a user has allowed all this already."""
        found = self._restapi_of(client, user_id)
        return bool(found) and scopes.covers(self.env, found.scope or "", scope)

    @api.model
    def _restapi_remember(self, client: models.BaseModel, user_id: int, scope: str):
        """Remember what users allow, beside what they have allowed before."""
        found = self._restapi_of(client, user_id)
        if not found:
            values = {"client_id": client.id, "user_id": user_id, "scope": scope}
            # sudo: users have no right to make up consents.
            return self.sudo().create(values)
        before = found.scope or ""
        both = " ".join(scopes.words(f"{before} {scope}"))
        # What was allowed in parts is not everything: no powerful model was.
        grown = scopes.is_everything(both) and not scopes.is_everything(before)
        found.scope = scope if grown else both
        return found

    @api.model
    def _restapi_of(self, client: models.BaseModel, user_id: int):
        # sudo: the consent of one user, who is asking.
        return self.sudo().search(
            [("client_id", "=", client.id), ("user_id", "=", user_id)], limit=1
        )

    @api.model
    def _restapi_tell_reuse(self, user_ids: set[int]) -> None:
        """Mail users that a code or refresh token of theirs was used twice."""
        # As the system: nobody is logged in where applications ask for tokens.
        users = self.with_user(SUPERUSER_ID).env["res.users"].browse(user_ids)
        odoo19.tell_of_security(
            users.filtered("email"),
            self.env._("Security Update: Application Signed Out"),
            self.env._(
                "Something that an application may use once was used twice, so it may "
                "have been stolen. The application was signed out; allow it again if "
                "you still use it."
            ),
        )

    def _restapi_revoke_tokens(self):
        for consent in self:
            whose = {"client_id": consent.client_id.id, "user_id": consent.user_id.id}
            issued.revoke(self.env.cr, **whose)
