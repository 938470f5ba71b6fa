from typing import Any

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Words of a line, and the fields of an access line that they set.
RIGHTS = {
    "read": "may_read",
    "create": "may_create",
    "update": "may_update",
    "delete": "may_delete",
    "execute": "may_execute",
}


class RestapiPreset(models.Model):
    """Access lines that many credentials need.

    They are kept as text, because the addons of some models may not be installed.
    """

    _name = "restapi.preset"
    _description = "Preset of Access Lines"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="What it is for.")
    sequence = fields.Integer(default=10, help="Order in the list.")
    active = fields.Boolean(default=True)
    note = fields.Char(translate=True, help="What a client can do with it.")
    lines = fields.Text(
        required=True,
        help="A line each: the name of a model, a colon, and any of read, create, "
        "update, delete and execute, like sale.order: read update. Models that are "
        "not installed are left out.",
    )
    scope = fields.Char(
        compute="_compute_scope", help="The scope that its lines take of a credential."
    )

    @api.constrains("lines")
    def _check_lines(self):
        for preset in self:
            preset._restapi_parsed()

    @api.depends("lines")
    def _compute_scope(self):
        for preset in self:
            rights = {
                right for _model, found in preset._restapi_parsed() for right in found
            }
            words = [
                "read" if "read" in rights else "",
                "write" if rights & {"create", "update", "delete"} else "",
                "execute" if "execute" in rights else "",
            ]
            preset.scope = " ".join(filter(None, words))

    def _restapi_parsed(self) -> list[tuple[str, set[str]]]:
        """Return models with their rights.

        :raise ValidationError: a line that says something else
        """
        found = []
        for line in (self.lines or "").splitlines():
            model, colon, words = line.partition(":")
            rights = set(words.replace(",", " ").split())
            if not line.strip():
                continue
            if not (colon and model.strip() and rights) or rights - RIGHTS.keys():
                raise ValidationError(
                    self.env._(
                        "“%(line)s”: write a model, a colon and rights, like "
                        "sale.order: read update. Rights are %(rights)s.",
                        line=line,
                        rights=", ".join(RIGHTS),
                    )
                )
            found.append((model.strip(), rights))
        return found

    def _restapi_lines(self) -> list[dict[str, Any]]:
        """Return the values of the access lines of models that are installed."""
        used = {model.model: model.id for model in self.env["ir.model"]._restapi_used()}
        return [
            {
                "model_id": used[model],
                **{field: word in rights for word, field in RIGHTS.items()},
            }
            for model, rights in self._restapi_parsed()
            if model in used
        ]
