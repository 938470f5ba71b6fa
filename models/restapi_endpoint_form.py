import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from odoo import Command, api, models

from ..core import schema
from ..core.endpoint import CALL, CHANGE, LIST, METHODS, NEW, RECORD, Endpoint
from ..core.errors import ApiError
from ..records import odoo19
from .restapi_endpoint import ACTIONS


class RestapiEndpoint(models.Model):
    """What the form of an endpoint shows beside its fields, and its buttons."""

    _inherit = "restapi.endpoint"

    @api.depends("model_id", "tree", "accepted")
    def _compute_field_ids(self):
        for endpoint in self:
            endpoint.field_ids = endpoint._named_fields(endpoint.tree)
            endpoint.accepted_ids = endpoint._named_fields(endpoint.accepted)

    def _named_fields(self, text: str | None):
        """Return the fields of the model that a tree names, as far as it is one."""
        names = [node.name for node in _nodes(text)]
        return self.env["ir.model.fields"].search(
            [("model_id", "=", self.model_id._origin.id), ("name", "in", names)]
        )

    @api.onchange("field_ids")
    def _onchange_field_ids(self):
        self.tree = self._with_fields(self.tree, self.field_ids)

    @api.onchange("accepted_ids")
    def _onchange_accepted_ids(self):
        self.accepted = self._with_fields(self.accepted, self.accepted_ids)

    def _with_fields(self, text: str | None, chosen) -> str:
        """Return a tree of these fields on its first level, with what was below them.

        What is no tree stays, as names do that the model does not have: it is told when
        the endpoint is saved.
        """
        if (text or "").strip() and not _nodes(text):
            return text
        gone = set((self._named_fields(text) - chosen._origin).mapped("name"))
        known = [node.name for node in _nodes(text)]
        kept = [node for node in _nodes(text) if node.name not in gone]
        new = [schema.Node(n) for n in chosen.mapped("name") if n not in known]
        return ",".join(map(schema.spelled, [*kept, *new]))

    @api.depends("url", "parameter_ids", *ACTIONS)
    def _compute_sample(self):
        for endpoint in self:
            endpoint.sample = "\n\n".join(endpoint._samples())

    def _samples(self) -> Iterable[str]:
        """Give a call of each action, for a shell."""
        if not self._origin:
            return
        found = self._origin._restapi_endpoint()
        for action in (LIST, RECORD, NEW, CHANGE, CALL):
            if action in found.actions:
                yield _curl(found, action, self.url)

    # -- buttons

    def action_preview(self):
        """Show what the first record is answered as."""
        self.ensure_one()
        return self.env["restapi.schema.preview"]._restapi_show(
            model_id=self.model_id.id, endpoint_id=self.id
        )

    def action_try(self):
        """Open the documentation, where it can be called."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/restapi/docs?models={self.model}",
            "target": "new",
        }

    def action_versions(self):
        """List all endpoints of this path."""
        self.ensure_one()
        action = odoo19.action(self.env, "restapi.restapi_endpoint_action")
        context = {"active_test": False}
        return {**action, "domain": [("path", "=", self.path)], "context": context}

    def action_next_version(self):
        """Make a copy of the next version, switched off."""
        self.ensure_one()
        everything = self.with_context(active_test=False)
        there = everything.search([("path", "=", self.path)]).mapped("version")
        number = 1 + max(int(version[1:]) for version in there)
        made = self.copy({"version": f"v{number}", "active": False, "name": self.name})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": made.id,
            "view_mode": "form",
        }

    def action_export(self):
        """Give the endpoints as a data file of an addon."""
        export = self.env["restapi.endpoint.export"].create(
            {"endpoint_ids": [Command.set(self.ids)]}
        )
        return export._restapi_show()

    def copy_data(self, default=None):
        found = super().copy_data(default)
        for endpoint, values in zip(self, found, strict=True):
            if "version" not in (default or {}) and "path" not in (default or {}):
                values["path"] = f"{endpoint.path}-copy"
                values["name"] = self.env._("%s (copy)", endpoint.name)
        return found


def _nodes(text: str | None) -> tuple[schema.Node, ...]:
    """Return the nodes of a tree; none where it is not one yet."""
    try:
        return schema.parse(text.strip()).fields if (text or "").strip() else ()
    except ApiError:
        return ()


def _curl(endpoint: Endpoint, action: str, url: str) -> str:
    sent = {p.name: p.sample for p in endpoint.parameters[action]}
    address = f"{url}/1" if endpoint.has_ids(action) else url
    method, body = METHODS[action][0], None
    if action == CALL:
        body = sent
    else:
        texts = {k: _text(v) for k, v in sent.items()}
        address = f"{address}?{urlencode(texts)}" if texts else address
    if action in (NEW, CHANGE):
        body = dict.fromkeys(sorted(endpoint.accepted.plain)[:1], "…")
    verb = "" if method == "GET" else f"-X {method} "
    data = (
        "" if body is None else f" \\\n    -d '{json.dumps(body, ensure_ascii=False)}'"
    )
    return f'curl {verb}-H "Authorization: Bearer $KEY" "{address}"{data}'


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
