from markupsafe import Markup

from odoo import api, fields, models

from ..auth.explain import Step, Trial
from ..core.grant import CREATE, DELETE, EXECUTE, READ, UPDATE

_ITEM = Markup('<li class="mb-2"><i class="fa fa-fw %s"></i> <b>%s</b> %s</li>')
_ICONS = {
    True: "fa-check text-success",
    False: "fa-times text-danger",
    None: "fa-minus text-muted",
}


class RestapiTrial(models.TransientModel):
    """Tells an administrator what would become of a call, and what would refuse it.

    Nothing is executed and nothing is written: not even the page is saved.
    """

    _name = "restapi.trial"
    _description = "Try a Credential"

    credential = fields.Reference(
        [
            ("restapi.account", "Account"),
            ("restapi.key", "Personal Key"),
            ("restapi.client", "Application"),
        ],
        help="What the client shows.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Acting for",
        help="The user of a login token or of an application's token; empty for the "
        "credential's own user.",
    )
    model_id = fields.Many2one(
        "ir.model", domain=[("abstract", "=", False)], help="Of what it is."
    )
    operation = fields.Selection(
        [
            (READ, "Read"),
            (CREATE, "Create"),
            (UPDATE, "Update"),
            (DELETE, "Delete"),
            (EXECUTE, "Call a Method"),
        ],
        default=READ,
    )
    method = fields.Char(help="Name of the method that is called.")
    record_id = fields.Integer("Record ID", help="0 for no record in particular.")
    field_id = fields.Many2one(
        "ir.model.fields",
        domain="[('model_id', '=', model_id)]",
        help="A field that is read or written; empty for none in particular.",
    )
    is_complete = fields.Boolean(compute="_compute_answer")
    is_allowed = fields.Boolean(compute="_compute_answer")
    answer = fields.Char(compute="_compute_answer")
    steps = fields.Html(compute="_compute_answer", sanitize=False)

    @api.depends(
        *("credential", "user_id", "model_id", "operation", "method"),
        *("record_id", "field_id"),
    )
    def _compute_answer(self):
        for trial in self:
            steps = trial._steps()
            refused = next((step for step in steps if step.is_passed is False), None)
            trial.is_complete = bool(steps)
            trial.is_allowed = bool(steps) and not refused
            trial.answer = trial._sentence(refused)
            trial.steps = trial._list(steps)

    def _steps(self) -> list[Step]:
        if not (self.credential and self.model_id and self.operation):
            return []
        # What is hidden for another operation or model does not count.
        method = self.method if self.operation == EXECUTE else ""
        field = self.field_id.filtered(lambda f: f.model_id == self.model_id)
        trial = Trial(
            self.credential,
            self.user_id,
            self.model_id.model,
            self.operation,
            method or "",
            self.record_id,
            field.name or "",
        )
        return list(trial.steps())

    def _sentence(self, refused: Step | None) -> str:
        if refused is None:
            return self.env._("Allowed.")
        return self.env._(
            "Refused by “%(step)s”: %(reason)s", step=refused.title, reason=refused.text
        )

    def _list(self, steps: list[Step]) -> Markup:
        items = (_ITEM % (_ICONS[s.is_passed], s.title, s.text) for s in steps)
        return Markup('<ul class="list-unstyled">%s</ul>') % Markup().join(items)
