from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import settings
from ..changes.change import CREATE, DELETE, UPDATE
from ..webhooks.message import DELIVERED, FAILED, SKIPPED, TEST, WAITING

_FORGOTTEN_AT_ONCE = 10_000
# Subscription, model, id of the record, operation, names of fields.
Row = tuple[int, str, int, str, str]
_NEW_COLUMNS = SQL("name, date, state, attempts, next_attempt")
_NEW_VALUES = SQL(
    """'msg_' || replace(gen_random_uuid()::text, '-', ''),
       now() AT TIME ZONE 'utc', 'waiting', 0, now() AT TIME ZONE 'utc'"""
)


class RestapiWebhookDelivery(models.Model):
    """A message to a receiver, from the change on until it is taken or given up."""

    _name = "restapi.webhook.delivery"
    _description = "Delivery of a Webhook"
    _order = "id DESC"
    _log_access = False

    webhook_id = fields.Many2one(
        "restapi.webhook", required=True, readonly=True, ondelete="cascade"
    )
    subscription_id = fields.Many2one(
        "restapi.webhook.subscription",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    name = fields.Char(
        "Message",
        required=True,
        readonly=True,
        help="The header webhook-id: the same whenever it is sent again, so that the "
        "receiver knows what it has taken already.",
    )
    date = fields.Datetime("Changed on", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    record_id = fields.Many2oneReference(
        model_field="model", required=True, readonly=True
    )
    operation = fields.Selection(
        [
            (CREATE, "Created"),
            (UPDATE, "Updated"),
            (DELETE, "Deleted"),
            (TEST, "Test"),
        ],
        required=True,
        readonly=True,
    )
    changed_fields = fields.Char(
        "Fields", readonly=True, help="Names of those that were written."
    )
    state = fields.Selection(
        [
            (WAITING, "Waiting"),
            (DELIVERED, "Delivered"),
            (FAILED, "Given Up"),
            (SKIPPED, "Not Sent"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True, help="Why it was not sent.")
    attempts = fields.Integer("Tries", readonly=True)
    next_attempt = fields.Datetime(readonly=True)
    status = fields.Integer(
        "Last Status", readonly=True, help="HTTP status of the last answer."
    )
    attempt_ids = fields.One2many(
        "restapi.webhook.attempt", "delivery_id", "Attempts", readonly=True
    )

    _due = models.Index("(webhook_id, next_attempt, id) WHERE state = 'waiting'")
    _of_webhook = models.Index("(webhook_id, id)")
    _of_date = models.Index("USING brin (date)")

    # -- administrators

    def action_send_again(self):
        """Send these messages once more, whatever became of them, as what they are."""
        self.env["restapi.webhook"].check_access("write")
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_webhook_delivery
                      SET state = 'waiting', reason = NULL, attempts = 0,
                          next_attempt = now() AT TIME ZONE 'utc'
                    WHERE id = ANY(%s)""",
                list(self.ids),
            )
        )
        self.invalidate_recordset()
        self.env["restapi.webhook"]._restapi_announce()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # -- the outbox

    @api.model
    def _restapi_add(self, rows: list[Row]) -> None:
        """Have messages wait, in this transaction.

        Whom they are for may be deleted meanwhile: a transaction that has not seen it
        is run again by Odoo, instead of failing by a foreign key.
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO restapi_webhook_delivery (subscription_id, webhook_id,
                          model, record_id, operation, changed_fields, %s)
                   SELECT s.id, w.id, r.model, r.id, r.operation, r.fields, %s
                     FROM unnest(%s::integer[], %s::varchar[], %s::integer[],
                                 %s::varchar[], %s::varchar[]) WITH ORDINALITY
                          r (subscription, model, id, operation, fields, place)
                     JOIN restapi_webhook_subscription s ON s.id = r.subscription
                     JOIN restapi_webhook w ON w.id = s.webhook_id AND w.active
                    ORDER BY r.place FOR KEY SHARE OF s, w""",
                *(_NEW_COLUMNS, _NEW_VALUES),
                *(list(column) for column in zip(*rows, strict=True)),
            )
        )

    @api.model
    def _restapi_add_tests(self, webhooks) -> None:
        """Have a message wait for each webhook that says nothing."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO restapi_webhook_delivery (webhook_id, record_id, model,
                          operation, %s)
                   SELECT id, id, %s, %s, %s FROM restapi_webhook WHERE id = ANY(%s)""",
                *(_NEW_COLUMNS, webhooks._name, TEST, _NEW_VALUES, list(webhooks.ids)),
            )
        )

    @api.autovacuum
    def _gc_old(self):
        """Forget what is older than administrators want it kept."""
        days = timedelta(days=settings.read(self.env).webhook_days)
        self.env.cr.execute(
            SQL(
                """DELETE FROM restapi_webhook_delivery
                    WHERE id IN (SELECT id FROM restapi_webhook_delivery
                                  WHERE date < %s LIMIT %s)""",
                *(fields.Datetime.now() - days, _FORGOTTEN_AT_ONCE),
            )
        )
        return self.env.cr.rowcount, self.env.cr.rowcount == _FORGOTTEN_AT_ONCE
