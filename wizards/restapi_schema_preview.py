import json
from typing import Any

from odoo import api, fields, models

from ..core import schema, template
from ..core.endpoint import LIST, Endpoint
from ..core.errors import ApiError
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..core.schema import Node
from ..records.access import Access
from ..records.read.plan import compile_plan
from ..records.read.serializer import Serializer


class RestapiSchemaPreview(models.TransientModel):
    """What a schema or an endpoint gives for the first record that one can read."""

    _name = "restapi.schema.preview"
    _description = "Preview of a Response Schema"

    model_id = fields.Many2one(
        "ir.model", required=True, readonly=True, ondelete="cascade"
    )
    endpoint_id = fields.Many2one("restapi.endpoint", readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("read_one", "Read One"),
            ("read_all", "Read All"),
            ("create_one", "Create One"),
        ],
        "Operation",
        readonly=True,
    )
    answer = fields.Text("JSON", compute="_compute_answer")

    @api.model
    def _restapi_show(self, **values) -> dict[str, Any]:
        """Return the dialog that shows an answer."""
        preview = self.create(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer of the REST API"),
            "res_model": self._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.depends("model_id", "kind", "endpoint_id")
    def _compute_answer(self) -> None:
        for preview in self:
            preview.answer = preview._answer()

    def _answer(self) -> str:
        endpoint = self.endpoint_id._restapi_endpoint() if self.endpoint_id else None
        if endpoint and endpoint.mistake:
            return endpoint.mistake
        model = self.env[self.model_id.model]
        domain, order = [], None
        if endpoint:
            defaults = {
                each.name: each.default
                for each in endpoint.parameters.get(LIST, ())
                if each.default is not None
            }
            domain = template.filled_domain(endpoint.domain, defaults)
            order = endpoint.order
        record = model.search(domain, order=order, limit=1)
        if not record:
            return self.env._("There is no such record that you can read.")
        node = self._node(endpoint)
        if node is None:
            return self.env._("There is no schema; the default of the dialect applies.")
        plan = compile_plan(model, node)
        record.fetch(plan.fetch)
        try:
            rows = Serializer(NATIVE, Access(self.env, FULL)).rows(plan, record)
        except ApiError as exc:
            return str(exc)
        return json.dumps(rows[0], indent=2, ensure_ascii=False, default=str)

    def _node(self, endpoint: Endpoint | None) -> Node | None:
        if endpoint:
            return schema.parse(endpoint.fields)
        service = self.env["restapi.service"]
        return service._stored_schema(self.model_id.model, self.kind)
