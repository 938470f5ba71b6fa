from odoo import api, fields, models

from ..auth.tokens import issued
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

    _once = models.UniqueIndex("(user_id, client_id)")

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

    def _restapi_revoke_tokens(self):
        for consent in self:
            whose = {"client_id": consent.client_id.id, "user_id": consent.user_id.id}
            issued.revoke(self.env.cr, **whose)
