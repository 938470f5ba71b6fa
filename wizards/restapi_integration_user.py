from odoo import Command, fields, models
from odoo.exceptions import UserError


class RestapiIntegrationUser(models.TransientModel):
    """The dialog that makes a user whom a program works as, and nobody logs in as."""

    _name = "restapi.integration.user"
    _description = "New Integration User"

    credential = fields.Reference(
        [("restapi.account", "Account"), ("restapi.client", "Application")],
        readonly=True,
    )
    name = fields.Char(
        required=True, help="By which people know what the program does."
    )
    login = fields.Char(
        required=True, help="It has no password: nobody can log in with it."
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Rights",
        help="What the program may do. Fewer are safer.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    def action_make(self):
        """Make the user, and have the credential act for them."""
        self.ensure_one()
        users = self.env["res.users"].with_context(no_reset_password=True)
        if users.with_context(active_test=False).search_count(
            [("login", "=", self.login)], limit=1
        ):
            raise UserError(self.env._("There is a user with this login already."))
        groups = self.env.ref("base.group_user") | self.group_ids
        user = users.create(
            {
                "name": self.name,
                "login": self.login,
                "group_ids": [Command.set(groups.ids)],
                "company_id": self.company_id.id,
                "company_ids": [Command.set(self.company_id.ids)],
            }
        )
        credential = self.credential
        if credential._name == "restapi.client":
            credential.write(
                {"service_user_id": user.id, "allow_client_credentials": True}
            )
        elif credential:
            credential.user_id = user
        return {"type": "ir.actions.act_window_close"}
