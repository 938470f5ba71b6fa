from odoo import api, models

from ..core import refusal
from ..core.grant import MODES
from ..core.refusal import ACCESS_RIGHT, Refusal
from ..records import confidential


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model
    def check(self, model, mode="read", raise_exception=True):
        """Keep from a client the models that it may not have."""
        if not (self.env.su or confidential.allows(model, MODES.get(mode, mode))):
            if raise_exception:
                raise self._make_access_error(model, mode) from None
            return False
        return super().check(model, mode, raise_exception=raise_exception)

    def _make_access_error(self, model: str, mode: str):
        groups = tuple(self.group_names_with_access(model, mode))
        return refusal.attach(
            super()._make_access_error(model, mode),
            Refusal(ACCESS_RIGHT, model, MODES[mode], groups=groups),
        )
