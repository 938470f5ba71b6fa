from odoo import fields, models


class RestapiWebhookAttempt(models.Model):
    """A request to a receiver, and its answer; kept as long as its message."""

    _name = "restapi.webhook.attempt"
    _description = "Attempt to Deliver"
    _order = "id DESC"
    _log_access = False
    _rec_name = "date"

    delivery_id = fields.Many2one(
        "restapi.webhook.delivery",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    webhook_id = fields.Many2one(
        "restapi.webhook", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True, readonly=True)
    seconds = fields.Float(
        "Time",
        readonly=True,
        digits=(8, 3),
        help="Seconds from the look-up to the end.",
    )
    url = fields.Char("Address", readonly=True)
    request_headers = fields.Text(
        readonly=True, help="Values that an administrator has added are stars."
    )
    request = fields.Text(readonly=True, help="The first 64 KiB of the body.")
    status = fields.Integer(readonly=True, help="0 where there was no answer.")
    answer_headers = fields.Text(readonly=True)
    answer = fields.Text(readonly=True, help="The first 4 KiB of the body.")
    error = fields.Char(readonly=True, help="Why there was no answer.")

    _of_webhook = models.Index("(webhook_id, id)")
