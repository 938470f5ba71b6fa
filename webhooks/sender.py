"""Sends what is due: one thread a receiver, one message of it at a time."""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tools import SQL

from ..auth import credentials
from ..core.errors import ApiError
from ..core.outgoing import Client, NoAnswer, Refused
from . import queue, schedule
from .content import Skipped
from .message import Message, Outcome, Outgoing

ANSWER_SECONDS = 15
PARALLEL = 64
# How long one run begins new attempts, and how often it looks for new messages while
# it waits for receivers.
RUN_SECONDS = 50.0
POLL_SECONDS = 0.2
# A message that is due so soon is waited for.
SOON_SECONDS = 10.0

_logger = logging.getLogger(__name__)


class _Flight(NamedTuple):
    """An attempt that is under way."""

    message: Message
    outgoing: Outgoing


class Sender:
    """One run of the scheduled action.

    :param registry: of the database
    :param guard: a connection whose statements are committed one by one, which locks
        the receivers that are being served
    :param client: sends
    """

    def __init__(self, registry: Registry, guard: Cursor, client: Client) -> None:
        self._registry = registry
        self._guard = guard
        self._client = client
        self._flying: dict[Future[Outcome], _Flight] = {}
        self._attempts = 0

    def run(self) -> int:
        """Send until nothing is due, or time is over; return the number of attempts."""
        end = time.monotonic() + RUN_SECONDS
        with ThreadPoolExecutor(PARALLEL, "restapi-webhook") as self._threads:
            while True:
                is_over = time.monotonic() > end
                if not is_over:
                    self._start()
                if self._flying:
                    done, _rest = wait(self._flying, POLL_SECONDS, FIRST_COMPLETED)
                    for future in done:
                        self._land(future)
                elif is_over or not self._is_due_soon():
                    return self._attempts
                else:
                    time.sleep(POLL_SECONDS)

    def _is_due_soon(self) -> bool:
        seconds = queue.next_due(self._guard)
        return seconds is not None and seconds < SOON_SECONDS

    def _start(self) -> None:
        """Begin an attempt for each receiver that something is due for."""
        free = PARALLEL - len(self._flying)
        busy = [flight.message.webhook_id for flight in self._flying.values()]
        for webhook_id in queue.receivers(self._guard, busy, free) if free else ():
            if queue.lock(self._guard, webhook_id) and not self._begin(webhook_id):
                queue.unlock(self._guard, webhook_id)

    def _begin(self, webhook_id: int) -> bool:
        """Begin an attempt for a receiver that is ours; tell whether there is one."""
        # What is passed over may be much; others have their turn meanwhile.
        end = time.monotonic() + POLL_SECONDS
        while time.monotonic() < end and (
            message := queue.first(self._guard, webhook_id)
        ):
            try:
                outgoing = self._prepared(message)
            except Skipped as exc:
                queue.skip(self._guard, message, str(exc))
            except (ApiError, UserError, ValueError) as exc:
                self._write(message, None, Outcome(0.0, error=str(exc)))
            except Exception as exc:
                # A field that cannot be computed must not stop the other receivers.
                _logger.exception("The message %s cannot be made", message.name)
                self._write(message, None, Outcome(0.0, error=repr(exc)))
            else:
                future = self._threads.submit(self._send, outgoing)
                self._flying[future] = _Flight(message, outgoing)
                return True
        return False

    def _prepared(self, message: Message) -> Outgoing:
        """Return what is sent of a message, as its user may read it now."""
        with self._registry.cursor() as cr:
            registry = self._registry.check_signaling(cr)
            if registry is not self._registry:
                self._registry = registry
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute(SQL("SELECT %s", credentials.bounded(env)))
            webhook = env["restapi.webhook"].browse(message.webhook_id)
            outgoing = webhook._restapi_outgoing(message)
            cr.rollback()  # nothing is changed by reading
            return outgoing

    def _send(self, outgoing: Outgoing) -> Outcome:
        """Send a request, in a thread of its own that has no database."""
        begin = time.monotonic()
        try:
            answer = self._client.send(
                "POST",
                outgoing.url,
                {**outgoing.added, **outgoing.headers},
                outgoing.content,
                max_bytes=queue.KEPT_OF_ANSWER,
            )
        except (Refused, NoAnswer) as exc:
            return Outcome(time.monotonic() - begin, error=str(exc))
        return Outcome(
            answer.seconds, answer.status, answer.headers, answer.content, None
        )

    def _land(self, future: "Future[Outcome]") -> None:
        message, outgoing = self._flying.pop(future)
        if exc := future.exception():
            _logger.error("The message %s was not sent", message.name, exc_info=exc)
            outcome = Outcome(0.0, error=repr(exc))
        else:
            outcome = future.result()
        try:
            self._write(message, outgoing, outcome)
        finally:
            queue.unlock(self._guard, message.webhook_id)

    def _write(
        self, message: Message, outgoing: Outgoing | None, outcome: Outcome
    ) -> None:
        self._attempts += 1
        days = queue.record(self._guard, message, outgoing, outcome)
        if outcome.is_gone or days >= schedule.FAILING_DAYS:
            self._switch_off(message.webhook_id, outcome)

    def _switch_off(self, webhook_id: int, outcome: Outcome) -> None:
        """End a webhook, unless somebody else has; the next failure ends it else."""
        try:
            with self._registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                webhook = env["restapi.webhook"].browse(webhook_id).exists()
                if webhook:
                    webhook._restapi_switch_off(is_gone=outcome.is_gone)
        except Exception:
            _logger.exception("The webhook %s was not switched off", webhook_id)
