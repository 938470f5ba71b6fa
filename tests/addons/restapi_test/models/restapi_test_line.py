from odoo import fields, models


class RestapiTestLine(models.Model):
    _name = "restapi_test.line"
    _description = "Line, which may be archived"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    secret = fields.Char(groups="base.group_system")
    parent_id = fields.Many2one(
        "restapi_test.everything", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner")
    child_ids = fields.One2many("restapi_test.line", "above_id")
    above_id = fields.Many2one("restapi_test.line", ondelete="cascade")
