from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .restapi_rotation import CREDENTIALS


class RestapiPresetUse(models.TransientModel):
    """The dialog that fills in access lines, of a preset or of another credential."""

    _name = "restapi.preset.use"
    _description = "Fill in Access Lines"

    credential = fields.Reference(CREDENTIALS, required=True, readonly=True)
    preset_id = fields.Many2one("restapi.preset", help="Lines that many need.")
    source = fields.Reference(
        CREDENTIALS, "Copy from", help="Another credential, whose lines are copied."
    )
    replaces = fields.Boolean(
        "Replace the Present Lines",
        help="Otherwise lines are added for models that have none.",
    )
    note = fields.Char(related="preset_id.note")

    @api.onchange("preset_id")
    def _onchange_preset_id(self):
        if self.preset_id:
            self.source = False

    @api.onchange("source")
    def _onchange_source(self):
        if self.source:
            self.preset_id = False

    def action_use(self):
        """Fill in the lines, and have the credential limited to them."""
        self.ensure_one()
        credential = self.credential
        credential.check_access("write")
        lines = self._lines()
        if not lines:
            raise UserError(
                self.env._(
                    "None of these models is installed: there is nothing to add."
                )
            )
        commands = [Command.create(values) for values in lines]
        if self.replaces:
            commands.insert(0, Command.clear())
        else:
            present = credential.access_ids.model_id.ids
            every = any(not line.model_id for line in credential.access_ids)
            commands = [
                Command.create(values)
                for values in lines
                if (
                    values["model_id"] not in present
                    if values["model_id"]
                    else not every
                )
            ]
        values = {"is_limited": True, "access_ids": commands}
        if "scope" in credential._fields:
            values["scope"] = self._widened(credential.scope)
        credential.write(values)
        return {"type": "ir.actions.act_window_close"}

    def _widened(self, scope):
        """Return a scope that the lines of the preset are part of."""
        wanted = self.preset_id.scope or ""
        if self.source and "scope" in self.source._fields:
            wanted = self.source.scope
        return " ".join(dict.fromkeys(f"{scope} {wanted}".split()))

    def _lines(self):
        if self.source:
            self.source.check_access("read")
            owners = ("account_id", "client_id", "key_id")
            copied = self.source.access_ids.copy_data()
            return [
                {name: value for name, value in line.items() if name not in owners}
                for line in copied
            ]
        return self.preset_id._restapi_lines()
