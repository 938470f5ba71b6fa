from odoo import fields, models


class RestapiTestContainer(models.Model):
    _name = "restapi_test.container"
    _description = "Parent that defines properties"

    name = fields.Char()
    definition = fields.PropertiesDefinition()
