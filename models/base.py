from odoo import api, models
from odoo.exceptions import AccessError

from ..core import confidential, refusal
from ..core.grant import MODES


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _has_field_access(self, field, operation):
        """Keep from a client what none may have, whichever method asks."""
        if confidential.is_guarded() and not self.env.su:
            forbidden = (
                confidential.is_secret
                if operation == "read"
                else (confidential.is_hidden)
            )
            if forbidden(field):
                return False
        return super()._has_field_access(field, operation)

    @api.model
    def _check_field_access(self, field, operation):
        try:
            return super()._check_field_access(field, operation)
        except AccessError as exc:
            refusal.attach(exc, refusal.field_group(self, field, MODES[operation]))
            raise
