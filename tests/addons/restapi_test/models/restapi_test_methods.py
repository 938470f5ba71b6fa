from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

REFUSALS = {
    "user": UserError,
    "validation": ValidationError,
    "access": AccessError,
}


class RestapiTestMethods(models.Model):
    """Methods of every kind, for the tests of calls."""

    _inherit = "restapi_test.everything"

    def fields(self, prefix: str = ""):
        """Answer under the name of an address of the API."""
        return f"{prefix}{len(self)}"

    def as_superuser(self):
        return self.sudo().many2one_id

    def refuse(self, why: str, keep: str | None = None):
        """Fail, after a change.

        :param why: the kind of error,
            of three
        :param str keep: what to write before
        """
        self.name = keep or "changed"
        raise REFUSALS[why](self.env._("No, because of %s.", why))

    def language(self):
        return self.env.lang, self.env.context.get("active_ids")

    @api.model
    def open_wizard(self, target="new", made=False):
        wizard = "change.password.own"
        return {
            "type": "ir.actions.act_window",
            "res_model": wizard,
            "res_id": made and self.env[wizard].sudo().create({}).id,
            "target": target,
            "context": "{'default_new_password': 'x', 'default_nothing': 1}",
        }

    @api.private
    def not_for_clients(self):
        return True
