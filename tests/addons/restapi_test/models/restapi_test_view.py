from odoo import fields, models
from odoo.tools import SQL


class RestapiTestView(models.Model):
    _name = "restapi_test.view"
    _description = "A view in SQL, with negative ids"
    _auto = False

    name = fields.Char(readonly=True)

    @property
    def _table_query(self):
        return SQL("SELECT -id AS id, name FROM restapi_test_everything")
