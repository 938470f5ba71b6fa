from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..core import refusal
from ..core.grant import MODES
from ..records import confidential
from ..records.read import order_paths
from ..records.read.groups import TOTAL


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

    def _read_group_select(self, aggregate_spec, query):
        """Count all groups, those of other pages too."""
        if aggregate_spec == TOTAL:
            return SQL("COUNT(*) OVER ()")
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _read_group_empty_value(self, spec):
        return 0 if spec == TOTAL else super()._read_group_empty_value(spec)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        """Sort by fields of related records too: ``partner_id.name``."""
        if not order or "." not in order or not order_paths.are_in(self, order):
            return super()._order_to_sql(order, query, alias, reverse)
        terms = [
            order_paths.to_sql(self, term, query, alias or self._table, reverse)
            if order_paths.are_in(self, term)
            else super(Base, self)._order_to_sql(term, query, alias, reverse)
            for term in order.split(",")
        ]
        return SQL(", ").join(term for term in terms if term)
