from odoo import api, fields, models


class RestapiTestQuestion(models.TransientModel):
    _name = "restapi_test.question"
    _description = "Wizard that needs a context"

    answer = fields.Char(required=True)
    awkward_id = fields.Many2one("restapi_test.awkward", required=True)

    @api.model
    def default_get(self, fields):
        # account: an IndexError without them
        ids = self.env.context.get("active_ids") or []
        return {**super().default_get(fields), "awkward_id": ids[0], "answer": "yes"}
