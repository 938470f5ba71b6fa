from odoo import api, fields, models


class RestapiSecret(models.TransientModel):
    """The dialog that shows an application's secret, on request."""

    _name = "restapi.secret"
    _description = "Consumer Secret"

    client_id = fields.Many2one(
        "restapi.client",
        "Application",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    consumer_key = fields.Char(related="client_id.client_id", related_sudo=False)
    secret = fields.Char("Consumer Secret", compute="_compute_secret")

    @api.depends("client_id")
    def _compute_secret(self) -> None:
        for wizard in self:
            # Its owner and administrators may see the application.
            wizard.client_id.check_access("read")
            wizard.secret = wizard.client_id._restapi_secret()
