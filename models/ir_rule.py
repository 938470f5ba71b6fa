from odoo import models

from ..core import refusal
from ..core.grant import MODES
from ..core.refusal import RECORD_RULE, Refusal


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        return refusal.attach(
            super()._make_access_error(operation, records),
            Refusal(RECORD_RULE, records._name, MODES[operation]),
        )
