from odoo import fields, models

from ..auth.login_tokens import DEFAULT_DAYS


class RestapiLoginNew(models.TransientModel):
    """The dialog in which a login token is made for a user."""

    _name = "restapi.login.new"
    _description = "New Login Token"

    user_id = fields.Many2one("res.users", required=True, readonly=True)
    account_id = fields.Many2one(
        "restapi.account",
        required=True,
        help="The REST API account whose key the token is sent with.",
    )
    days = fields.Integer(
        required=True, default=DEFAULT_DAYS, help="How long the token is good for."
    )

    def make_token(self):
        """Make the token, and show it once."""
        self.ensure_one()
        self.account_id.check_access("write")
        self.account_id.allowed_user_ids |= self.user_id
        text, _claims = self.account_id._restapi_login_token(self.user_id.id, self.days)
        return self.env["restapi.key"]._restapi_show(text)
