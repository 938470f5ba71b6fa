from odoo import api, models

from ..core import refusal
from ..core.grant import MODES
from ..core.refusal import RECORD_RULE, Refusal
from ..records import confidential


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Keep from a client the records that none may have."""
        found = super()._compute_domain(model_name, mode)
        kept = confidential.is_guarded() and not self.env.su
        if kept and model_name in confidential.SECRET_RECORDS:
            return found & confidential.SECRET_RECORDS[model_name]
        return found

    def _make_access_error(self, operation, records):
        return refusal.attach(
            super()._make_access_error(operation, records),
            Refusal(RECORD_RULE, records._name, MODES[operation]),
        )
