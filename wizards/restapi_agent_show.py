from odoo import api, fields, models

from .. import settings
from ..auth.oauth2 import resources
from . import agent_configurations


class RestapiAgentShow(models.AbstractModel):
    """The dialog that tells how an AI agent is connected; nothing of it is stored."""

    _name = "restapi.agent.show"
    _description = "How to Connect an AI Agent"

    # Needed where values come from the context.
    id = fields.Id()
    address = fields.Char(readonly=True, help="What the agent connects to.")
    key = fields.Char(readonly=True, help="Shown now and never again.")
    claude_code = fields.Text(readonly=True, help="Run it in a terminal.")
    claude_desktop = fields.Text(readonly=True, help="Into claude_desktop_config.json.")
    cursor = fields.Text(readonly=True, help="Into ~/.cursor/mcp.json.")
    vscode = fields.Text("VS Code", readonly=True, help="Into .vscode/mcp.json.")

    @api.model
    def _restapi_show(self, key: str = "") -> dict:
        """Return the dialog.

        :param key: empty where users log in, and allow access
        """
        address = f"{settings.read(self.env).issuer}/{resources.AGENTS}"
        values = {
            "address": address,
            "key": key,
            **agent_configurations.texts(address, key),
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect the agent"),
            "res_model": self._name,
            "views": [
                (self.env.ref("restapi.restapi_agent_show_view_form").id, "form")
            ],
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }
