import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..auth import outgoing
from ..core.outgoing import Refused, headers
from ..webhooks.message import RESERVED

# Attempts that the average time is made of.
_RECENT = 100


class RestapiWebhook(models.Model):
    """An address that is told of changes; see ``webhooks/__init__.py``.

    How it does is in a table of its own: whoever sends writes it at any time, and must
    neither wait for administrators nor fail their transactions.
    """

    _name = "restapi.webhook"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Webhook"
    _order = "name, id"

    name = fields.Char(
        required=True, tracking=True, help="By which people know the webhook."
    )
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="Changes are kept for an active webhook alone. What waits while it is "
        "archived is sent when it is active again.",
    )
    url = fields.Char(
        "Address",
        required=True,
        tracking=True,
        help="Where changes are sent to by POST: a public address that begins with "
        "https://. Private networks are opened in the settings.",
    )
    owner_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Gets an activity when the webhook is switched off because its receiver "
        "fails.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Rights of",
        required=True,
        tracking=True,
        index=True,
        default=lambda self: self.env.user,
        help="The receiver is told what this user may read when it is sent: records, "
        "fields and companies.",
    )
    subscription_ids = fields.One2many(
        "restapi.webhook.subscription", "webhook_id", "Changes", copy=True
    )
    delivery_ids = fields.One2many("restapi.webhook.delivery", "webhook_id")
    headers = fields.Text(
        compute="_compute_headers",
        inverse="_inverse_headers",
        help="Headers that are sent as well, one a line, like "
        "Authorization: Bearer 6f1e… They are kept encrypted.",
    )
    secret = fields.Char(
        compute="_compute_secret",
        inverse="_inverse_secret",
        help="Set one of your own: whsec_ and the base64 of 24 to 64 random bytes. "
        "It is never read.",
    )
    reason = fields.Char(
        "Switched Off Because",
        readonly=True,
        copy=False,
        help="Why the webhook was archived, where nobody did it.",
    )
    health = fields.Selection(
        [
            ("new", "Not Used Yet"),
            ("good", "Good"),
            ("failing", "Failing"),
            ("off", "Switched Off"),
        ],
        compute="_compute_health",
    )
    last_success = fields.Datetime(compute="_compute_health")
    failures = fields.Integer(
        compute="_compute_health", help="Attempts that failed since the last success."
    )
    failing_since = fields.Datetime(compute="_compute_health")
    average_seconds = fields.Float(
        "Average Time",
        compute="_compute_health",
        digits=(6, 3),
        help="Seconds that the receiver took to answer, of its last 100 answers.",
    )
    waiting = fields.Integer(
        compute="_compute_health", help="Messages that are still to be sent."
    )
    message_count = fields.Integer("Deliveries", compute="_compute_health")

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_webhook
                       ADD COLUMN IF NOT EXISTS sealed_headers varchar,
                       ADD COLUMN IF NOT EXISTS sealed_secret varchar,
                       ADD COLUMN IF NOT EXISTS sealed_previous varchar,
                       ADD COLUMN IF NOT EXISTS previous_until timestamp;
                   CREATE TABLE IF NOT EXISTS restapi_webhook_health (
                       webhook_id integer PRIMARY KEY
                                  REFERENCES restapi_webhook ON DELETE CASCADE,
                       last_success timestamp,
                       failing_since timestamp,
                       failures integer NOT NULL DEFAULT 0,
                       retry_at timestamp
                   )"""
            )
        )

    # -- how it does

    @api.depends("active")
    def _compute_health(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT w.id, h.last_success, coalesce(h.failures, 0),
                          h.failing_since, a.seconds, d.waiting, d.total
                     FROM restapi_webhook w
                     LEFT JOIN restapi_webhook_health h ON h.webhook_id = w.id
                     CROSS JOIN LATERAL (
                          SELECT avg(seconds) AS seconds
                            FROM (SELECT seconds FROM restapi_webhook_attempt
                                   WHERE webhook_id = w.id AND status IS NOT NULL
                                   ORDER BY id DESC LIMIT %s) recent) a
                     CROSS JOIN LATERAL (
                          SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
                                 count(*) AS total
                            FROM restapi_webhook_delivery
                           WHERE webhook_id = w.id) d
                    WHERE w.id = ANY(%s)""",
                *(_RECENT, list(self.ids)),
            )
        )
        known = {id_: values for id_, *values in rows}
        none = (None, 0, None, None, 0, 0)
        for webhook in self:
            (id_,) = webhook.ids or [None]
            success, failures, since, seconds, waiting, total = known.get(id_, none)
            webhook.last_success = success
            webhook.failures = failures
            webhook.failing_since = since
            webhook.average_seconds = seconds or 0
            webhook.waiting = waiting
            webhook.message_count = total
            if not webhook.active:
                webhook.health = "off"
            elif failures:
                webhook.health = "failing"
            else:
                webhook.health = "good" if success else "new"

    # -- what an administrator sets

    @api.constrains("url")
    def _check_url(self):
        guard = outgoing.guard(self.env)
        for webhook in self:
            try:
                guard.check(webhook.url)
            except Refused as exc:
                raise ValidationError(
                    self.env._("Address: %(reason)s", reason=exc)
                ) from exc

    @api.constrains("user_id")
    def _check_user(self):
        self.subscription_ids._check_reach()

    def write(self, vals):
        if vals.get("active"):
            vals = {"reason": False, **vals}
        result = super().write(vals)
        if vals.get("active"):
            self._restapi_begin_anew()
        if "active" in vals:
            self.env["restapi.webhook.subscription"]._restapi_forget_wanted()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["restapi.webhook.subscription"]._restapi_forget_wanted()
        return result

    def _restapi_begin_anew(self):
        """Forget that the receivers failed before they were switched on."""
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_webhook_health
                      SET failures = 0, failing_since = NULL, retry_at = NULL
                    WHERE webhook_id = ANY(%s)""",
                list(self.ids),
            )
        )
        self.invalidate_recordset()
        self._restapi_announce()

    def _restapi_headers(self, text: str | None = None) -> dict[str, str]:
        """Return the headers that a text has, or those that are kept.

        :raise ValueError: a sentence that names what is no header
        """
        text = self.headers if text is None else text
        found = {}
        for line in filter(str.strip, re.split(r"\r?\n", text or "")):
            name, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"{line[:100]!r} is no header; write Name: value.")
            headers.check({name: value.strip()}, RESERVED)
            if name.lower() in map(str.lower, found):
                raise ValueError(f"The header {name} is there twice.")
            found[name] = value.strip()
        return found

    # -- what an administrator does

    def action_send_test(self):
        """Send a message that says nothing, to see whether it is taken."""
        self.check_access("write")
        off = self.filtered(lambda webhook: not webhook.active)
        if off:
            raise UserError(
                self.env._(
                    "%(name)s is archived, so it sends nothing.", name=off[0].name
                )
            )
        self.env["restapi.webhook.delivery"]._restapi_add_tests(self)
        self._restapi_announce()
        return self.action_open_deliveries()

    def action_open_deliveries(self):
        """Show what was sent."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deliveries"),
            "res_model": self.delivery_ids._name,
            "view_mode": "list,form",
            "domain": [("webhook_id", "in", self.ids)],
        }
