from odoo import Command, api, models

from ..records import odoo19

# An agent that goes round in circles stops there.
REQUESTS_PER_MINUTE = 60
# What agents are asked about first, where it is installed.
USUAL_MODELS = (
    "res.partner",
    "product.product",
    "sale.order",
    "sale.order.line",
    "crm.lead",
    "account.move",
    "account.move.line",
    "purchase.order",
    "stock.quant",
    "project.project",
    "project.task",
)
# Of an agent on the web, and of one on the user's computer, on any port.
REDIRECT_URIS = (
    "https://claude.ai/api/mcp/auth_callback",
    "http://127.0.0.1/callback",
)
_REGISTERED = "\n".join(REDIRECT_URIS)


class RestapiClient(models.Model):
    """Applications that are AI agents."""

    _inherit = "restapi.client"

    @api.model
    def action_new_agent(self):
        """Register an AI agent, and show it."""
        values = {"name": self.env._("AI agent"), "redirect_uris": _REGISTERED}
        client = self.create(values)
        client.action_agent_preset()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": client.id,
            "view_mode": "form",
        }

    def action_agent_preset(self):
        """Let the application be what an AI agent should be: public, and reading."""
        self.ensure_one()
        self.write(
            {
                "client_type": "public",
                "allow_oauth1": False,
                "allow_authorization_code": True,
                "allow_refresh_token": True,
                "allow_client_credentials": False,
                "allow_device_code": False,
                "scope": "read",
                "is_limited": True,
                "requests_per_minute": REQUESTS_PER_MINUTE,
                "redirect_uris": self.redirect_uris or _REGISTERED,
            }
        )
        if not self.access_ids:
            # sudo: who may change applications need not read all models.
            every = self.env["ir.model"].sudo()
            rows = [
                odoo19.model_row(every, model)
                for model in USUAL_MODELS
                if model in self.env
            ]
            self.access_ids = [
                Command.create({"model_id": row.id, "may_read": True})
                for row in rows
                if row.rest_api__used
            ]
        return True

    def action_agent_show(self):
        """Tell how an AI agent is connected to this server, with this application."""
        self.ensure_one()
        return self.env["restapi.agent.show"]._restapi_show()
