from odoo import api, models
from odoo.exceptions import AccessError

from ..core import refusal
from ..core.grant import MODES


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _check_field_access(self, field, operation):
        try:
            return super()._check_field_access(field, operation)
        except AccessError as exc:
            refusal.attach(exc, refusal.field_group(self, field, MODES[operation]))
            raise
