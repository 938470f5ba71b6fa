from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..core import domain as domains
from ..core import literal
from ..core.errors import ApiError
from ..core.grant import CREATE, DELETE, EXECUTE, READ, UPDATE, Line


class RestapiAccess(models.Model):
    _name = "restapi.access"
    _description = "REST API Access Line"
    _order = "model_id, id"
    _rec_name = "model_id"

    account_id = fields.Many2one("restapi.account", ondelete="cascade", index=True)
    client_id = fields.Many2one("restapi.client", ondelete="cascade", index=True)
    key_id = fields.Many2one("restapi.key", ondelete="cascade", index=True)
    model_id = fields.Many2one(
        "ir.model",
        ondelete="cascade",
        domain=[("abstract", "=", False), ("rest_api__used", "=", True)],
        help="Empty for every model.",
    )
    model = fields.Char("Technical Name", related="model_id.model")
    may_read = fields.Boolean("Read", default=True, help="Search and read records.")
    may_create = fields.Boolean("Create", help="Make new records.")
    may_update = fields.Boolean("Update", help="Change records.")
    may_delete = fields.Boolean("Delete", help="Delete records.")
    may_execute = fields.Boolean("Execute", help="Call methods of the model.")
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Fields",
        domain="[('model_id', '=', model_id)]",
        help="Those that may be read and written; empty for all.",
    )
    methods = fields.Char(
        help="Those that may be called, separated by commas, like "
        "action_confirm, action_cancel; empty for all."
    )
    domain = fields.Char(
        help="Which records, like [('company_id', '=', 1)]; empty for all."
    )

    _one_owner = models.Constraint(
        "CHECK(num_nonnulls(account_id, client_id, key_id) = 1)",
        "An access line belongs to one account, application or key.",
    )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for line in self.filtered("domain"):
            if not line.model_id:
                raise ValidationError(
                    self.env._("A line for every model cannot have a domain.")
                )
            try:
                domains.checked(self.env[line.model], line._parsed_domain())
            except ApiError as exc:
                raise ValidationError(str(exc)) from exc

    @api.constrains("field_ids", "model_id")
    def _check_fields(self):
        for line in self:
            if line.field_ids.model_id - line.model_id:
                raise ValidationError(
                    self.env._("The fields of an access line are those of its model.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _parsed_domain(self):
        return literal.parse(self.domain, "domain") if self.domain else []

    def _line(self) -> Line:
        """Return what this line allows."""
        self.ensure_one()
        names = (self.methods or "").replace(",", " ").split()
        return Line(
            frozenset(right for name, right in _RIGHTS.items() if self[name]),
            self.model or None,
            frozenset(self.field_ids.mapped("name")) or None,
            frozenset(names) or None,
            Domain(self._parsed_domain()),
        )


_RIGHTS = {
    "may_read": READ,
    "may_create": CREATE,
    "may_update": UPDATE,
    "may_delete": DELETE,
    "may_execute": EXECUTE,
}
