from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.service.model import get_public_method

from ..core import literal
from ..core.errors import ApiError
from ..core.grant import CREATE, DELETE, EXECUTE, FULL, PRINTING, READ, UPDATE, Line
from ..records import odoo19, remembered
from ..records.access import Access
from ..records.read import domain as domains
from .ir_model import OF_CLIENTS


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
        domain=OF_CLIENTS,
        help="Empty for every model.",
    )
    model = fields.Char("Technical Name", related="model_id.model")
    may_read = fields.Boolean("Read", default=True, help="Search and read records.")
    may_create = fields.Boolean("Create", help="Make new records.")
    may_update = fields.Boolean("Update", help="Change records.")
    may_delete = fields.Boolean("Delete", help="Delete records.")
    may_execute = fields.Boolean("Execute", help="Call methods of the model.")
    all_fields = fields.Boolean(
        default=True,
        help="Read and write every field, also those that addons bring later; "
        "otherwise only the fields that are listed.",
    )
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Fields",
        domain="[('model_id', '=', model_id)]",
        help="Those that may be read and written.",
    )
    all_methods = fields.Boolean(
        default=True,
        help="Call every public method of the model; otherwise only the methods that "
        "are listed.",
    )
    methods = fields.Char(
        help="Those that may be called, separated by commas, like "
        "action_confirm, action_cancel; report stands for printing."
    )
    domain = fields.Char(
        help="Which records, like [('company_id', '=', 1)]; empty for all."
    )

    _one_line_a_model = models.UniqueIndex(
        "(coalesce(account_id, 0), coalesce(client_id, 0), coalesce(key_id, 0), "
        "coalesce(model_id, 0))",
        "A credential has one access line for a model, and one for all other models.",
    )
    _one_owner = models.Constraint(
        "CHECK(num_nonnulls(account_id, client_id, key_id) = 1)",
        "An access line belongs to one account, application or key.",
    )

    def _narrowed(self):
        """Let those lines that list fields or methods be about these alone.

        The choice is kept beside the list: a field that is deleted with its addon,
        or a text that is cleared, must not turn "these" into "all".
        """
        self.filtered(
            lambda line: line.all_fields and line.field_ids
        ).all_fields = False
        self.filtered(
            lambda line: line.all_methods and line.methods
        ).all_methods = False
        return self

    @api.constrains("methods", "model_id")
    def _check_methods(self):
        for line in self.filtered("methods"):
            names = line._method_names()
            if not names:
                raise ValidationError(
                    self.env._("Methods: there is no name in “%s”.", line.methods)
                )
            for name in names if line.model else ():
                if name != PRINTING and not line._is_public_method(name):
                    raise ValidationError(
                        self.env._(
                            "Methods: %(model)s has no public method %(name)s.",
                            model=line.model,
                            name=name,
                        )
                    )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for line in self.filtered("domain"):
            if not line.model_id:
                raise ValidationError(
                    self.env._("A line for every model cannot have a domain.")
                )
            try:
                domains.parse_domain(
                    self.env[line.model],
                    line._parsed_domain(),
                    Access(self.env, FULL),
                )
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
        remembered.forget(self.env)
        lines = super().create(vals_list)._narrowed()
        lines._check_powers()
        lines._log({}, self.env._("Access added:"))
        return lines

    def write(self, vals):
        remembered.forget(self.env)
        self._check_powers()
        before = self._told()
        if vals.get("all_fields"):
            vals = {"field_ids": [Command.clear()], **vals}
        if vals.get("all_methods"):
            vals = {"methods": False, **vals}
        result = super().write(vals)
        self._narrowed()
        self._check_powers()
        self._log(before, self.env._("Access changed:"))
        return result

    def _check_powers(self):
        """Refuse to change what a credential of somebody who may do more allows."""
        for credentials in (self.account_id, self.client_id, self.key_id):
            credentials._restapi_check_powers()

    def unlink(self):
        remembered.forget(self.env)
        self._check_powers()
        self._log({}, self.env._("Access removed:"))
        return super().unlink()

    def _told(self) -> dict[int, str]:
        """Return what people read of each line."""
        return {line.id: line._as_text() for line in self}

    def _as_text(self) -> str:
        rights = [self._fields[name].string for name in _RIGHTS if self[name]]
        parts = [
            self.model or self.env._("every model"),
            ", ".join(rights) or self.env._("nothing"),
            None if self.all_fields else ", ".join(self.field_ids.mapped("name")),
            None if self.all_methods else self.methods,
            self.domain,
        ]
        return " · ".join(filter(None, parts))

    def _log(self, before: dict[int, str], title: str) -> None:
        """Write down on the credential who has changed what it allows, and how."""
        for line in self:
            now = line._as_text()
            if before.get(line.id) == now:
                continue
            text = " → ".join(filter(None, [before.get(line.id), now]))
            # sudo: whoever may change a line is written down beside it.
            owner = (line.account_id or line.client_id or line.key_id).sudo()
            odoo19.write_down(owner, f"{title} {text}")

    def _method_names(self) -> list[str]:
        return (self.methods or "").replace(",", " ").split()

    def _is_public_method(self, name: str) -> bool:
        try:
            get_public_method(self.env[self.model], name)
        except (AttributeError, AccessError):
            return False
        return True

    def _parsed_domain(self):
        return literal.parse(self.domain, "domain") if self.domain else []

    def _line(self) -> Line:
        """Return what this line allows."""
        self.ensure_one()
        return Line(
            frozenset(right for name, right in _RIGHTS.items() if self[name]),
            self.model or None,
            None if self.all_fields else frozenset(self.field_ids.mapped("name")),
            None if self.all_methods else frozenset(self._method_names()),
            Domain(self._parsed_domain()),
        )


_RIGHTS = {
    "may_read": READ,
    "may_create": CREATE,
    "may_update": UPDATE,
    "may_delete": DELETE,
    "may_execute": EXECUTE,
}
