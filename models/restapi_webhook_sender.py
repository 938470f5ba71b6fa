from contextlib import closing
from datetime import timedelta

from odoo import api, fields, models
from odoo.sql_db import db_connect

from ..auth import outgoing
from ..core.outgoing import Client
from ..records import odoo19
from ..webhooks import content, queue, schedule, signature
from ..webhooks.message import USER_AGENT, Message, Outgoing
from ..webhooks.sender import ANSWER_SECONDS, Sender

JSON = "application/json"


class RestapiWebhook(models.Model):
    """Sends what waits; see ``webhooks/sender.py``."""

    _inherit = "restapi.webhook"

    @api.model
    def _restapi_announce(self) -> None:
        """Have messages sent as soon as this transaction is committed."""
        # sudo: the engine that sends, which no user may start by themselves. Copies of
        # the scheduled action share the receivers.
        for cron in self.sudo()._restapi_crons():
            odoo19.trigger(cron)

    @api.model
    def _restapi_crons(self):
        return self.env["ir.cron"].search([("model_id.model", "=", self._name)])

    @api.model
    def _cron_deliver(self) -> None:
        """Send what is due, and come back when something is again."""
        attempts, seconds = self._restapi_deliver()
        remaining = int(seconds is not None and seconds <= 0)
        if seconds is not None and seconds > 0:
            self._restapi_come_back(seconds)
        odoo19.note_progress(self.env, attempts, remaining)

    @api.model
    def _restapi_come_back(self, seconds: float) -> None:
        """Have the scheduled action run again after a time, if it does not before."""
        now = fields.Datetime.now()
        at = now + timedelta(seconds=seconds)
        for cron in self._restapi_crons():
            sooner = [("cron_id", "=", cron.id), ("call_at", ">", now)]
            sooner.append(("call_at", "<=", at))
            if not self.env["ir.cron.trigger"].search_count(sooner, limit=1):
                odoo19.trigger(cron, at)

    @api.model
    def _restapi_deliver(self) -> tuple[int, float | None]:
        """Send what is due; return the number of attempts, and when to come back.

        :return: in so many seconds, ``None`` for when something is announced
        """
        guard_of_addresses = outgoing.guard(self.env)
        with (
            closing(db_connect(self.env.cr.dbname).cursor()) as guard,
            Client(guard_of_addresses, ANSWER_SECONDS) as client,
        ):
            odoo19.commit_each_statement(guard)
            try:
                attempts = Sender(self.env.registry, guard, client).run()
                return attempts, queue.next_due(guard)
            finally:
                # The connection goes back to a pool, with the locks of its session.
                guard.execute("SELECT pg_advisory_unlock_all()")

    def _restapi_outgoing(self, message: Message) -> Outgoing:
        """Return what is sent of a message, as the user of the webhook may read it.

        :raise Skipped: it concerns nobody any more
        :raise ValueError: there is no secret
        """
        subscription = self.env["restapi.webhook.subscription"].browse(
            message.subscription_id or ()
        )
        body = content.data(self, subscription.exists(), message)
        moment = int(fields.Datetime.now().timestamp())
        signed = signature.headers(self._restapi_secrets(), message.name, moment, body)
        return Outgoing(
            self.url,
            {"Content-Type": JSON, "User-Agent": USER_AGENT, **signed},
            self._restapi_headers(),
            body,
        )

    def _restapi_switch_off(self, *, is_gone: bool) -> None:
        """Archive a webhook whose receiver wants no more, or fails; tell its owner."""
        self.ensure_one()
        if not self.active:
            return
        self.reason = (
            self.env._("The receiver has answered with status 410: it wants no more.")
            if is_gone
            else self.env._(
                "The receiver has failed for %(days)s days.", days=schedule.FAILING_DAYS
            )
        )
        self.active = False
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=self.owner_id.id,
            summary=self.env._("The webhook %s was switched off", self.name),
            note=self.reason,
        )
