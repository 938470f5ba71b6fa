"""Deliveries to real HTTP servers: in parallel, in order, again, and no more."""

import os
import signal
import time
from contextlib import ExitStack, closing
from functools import partial
from threading import Event, Thread

import orjson
from standardwebhooks.webhooks import Webhook

from odoo import fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL, mute_logger

from ..auth import outgoing
from ..core.outgoing import Client
from ..webhooks import queue, schedule
from ..webhooks.sender import Sender
from .support.committed import CommittedCase
from .support.receivers import Certificate, Receiver, hang, status
from .support.server import Server

MODEL = "res.partner.category"
TIMEOUT = 90


class DeliveryCase(CommittedCase):
    """Webhooks that are committed, and their receivers."""

    def setUp(self):
        super().setUp()
        self.receivers = ExitStack()
        self.addCleanup(self.receivers.close)
        self.addCleanup(self.committed, self._drop)
        self.committed(self._allow)
        # The thread that runs the tests holds it, as Odoo's own test mode knows.
        self.patch(Registry, "_lock", DummyRLock())

    def _allow(self, env):
        env["ir.config_parameter"].set_param("restapi.outgoing_networks", "127.0.0.1")

    def _drop(self, env):
        env["ir.config_parameter"].set_param("restapi.outgoing_networks", None)
        env["restapi.webhook"].with_context(active_test=False).search([]).unlink()
        env[MODEL].search([("name", "=like", "Hook%")]).unlink()

    def receiver(self, answer=None, certificate=None):
        return self.receivers.enter_context(Receiver(answer, certificate))

    def _hook(self, env, url):
        admin = env.ref("base.user_admin")
        line = {"model_id": env["ir.model"]._get_id(MODEL), "field_tree": "name"}
        return (
            env["restapi.webhook"]
            .create(
                {
                    "name": f"Hook {url}",
                    "url": url,
                    "user_id": admin.id,
                    "owner_id": admin.id,
                    "headers": "X-Extra: hidden",
                    "subscription_ids": [(0, 0, line)],
                }
            )
            .id
        )

    def hook(self, receiver):
        """Have a receiver told of tags; return the id of its webhook."""
        return self.hooks(receiver)[receiver]

    def hooks(self, *receivers):
        """Do the same for many; return the ids by receiver."""
        return self.committed(
            lambda env: {each: self._hook(env, each.url) for each in receivers}
        )

    def change(self, *names):
        """Create a tag in a transaction of its own for each name."""
        for name in names:
            self.committed(lambda env, name: env[MODEL].create({"name": name}), name)

    def rows(self, webhook_id, *columns, table="restapi_webhook_delivery"):
        """Return columns of the messages of a webhook, in order."""
        with self.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT %s FROM %s WHERE webhook_id = %s ORDER BY id",
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL.identifier(table),
                    webhook_id,
                )
            )
            return cr.fetchall()

    def attempts(self, webhook_id, *columns):
        """Return columns of the attempts for a webhook, in order."""
        return self.rows(webhook_id, *columns, table="restapi_webhook_attempt")

    def read(self, webhook_id, *names):
        return self.committed(
            lambda env: [env["restapi.webhook"].browse(webhook_id)[n] for n in names]
        )

    def deliver(self, seconds=5.0):
        """Send what is due, in this process; return the number of attempts."""
        with (
            self.registry.cursor() as cr,
            closing(db_connect(get_db_name()).cursor()) as guard,
        ):
            env = self.environment(cr)
            guard._cnx.autocommit = True
            with Client(outgoing.guard(env), seconds) as client:
                return Sender(self.registry, guard, client).run()

    def environment(self, cr):
        from odoo import SUPERUSER_ID, api

        return api.Environment(cr, SUPERUSER_ID, {})

    def until(self, condition):
        """Wait for something that another thread or process does."""
        deadline = time.monotonic() + TIMEOUT
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def names(self, receiver):
        """Return the names of the tags that a receiver was told of, in order."""
        # A port that was free may be asked for by a stranger who expects another server.
        sent = [got for got in receiver.received if got.method == "POST"]
        bodies = [orjson.loads(got.content) for got in sent]
        return [body["data"]["record"]["name"] for body in bodies]


@tagged("post_install", "-at_install")
class TestReceivers(DeliveryCase):
    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_twenty_of_which_some_are_bad(self):
        over = Event()
        self.addCleanup(over.set)
        elsewhere = self.receiver()
        good = [self.receiver() for _receiver in range(15)]
        hanging = self.receiver(hang(over))
        broken = self.receiver(status(500, b"no\0 way"))
        gone = self.receiver(status(410))
        moved = self.receiver(status(307, location=elsewhere.url))
        unsafe = self.receiver(certificate=Certificate("127.0.0.1"))
        ids = self.hooks(*good)
        bad = self.hooks(hanging, broken, moved, unsafe)
        gone_id = self.hook(gone)
        self.change("Hook a", "Hook b", "Hook c")

        self.patch(schedule, "DELAYS", (0.1, 3600.0))
        run = Thread(target=partial(self.deliver, 60.0), daemon=True)
        run.start()
        told = ["Hook a", "Hook b", "Hook c"]
        self.until(lambda: all(self.names(each) == told for each in good))
        self.assertEqual(len(hanging.received), 1)
        # What is committed while one hangs reaches the others as well.
        self.change("Hook d")
        told.append("Hook d")
        self.until(lambda: all(self.names(each) == told for each in good))
        self.assertTrue(run.is_alive())
        self.assertEqual(len(hanging.received), 1)
        over.set()
        run.join(TIMEOUT)
        self.assertFalse(run.is_alive())

        for receiver, id_ in ids.items():
            self.assertEqual(self.names(receiver), told)
            self.assertEqual(
                self.rows(id_, "state", "attempts"), [("delivered", 1)] * 4
            )
            self.assertEqual(self.read(id_, "health", "failures"), ["good", 0])
        # Each message of the others was tried twice, then waits for an hour.
        for receiver, id_ in bad.items():
            with self.subTest(url=receiver.url):
                states = self.rows(id_, "state", "attempts")
                self.assertEqual({state for state, _attempts in states}, {"waiting"})
                self.assertEqual(self.read(id_, "health"), ["failing"])
        self.assertEqual(self.rows(bad[broken], "attempts", "status"), [(2, 500)] * 4)
        self.assertEqual(self.rows(bad[moved], "attempts", "status"), [(2, 307)] * 4)
        self.assertEqual(elsewhere.received, [])
        self.assertEqual(unsafe.received, [])
        (error,), *_rest = self.attempts(bad[unsafe], "error")
        self.assertIn("not secure", error)
        (error,), *_rest = self.attempts(bad[hanging], "error")
        self.assertIn("without an answer", error)
        # One that wants no more gets no more.
        self.assertEqual(len(gone.received), 1)
        self.assertEqual(self.rows(gone_id, "state")[0], ("failed",))
        active, reason, health = self.read(gone_id, "active", "reason", "health")
        self.assertEqual((active, health), (False, "off"))
        self.assertIn("410", reason)
        (activity,) = self.read(gone_id, "activity_ids")
        self.assertEqual(len(activity), 1)

    def test_what_is_kept(self):
        receiver = self.receiver(status(200, b"x" * 5000 + b"\0", X_Answer="y"))
        id_ = self.hook(receiver)
        (secret,) = self.committed(
            lambda env: env["restapi.webhook"].browse(id_)._restapi_secrets()
        )
        self.change("Hook kept")
        self.assertEqual(self.deliver(), 1)
        (got,) = receiver.received
        Webhook(secret).verify(got.content, got.headers)
        self.assertEqual(got.headers["content-type"], "application/json")
        self.assertEqual(got.headers["user-agent"], "restapi-webhooks")
        self.assertEqual(got.headers["x-extra"], "hidden")
        ((name,),) = self.rows(id_, "name")
        self.assertEqual(got.headers["webhook-id"], name)
        ((url, sent, body, code, answered, answer, error),) = self.attempts(
            id_,
            *("url", "request_headers", "request", "status", "answer_headers"),
            *("answer", "error"),
        )
        self.assertEqual((url, code, error), (receiver.url, 200, None))
        self.assertIn(f"webhook-id: {name}", sent)
        self.assertIn("X-Extra: ***", sent)
        self.assertNotIn("hidden", sent)
        self.assertEqual(body.encode(), got.content)
        self.assertIn("X-Answer: y", answered)
        self.assertEqual(answer, "x" * 4096)
        success, average = self.read(id_, "last_success", "average_seconds")
        self.assertTrue(success)
        self.assertGreater(average, 0)

    def test_sent_again_as_what_it_is(self):
        receiver = self.receiver(status(500))
        id_ = self.hook(receiver)
        self.patch(schedule, "DELAYS", (3600.0,))
        self.change("Hook again")
        self.deliver()
        self.assertEqual(self.deliver(), 0, "its time has not come")
        receiver.answer = status(204)
        self.committed(
            lambda env: (
                env["restapi.webhook.delivery"]
                .search([("webhook_id", "=", id_)])
                .action_send_again()
            )
        )
        self.assertEqual(self.deliver(), 1)
        first, second = receiver.received
        self.assertEqual(first.headers["webhook-id"], second.headers["webhook-id"])
        self.assertEqual(self.rows(id_, "state"), [("delivered",)])
        self.assertEqual(self.read(id_, "failures", "failing_since"), [0, False])

    def test_the_scheduled_action_comes_back(self):
        receiver = self.receiver(status(500))
        self.hook(receiver)
        self.patch(schedule, "DELAYS", (3600.0,))
        # The first message is the first one that is due again.
        self.patch(schedule, "JITTER", 0)
        for name in ("Hook one", "Hook two"):
            self.change(name)
            self.committed(lambda env: env["restapi.webhook"]._cron_deliver())
        self.assertEqual(len(receiver.received), 2)
        self.assertEqual(len(self.committed(self._later)), 1)

    def _later(self, env):
        cron = env.ref("restapi.ir_cron_webhook_deliver")
        found = env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        later = found.filtered(lambda each: each.call_at > fields.Datetime.now())
        found.unlink()
        return later.ids

    def test_given_up(self):
        receiver = self.receiver(status(503))
        id_ = self.hook(receiver)
        self.patch(schedule, "DELAYS", (0.05, 0.05))
        self.change("Hook given up")
        self.assertEqual(self.deliver(), 3)
        self.assertEqual(
            self.rows(id_, "state", "attempts", "next_attempt"), [("failed", 3, None)]
        )
        self.assertEqual(self.read(id_, "active", "failures"), [True, 3])

    def test_switched_off_after_days(self):
        receiver = self.receiver(status(503))
        id_ = self.hook(receiver)
        self.patch(schedule, "DELAYS", (3600.0,))
        self.change("Hook one", "Hook two")
        self.deliver()
        self.assertEqual(self.read(id_, "active"), [True])
        self.committed(self._age)
        self.change("Hook three")
        self.deliver()
        active, reason = self.read(id_, "active", "reason")
        self.assertFalse(active)
        self.assertIn("5 days", reason)
        self.change("Hook four")
        self.assertEqual(len(self.rows(id_, "id")), 3, "nothing is kept for it")
        receiver.answer = status(204)
        self.committed(
            lambda env: env["restapi.webhook"].browse(id_).write({"active": True})
        )
        self.assertEqual(self.read(id_, "failures", "reason"), [0, False])

    def _age(self, env):
        env.cr.execute(
            """UPDATE restapi_webhook_health
                  SET failing_since = failing_since - interval '5 days'"""
        )

    def test_one_that_does_not_answer_has_all_its_messages_wait(self):
        receiver = self.receiver()
        id_ = self.hook(receiver)
        self.receivers.close()
        self.patch(schedule, "DELAYS", (3600.0,))
        self.change("Hook one", "Hook two")
        self.assertEqual(self.deliver(), 1)
        self.assertEqual(self.rows(id_, "attempts"), [(1,), (0,)])
        with closing(db_connect(get_db_name()).cursor()) as guard:
            seconds = queue.next_due(guard)
        self.assertTrue(0 < seconds <= schedule.MAX_PAUSE)

    def test_addresses_that_were_good_when_saved(self):
        receiver = self.receiver()
        id_ = self.hook(receiver)
        self.committed(
            lambda env: env["ir.config_parameter"].set_param(
                "restapi.outgoing_networks", "10.0.0.0/8"
            )
        )
        self.patch(schedule, "DELAYS", (3600.0,))
        self.change("Hook one")
        self.assertEqual(self.deliver(), 1)
        ((error,),) = self.attempts(id_, "error")
        self.assertIn("no public address", error)
        self.assertEqual(receiver.received, [])

    def test_two_senders_share_the_work(self):
        receivers = [self.receiver() for _receiver in range(4)]
        ids = self.hooks(*receivers)
        names = [f"Hook {n}" for n in range(6)]
        # Models that others have changed are loaded before, not by both at once.
        self.deliver()
        self.change(*names)
        runs = [Thread(target=self.deliver, daemon=True) for _run in range(2)]
        for run in runs:
            run.start()
        for run in runs:
            run.join(TIMEOUT)
        for receiver, id_ in ids.items():
            self.assertEqual(self.names(receiver), names)
            self.assertEqual(self.rows(id_, "attempts"), [(1,)] * 6)

    def test_one_that_cannot_be_read(self):
        receiver = self.receiver()
        id_ = self.hook(receiver)
        self.change("Hook bad", "Hook good")
        self.committed(
            lambda env: env.cr.execute(
                """UPDATE restapi_webhook_subscription SET field_tree = 'no_such'"""
            )
        )
        self.patch(schedule, "DELAYS", (3600.0,))
        self.assertEqual(self.deliver(), 2)
        (error,), _other = self.attempts(id_, "error")
        self.assertIn("no_such", error)
        self.assertEqual(receiver.received, [])


@tagged("post_install", "-at_install")
class TestServer(DeliveryCase):
    """A server with a scheduler, as it is in real life."""

    def start(self):
        server = Server(get_db_name(), workers=0, **{"max-cron-threads": 1})
        return self.receivers.enter_context(server)

    def wake(self):
        self.committed(
            lambda env: env.ref("restapi.ir_cron_webhook_deliver")._notifydb()
        )

    def test_killed_while_it_delivers(self):
        over = Event()
        self.addCleanup(over.set)
        receiver = self.receiver(hang(over))
        id_ = self.hook(receiver)
        server = self.start()
        # The scheduler is at work once it has done something else.
        self.change("Hook killed", "Hook after")
        self.until(lambda: self.wake() or receiver.received)
        os.kill(server.pid, signal.SIGKILL)
        self.assertEqual(self.rows(id_, "state", "attempts"), [("waiting", 0)] * 2)
        over.set()
        receiver.answer = status(204)
        self.start()
        delivered = [("delivered",)] * 2
        self.until(lambda: self.wake() or self.rows(id_, "state") == delivered)
        names = self.names(receiver)
        self.assertEqual(names, ["Hook killed", "Hook killed", "Hook after"])
        first, again, _after = receiver.received
        self.assertEqual(first.headers["webhook-id"], again.headers["webhook-id"])
