from typing import Any

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..core import literal
from ..core.errors import ApiError
from ..records import odoo19, remembered
from ..records.field_names import known_field
from ..records.read import schema_literal
from ..records.read.schema_suggestion import suggestion

KINDS = ("read_one", "read_all", "create_one")
HELP = (
    "Fields of the answer, as Python tuples or JSON lists: "
    "('id', 'name', ('partner_id', ('id', 'name')), ('order_line', [('id', 'name')])). "
    "Empty for the default of the dialect."
)

# Those that clients can be let into, and that have records which stay.
OF_CLIENTS = [
    ("abstract", "=", False),
    ("transient", "=", False),
    ("rest_api__used", "=", True),
]


class IrModel(models.Model):
    _inherit = "ir.model"

    rest_api__used = fields.Boolean(
        "Available in the REST API",
        default=True,
        help="When unset, the API answers as if the model did not exist.",
    )
    rest_api__read_one__schema = fields.Text("Schema: Read One", help=HELP)
    rest_api__read_all__schema = fields.Text("Schema: Read All", help=HELP)
    rest_api__create_one__schema = fields.Text("Schema: Create One", help=HELP)
    rest_api__create_one__defaults = fields.Text(
        "Defaults: Create One",
        help="Values given to every record created through the API, over those of "
        "the client: {'active': True, 'company_id': 1}.",
    )

    def init(self) -> None:
        result = super().init()
        # Odoo inserts the rows of new models in SQL, without the ORM's default.
        self.env.cr.execute(
            SQL("ALTER TABLE ir_model ALTER COLUMN rest_api__used SET DEFAULT true")
        )
        return result

    @api.model
    def _restapi_used(self) -> "IrModel":
        """Return the models that the API knows, with name and label, by name."""
        # sudo: names and labels; which of them the user may know is for the caller.
        return self.sudo().search_fetch(
            [("rest_api__used", "=", True)], ["model", "name"], order="model"
        )

    @api.constrains(*(f"rest_api__{kind}__schema" for kind in KINDS))
    def _check_rest_api_schemas(self) -> None:
        for record in self:
            for kind in KINDS:
                name = f"rest_api__{kind}__schema"
                if record[name] and record.model in self.env:
                    record._check_rest_api_text(
                        name,
                        lambda text, model=record.model: schema_literal.parse(
                            self.env[model], text
                        ),
                    )

    @api.constrains("rest_api__create_one__defaults")
    def _check_rest_api_defaults(self) -> None:
        for record in self.filtered("rest_api__create_one__defaults"):
            record._check_rest_api_text(
                "rest_api__create_one__defaults", record._defaults
            )

    @api.model_create_multi
    def create(self, vals_list: list[dict[str, Any]]) -> "IrModel":
        remembered.forget(self.env)
        return super().create(vals_list)

    def write(self, vals: dict[str, Any]) -> bool:
        if any(name.startswith("rest_api__") for name in vals):
            remembered.forget(self.env)
        return super().write(vals)

    @api.depends("name", "model")
    @api.depends_context("restapi_technical")
    def _compute_display_name(self) -> None:
        """Say "Sales Order (sale.order)" where a credential's models are chosen."""
        result = super()._compute_display_name()
        if self.env.context.get("restapi_technical"):
            for model in self:
                model.display_name = f"{model.display_name} ({model.model})"
        return result

    def action_rest_api_preview(self) -> dict[str, Any]:
        """Show what the schema named in the context gives for a record."""
        self.ensure_one()
        kind = self.env.context.get("rest_api_kind", "read_one")
        return self.env["restapi.schema.preview"]._restapi_show(
            model_id=self.id, kind=kind
        )

    def action_rest_api_suggest(self) -> None:
        """Fill in schemas, where there are none, from the model's own views."""
        for record in self:
            model = self.env[record.model]
            for kind, view_type in (("read_one", "form"), ("read_all", "list")):
                name = f"rest_api__{kind}__schema"
                record[name] = record[name] or suggestion(model, view_type)

    def _defaults(self, text: str) -> None:
        values = literal.parse(text, "defaults")
        if not isinstance(values, dict):
            raise ValidationError(
                self.env._("A dictionary of field values is expected.")
            )
        for name in values:
            known_field(self.env[self.model], str(name), str(name))

    def _check_rest_api_text(self, name: str, check) -> None:
        try:
            check(self[name])
        except ApiError as exc:
            raise ValidationError(
                self.env._(
                    "%(field)s: %(reason)s",
                    field=odoo19.label(self._fields[name], self.env),
                    reason=str(exc),
                )
            ) from exc
