from itertools import count

from odoo import api, fields, models
from odoo.tools import SQL, frozendict

_ticks = count(1)


class RestapiTestAwkward(models.Model):
    """What models of Odoo's own modules do; a module each is named beside it."""

    _name = "restapi_test.awkward"
    _description = "Fields that lists stumble over"

    # crm: required, and computed from what may be empty as well
    title = fields.Char(
        compute="_compute_title",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    text = fields.Char()
    number = fields.Integer()
    country_id = fields.Many2one("res.country", ondelete="restrict")
    # analytic: the other end is computed, and not stored
    note_ids = fields.One2many("restapi_test.note", "awkward_id")
    # account: the lines are of no table
    row_ids = fields.One2many("restapi_test.row", "awkward_id")
    # account: binary for its views, which exchange objects
    totals = fields.Binary(compute="_compute_objects", exportable=False)
    terms = fields.Binary(compute="_compute_objects", exportable=False)
    # point_of_sale, resource: computed for one record at a time
    single = fields.Char(compute="_compute_single")
    # account: a search that knows one operator
    searched = fields.Char(compute="_compute_searched", search="_search_searched")
    # mail: for those who may read what it is computed from
    refused = fields.Char(compute="_compute_refused")
    # sale, mail: another one at each reading
    ticks = fields.Integer(compute="_compute_ticks")

    _number_is_positive = models.Constraint(
        "CHECK (number >= 0)", "Numbers are not negative."
    )
    _text_is_unique = models.UniqueIndex("(text)")

    @api.depends("text")
    def _compute_title(self):
        for record in self:
            record.title = record.title or record.text

    def _compute_objects(self):
        for record in self:
            record.totals = {"total": 1.5, "lines": [record.id]}
            record.terms = {frozendict(id=record.id): 1}

    def _compute_single(self):
        self.ensure_one()
        self.single = "alone"

    def _compute_searched(self):
        self.searched = False

    def _search_searched(self, operator, value):
        if operator != "in" or "x" not in value:
            raise NotImplementedError
        return [("text", "=", "x")]

    def _compute_refused(self):
        self.env["ir.config_parameter"].check_access("read")
        self.refused = "seen"

    def _compute_ticks(self):
        self.ticks = next(_ticks)

    def ask_first(self):
        """Ask a person, as buttons of mrp and stock do."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "restapi_test.question",
            "view_mode": "form",
            "target": "new",
        }

    def tell_end(self):
        """Close the page, as a button that is done does."""
        return {"type": "ir.actions.act_window_close"}


class RestapiTestNote(models.Model):
    _name = "restapi_test.note"
    _description = "Line whose parent is computed"

    name = fields.Char()
    target_id = fields.Many2one("restapi_test.awkward")
    awkward_id = fields.Many2one(
        "restapi_test.awkward", compute="_compute_awkward_id", search="_search_awkward"
    )

    @api.depends("target_id")
    def _compute_awkward_id(self):
        for record in self:
            record.awkward_id = record.target_id

    def _search_awkward(self, operator, value):
        return [("target_id", operator, value)]


class RestapiTestRow(models.Model):
    _name = "restapi_test.row"
    _description = "Line of no table"
    _auto = False

    name = fields.Char()
    awkward_id = fields.Many2one("restapi_test.awkward")

    @property
    def _table_query(self):
        return SQL(
            "SELECT -id AS id, id AS awkward_id, title AS name"
            " FROM restapi_test_awkward"
        )


class RestapiTestReport(models.Model):
    _name = "restapi_test.report"
    _description = "A view of the database, which cannot be written"
    _auto = False

    title = fields.Char()
    number = fields.Integer()

    def init(self):
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE VIEW restapi_test_report AS"
                " SELECT MIN(id) AS id, title, SUM(number)::int AS number"
                " FROM restapi_test_awkward GROUP BY title"
            )
        )
