from odoo import fields, models
from odoo.tools import SQL


class RestapiAccount(models.Model):
    """An API key in the sense of the dialect ``candidroot``."""

    _name = "restapi.account"
    _inherit = ["restapi.credential"]
    _description = "REST API Account"

    is_limited = fields.Boolean(default=True)
    access_ids = fields.One2many("restapi.access", "account_id", copy=True)
    login_token_required = fields.Boolean(
        help="Accept calls only with a login token of a user, whose rights apply then."
    )
    allowed_user_ids = fields.Many2many(
        "res.users",
        string="Allowed Users",
        help="Who may get a login token for this account; empty for everybody.",
    )

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_account
                       ADD COLUMN IF NOT EXISTS digest varchar,
                       ADD COLUMN IF NOT EXISTS sealed_signing_key varchar;
                   CREATE UNIQUE INDEX IF NOT EXISTS restapi_account_digest_index
                       ON restapi_account (digest)"""
            )
        )
