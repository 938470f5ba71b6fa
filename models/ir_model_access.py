from odoo import models

from ..core import refusal
from ..core.grant import MODES
from ..core.refusal import ACCESS_RIGHT, Refusal


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    def _make_access_error(self, model: str, mode: str):
        groups = tuple(self.group_names_with_access(model, mode))
        return refusal.attach(
            super()._make_access_error(model, mode),
            Refusal(ACCESS_RIGHT, model, MODES[mode], groups=groups),
        )
