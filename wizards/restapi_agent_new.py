from odoo import Command, api, fields, models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import UserError

from ..core.grant import NOTHING
from ..models.restapi_client_agent import REQUESTS_PER_MINUTE, USUAL_MODELS
from ..records import odoo19
from ..records.access import Access


class RestapiAgentNew(models.TransientModel):
    """The dialog in which users make a key for an AI agent of theirs.

    It allows some models, for reading unless that is changed, and few calls a minute.
    """

    _name = "restapi.agent.new"
    _inherit = ["restapi.key.new"]
    _description = "New Key of an AI Agent"

    name = fields.Char(default=lambda self: self.env._("AI agent"))
    model_ids = fields.One2many(
        "restapi.agent.new.model",
        "agent_id",
        "Models",
        default=lambda self: self._default_models(),
        help="The agent sees these, and nothing else.",
    )
    requests_per_minute = fields.Integer(
        "Calls per Minute",
        default=REQUESTS_PER_MINUTE,
        required=True,
        help="An agent that goes round in circles stops here.",
    )

    @api.model
    def _default_models(self):
        used = self.env["restapi.agent.new.model"]._restapi_readable()
        return [
            Command.create({"model": model}) for model in USUAL_MODELS if model in used
        ]

    @check_identity
    def make_key(self):
        """Make the key, and show it once, with what is pasted where."""
        self.ensure_one()
        self.check_access_make_key()
        if not self.model_ids:
            raise UserError(self.env._("Choose a model: the agent sees nothing now."))
        if self.requests_per_minute < 1:
            raise UserError(self.env._("An agent needs a call a minute at least."))
        writes = any(line.may_create or line.may_update for line in self.model_ids)
        values = {
            "name": self.name,
            "user_id": self.env.uid,
            "valid_to": self.expiration_date,
            "scope": "read write" if writes else "read",
            "is_limited": True,
            "requests_per_minute": self.requests_per_minute,
            "access_ids": [
                Command.create(line._restapi_values()) for line in self.model_ids
            ],
        }
        # sudo: users make keys here only, and for themselves.
        text = self.env["restapi.key"].sudo().create(values)._restapi_new_key()
        self.unlink()
        return self.env["restapi.agent.show"]._restapi_show(text)


class RestapiAgentNewModel(models.TransientModel):
    """A model that a new agent sees."""

    _name = "restapi.agent.new.model"
    _description = "Model of a New AI Agent"

    agent_id = fields.Many2one("restapi.agent.new", required=True, ondelete="cascade")
    model = fields.Selection(
        lambda self: sorted(self._restapi_readable().items(), key=lambda pair: pair[1]),
        required=True,
    )
    may_create = fields.Boolean("Create", help="Make new records.")
    may_update = fields.Boolean("Change", help="Change records that there are.")

    _once = models.UniqueIndex("(agent_id, model)", "Each model once.")

    @api.model
    def _restapi_readable(self) -> dict[str, str]:
        """Return what the models are called that the API offers and the user reads."""
        # As for any credential with limits.
        access = Access(self.env, NOTHING)
        return {
            row.model: f"{row.name} ({row.model})"
            for row in self.env["ir.model"]._restapi_used()
            if access.reaches(row.model) and self.env[row.model].has_access("read")
        }

    def _restapi_values(self) -> dict:
        """Return the access line of the model."""
        self.ensure_one()
        if self.model not in self._restapi_readable():
            raise UserError(self.env._("You may not read %s.", self.model))
        # sudo: users may not read models; this one was offered to them.
        return {
            "model_id": odoo19.model_row(self.env["ir.model"].sudo(), self.model).id,
            "may_read": True,
            "may_create": self.may_create,
            "may_update": self.may_update,
        }
