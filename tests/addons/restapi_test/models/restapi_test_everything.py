import os
import signal
from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RestapiTestEverything(models.Model):
    _name = "restapi_test.everything"
    _description = "A field of every type"

    name = fields.Char(required=True)
    short = fields.Char(size=5)
    text = fields.Text()
    html = fields.Html()
    integer = fields.Integer()
    float = fields.Float(digits=(16, 3))
    currency_id = fields.Many2one("res.currency")
    monetary = fields.Monetary()
    boolean = fields.Boolean()
    date = fields.Date()
    datetime = fields.Datetime()
    selection = fields.Selection([("a", "Letter A"), ("b", "Letter B")])
    binary = fields.Binary()
    column_binary = fields.Binary(attachment=False)
    image = fields.Image(max_width=64, max_height=64)
    many2one_id = fields.Many2one("res.partner")
    one2many_ids = fields.One2many("restapi_test.line", "parent_id")
    many2many_ids = fields.Many2many("res.partner.category")
    reference = fields.Reference(
        [("res.partner", "Partner"), ("res.country", "Country")]
    )
    model = fields.Char()
    many2one_reference = fields.Many2oneReference(model_field="model")
    json = fields.Json()
    container_id = fields.Many2one("restapi_test.container")
    properties = fields.Properties(definition="container_id.definition")
    translated = fields.Char(translate=True)
    company_dependent = fields.Char(company_dependent=True)
    company_dependent_id = fields.Many2one(
        "res.partner", "Company Dependent Partner", company_dependent=True
    )
    stored = fields.Integer(compute="_compute_stored", store=True)
    computed = fields.Char(compute="_compute_computed")
    editable = fields.Char(compute="_compute_editable", store=True, readonly=False)
    inverted = fields.Char(compute="_compute_inverted", inverse="_inverse_inverted")
    related = fields.Char("Related Name", related="many2one_id.name")
    secret = fields.Char(groups="base.group_system")
    refused = fields.Char(compute="_compute_refused")

    @api.depends("integer")
    def _compute_stored(self):
        for record in self:
            record.stored = record.integer * 2

    @api.depends("name")
    def _compute_computed(self):
        for record in self:
            record.computed = f"<{record.name}>"

    @api.depends("name")
    def _compute_editable(self):
        for record in self:
            record.editable = record.editable or record.name

    @api.depends("text")
    def _compute_inverted(self):
        for record in self:
            record.inverted = record.text

    def _inverse_inverted(self):
        for record in self:
            record.text = record.inverted

    def _compute_refused(self):
        for record in self:
            if record.boolean:
                raise AccessError(self.env._("Not for you."))
            record.refused = False

    def double(self, number, factor=2):
        """Answer for the tests of method calls."""
        return [number * factor] * len(self)

    def various(self):
        """Return what methods return that JSON has no form for."""
        return {
            "moment": datetime.fromisoformat("2026-11-21 08:15:00"),
            "day": date(2026, 11, 21),
            "records": self,
            "pair": (1, "a"),
            "text": Markup("<b>bold</b>"),
            "raw": b"raw",
            "binary": b"\xff",
            "amount": Decimal("1.5"),
            3: None,
            "nan": float("nan"),
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Let the worker die between commit and answer, where a test asks for it."""
        if any(values.get("short") == "crash" for values in vals_list):
            self.env.cr.postcommit.add(lambda: os.kill(os.getpid(), signal.SIGKILL))
        return super().create(vals_list)
