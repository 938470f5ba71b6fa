import base64
from typing import Any

from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError

HEADER = b'<?xml version="1.0" encoding="UTF-8" ?>\n'
# What a data file has of an endpoint: nothing of this database alone.
TEXTS = (
    *("name", "description", "version", "path", "tree", "domain", "order"),
    *("accepted", "create_values", "update_values", "method", "arguments"),
)
VALUES = (
    *("may_list", "may_read", "may_create", "may_update", "may_call"),
    *("page_size", "max_page_size", "removes_lines", "is_of_records"),
    *("active", "all_users", "all_credentials"),
)
PARAMETER = (
    *("sequence", "name", "kind", "choices", "several", "required", "default"),
    "help",
)


class RestapiEndpointExport(models.TransientModel):
    """Endpoints as a data file, which an addon brings along."""

    _name = "restapi.endpoint.export"
    _description = "Export of REST API Endpoints"

    endpoint_ids = fields.Many2many("restapi.endpoint", readonly=True)
    name = fields.Char(default="restapi_endpoint_data.xml", readonly=True)
    file = fields.Binary(compute="_compute_file")
    text = fields.Text(compute="_compute_file")

    @api.depends("endpoint_ids")
    def _compute_file(self) -> None:
        for export in self:
            content = export._content()
            export.text = content.decode()
            export.file = base64.b64encode(content)

    def _content(self) -> bytes:
        """Return the file, UTF-8."""
        root = etree.Element("odoo")
        # Words are kept in the language that they were written in first.
        for endpoint in self.with_context(lang=None).endpoint_ids:
            root.append(endpoint._restapi_data())
        etree.indent(root, "    ")
        root.tail = "\n"
        return HEADER + etree.tostring(root, encoding="UTF-8", xml_declaration=False)

    def _restapi_show(self) -> dict[str, Any]:
        """Return the dialog that has the file."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export of Endpoints"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class RestapiEndpoint(models.Model):
    _inherit = "restapi.endpoint"

    def _restapi_data(self) -> etree._Element:
        """Return the endpoint as a record of a data file.

        :raise UserError: its model or a group of it has no external id
        """
        name = f"endpoint_{self.address}".replace("/", "_").replace("-", "_")
        record = etree.Element("record", id=name, model=self._name)
        reference = self._external_id(self.model_id)
        etree.SubElement(record, "field", name="model_id", ref=reference)
        for each in TEXTS:
            if self[each]:
                etree.SubElement(record, "field", name=each).text = self[each]
        for each in VALUES:
            etree.SubElement(record, "field", name=each, eval=repr(self[each]))
        commands = ["Command.clear()"]
        for parameter in self.parameter_ids:
            values = {each: parameter[each] for each in PARAMETER}
            commands.append(f"Command.create({values!r})")
        listed = f"[{', '.join(commands)}]"
        etree.SubElement(record, "field", name="parameter_ids", eval=listed)
        groups = ", ".join(f"ref({self._external_id(g)!r})" for g in self.group_ids)
        listed = f"[Command.set([{groups}])]"
        etree.SubElement(record, "field", name="group_ids", eval=listed)
        return record

    def _external_id(self, record: models.BaseModel) -> str:
        # sudo: external ids, of what the endpoint names.
        found = record.sudo().get_external_id().get(record.id, "")
        if not found:
            raise UserError(
                self.env._(
                    "%(record)s has no external id, so a data file cannot name it; "
                    "only what belongs to an addon can be exported.",
                    record=record.display_name,
                )
            )
        return found
