from typing import Any

from odoo import api, models
from odoo.fields import Domain


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    @api.depends("field_description", "model", "name")
    @api.depends_context("hide_model", "restapi_technical")
    def _compute_display_name(self) -> None:
        """Say "Untaxed Amount (amount_untaxed)" where fields are chosen."""
        result = super()._compute_display_name()
        if self.env.context.get("restapi_technical"):
            for field in self:
                field.display_name = f"{field.field_description} ({field.name})"
        return result

    @api.model
    def _search_display_name(self, operator: str, value: Any) -> Domain:
        found = super()._search_display_name(operator, value)
        if self.env.context.get("restapi_technical"):
            join = Domain.AND if operator in Domain.NEGATIVE_OPERATORS else Domain.OR
            return join([found, Domain("name", operator, value)])
        return found
