import json

from odoo import api, fields, models

from ..core.errors import ApiError
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..records.access import Access
from ..records.read.plan import compile_plan
from ..records.read.serializer import Serializer


class RestapiSchemaPreview(models.TransientModel):
    """What a stored schema gives for the first record that the user can read."""

    _name = "restapi.schema.preview"
    _description = "Preview of a Response Schema"

    model_id = fields.Many2one(
        "ir.model", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("read_one", "Read One"),
            ("read_all", "Read All"),
            ("create_one", "Create One"),
        ],
        "Operation",
        required=True,
        readonly=True,
    )
    answer = fields.Text("JSON", compute="_compute_answer")

    @api.depends("model_id", "kind")
    def _compute_answer(self) -> None:
        for preview in self:
            preview.answer = preview._answer()

    def _answer(self) -> str:
        model = self.env[self.model_id.model]
        record = model.search([], limit=1)
        if not record:
            return self.env._("There is no record of this model that you can read.")
        node = self.env["restapi.service"]._stored_schema(model._name, self.kind)
        if node is None:
            return self.env._("There is no schema; the default of the dialect applies.")
        plan = compile_plan(model, node)
        record.fetch(plan.fetch)
        try:
            rows = Serializer(NATIVE, Access(self.env, FULL)).rows(plan, record)
        except ApiError as exc:
            return str(exc)
        return json.dumps(rows[0], indent=2, ensure_ascii=False)
