from odoo import Command, fields, models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import AccessError

from ..auth.tokens import issued
from ..records import odoo19

MANAGER = "restapi.restapi_group_manager"
# What of a user the buttons of the form count, and lead to.
COUNTED = {
    "restapi_client_count": "restapi.client",
    "restapi_account_count": "restapi.account",
    "restapi_key_count": "restapi.key",
    "restapi_consent_count": "restapi.consent",
    "restapi_token_count": "restapi.token",
}


class ResUsers(models.Model):
    """What acts in the name of a user: counted, and ended."""

    _inherit = "res.users"

    restapi_client_count = fields.Integer(
        compute="_compute_restapi_counts", groups=MANAGER
    )
    restapi_account_count = fields.Integer(
        compute="_compute_restapi_counts", groups=MANAGER
    )
    restapi_key_count = fields.Integer(
        compute="_compute_restapi_counts", groups=MANAGER
    )
    restapi_consent_count = fields.Integer(
        compute="_compute_restapi_counts", groups=MANAGER
    )
    restapi_token_count = fields.Integer(
        compute="_compute_restapi_counts", groups=MANAGER
    )

    def _compute_restapi_counts(self):
        for field, model in COUNTED.items():
            groups = self.env[model]._read_group(
                [("user_id", "in", self.ids)], ["user_id"], ["__count"]
            )
            counts = {user.id: count for user, count in groups}
            for user in self:
                user[field] = counts.get(user.id, 0)

    def action_restapi_open(self):
        """Open what the button with the context ``restapi_model`` counts."""
        self.ensure_one()
        model = self.env.context["restapi_model"]
        if model not in COUNTED.values():
            raise AccessError(self.env._("There is nothing to open."))
        name = model.replace(".", "_")
        action = odoo19.action(self.env, f"restapi.{name}_action")
        action.update(
            domain=[("user_id", "=", self.id)],
            context={"default_user_id": self.id},
            path=False,
        )
        return action

    @check_identity
    def action_restapi_revoke_all(self):
        """End all that acts in the name of these users over the API."""
        self._restapi_check_may_revoke()
        for user in self:
            user._restapi_revoke_all()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _restapi_check_may_revoke(self) -> None:
        """Let people end what is theirs, and those who manage the API anything."""
        if self != self.env.user and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only who manages the REST API may revoke for others.")
            )

    def _restapi_revoke_all(self) -> None:
        """End keys, tokens, consents, accounts, webhooks, jobs that wait.

        So do Odoo's own API keys, which open the API, and applications' log in.
        """
        self.ensure_one()
        # sudo: all that is this user's, whoever may see it; it only ends.
        env = self.sudo().with_context(active_test=False).env
        own = [("user_id", "=", self.id)]
        issued.revoke(self.env.cr, user_id=self.id)
        # Those in Redis as well.
        self._restapi_end_tokens()
        env["restapi.key"].search(own).unlink()
        # Odoo's own, which open the API as well.
        of_api = ["|", ("scope", "=", False), ("scope", "=", "rpc")]
        env["res.users.apikeys"].search([*own, *of_api]).unlink()
        env["restapi.webhook"].search([*own, ("active", "=", True)]).active = False
        env["restapi.job"].search([*own, ("state", "=", "queued")]).action_cancel()
        env["restapi.consent"].search(own).unlink()
        env["restapi.account"].search([*own, ("active", "=", True)]).active = False
        env["restapi.account"].search(
            [("allowed_user_ids", "in", self.ids)]
        ).allowed_user_ids = [Command.unlink(self.id)]
        env["restapi.client"].search(
            [("service_user_id", "=", self.id)]
        ).allow_client_credentials = False
        odoo19.write_down(
            env["res.users"].browse(self.id).partner_id,
            self.env._("All access to the REST API was revoked."),
        )
