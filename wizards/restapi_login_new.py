from odoo import fields, models
from odoo.addons.base.models.res_users import check_identity

from ..auth.login_tokens import DEFAULT_DAYS
from ..records import odoo19


class RestapiLoginNew(models.TransientModel):
    """The dialog in which a login token is made for a user."""

    _name = "restapi.login.new"
    _description = "New Login Token"

    user_id = fields.Many2one("res.users", required=True)
    account_id = fields.Many2one(
        "restapi.account",
        required=True,
        help="The REST API account whose key the token is sent with.",
    )
    days = fields.Integer(
        required=True, default=DEFAULT_DAYS, help="How long the token is good for."
    )

    @check_identity
    def make_token(self):
        """Make the token, and show it once."""
        self.ensure_one()
        account = self.account_id
        account.check_access("write")
        account.allowed_user_ids |= self.user_id
        text, _claims = account._restapi_login_token(self.user_id.id, self.days)
        odoo19.write_down(
            account, self.env._("Login token of %s made.", self.user_id.name)
        )
        return self.env["restapi.secret"]._restapi_show(text)
