from odoo import fields, models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import UserError


class RestapiKeyNew(models.TransientModel):
    """The dialog in which a user makes a REST key for himself.

    Name and duration are those of Odoo's own API keys, with the administrators'
    limit of the duration.
    """

    _name = "restapi.key.new"
    _inherit = ["res.users.apikeys.description"]
    _description = "New REST API Key"

    may_read = fields.Boolean("Read", default=True, help="Read all that you may read.")
    may_write = fields.Boolean(
        "Write", default=True, help="Create, change and delete what you may."
    )
    may_execute = fields.Boolean(
        "Execute", help="Do what the buttons do: confirm, send, post, cancel."
    )

    @check_identity
    def make_key(self):
        """Make the key, and show it once."""
        self.ensure_one()
        self.check_access_make_key()
        granted = {
            "read": self.may_read,
            "write": self.may_write,
            "execute": self.may_execute,
        }
        scope = " ".join(word for word, given in granted.items() if given)
        if not scope:
            raise UserError(self.env._("A key that allows nothing is of no use."))
        # sudo: users make keys here only, and for themselves.
        key = (
            self.env["restapi.key"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "user_id": self.env.uid,
                    "valid_to": self.expiration_date,
                    "scope": scope,
                }
            )
        )
        text = key._restapi_new_key()
        self.unlink()
        return key._restapi_show(text)
