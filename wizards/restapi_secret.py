from odoo import api, fields, models


class RestapiSecret(models.TransientModel):
    """The dialog that shows a secret. It is in the page alone, and never stored."""

    _name = "restapi.secret"
    _description = "Secret of a Credential"

    key = fields.Char("Secret", store=False, help="Copy it now.")
    snippets = fields.Json(store=False)
    is_kept = fields.Boolean(store=False)
    to_preferences = fields.Boolean(store=False)

    @api.model
    def _restapi_show(self, key: str, **values: str | bool | list) -> dict:
        """Return the dialog that shows a secret.

        :param values: of the other fields
        """
        defaults = {f"default_{name}": value for name, value in values.items()}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy the secret"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key, **defaults, "dialog_size": "medium"},
        }

    def action_done(self) -> dict:
        """Close the dialog, or go back to the preferences that it was opened from."""
        if self.env.context.get("default_to_preferences"):
            view = self.env.ref("restapi.view_users_form_security")
            return {
                **self.env["res.users"].action_get(),
                "res_id": self.env.uid,
                "views": [(view.id, "form")],
                "context": {"dialog_size": "large"},
            }
        return {"type": "ir.actions.act_window_close"}
