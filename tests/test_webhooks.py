"""Webhooks: what is set, what waits to be sent, what a message says, who may see it."""

from base64 import b64encode
from datetime import timedelta
from unittest.mock import patch

import orjson
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..auth import secrets
from ..webhooks import queue, schedule, signature
from ..webhooks.content import Skipped
from ..webhooks.message import Message
from .support.common import ApiCase, make_key, make_rest_key, server_secrets

URL = "http://127.0.0.1:9/hook"
MODEL = "restapi_test.everything"
GROUPS = "base.group_user,base.group_partner_manager"


class WebhookCase(TransactionCase):
    """A webhook of an administrator, told of partners' tags."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "restapi.outgoing_networks", "127.0.0.0/8"
        )
        cls.env = cls.env(user=cls.env.ref("base.user_admin").id)
        cls.webhook = cls.make()
        cls.env.cr.flush()

    @classmethod
    def model_id(cls, model: str) -> int:
        return cls.env["ir.model"]._get_id(model)

    @classmethod
    def make(cls, model: str = MODEL, subscription=None, **values):
        line = {"model_id": cls.model_id(model), **(subscription or {})}
        return cls.env["restapi.webhook"].create(
            {
                "name": "Test",
                "url": URL,
                "subscription_ids": [fields.Command.create(line)],
                **values,
            }
        )

    def waiting(self, webhook=None):
        """Return the messages of a webhook, in order."""
        self.env.cr.flush()
        return self.env["restapi.webhook.delivery"].search(
            [("webhook_id", "=", (webhook or self.webhook).id)], order="id"
        )

    def told(self, webhook=None):
        return [
            (each.record_id, each.operation, each.changed_fields or "")
            for each in self.waiting(webhook)
        ]

    def message(self, delivery) -> Message:
        names = tuple(filter(None, (delivery.changed_fields or "").split(",")))
        return Message(
            delivery.id,
            delivery.webhook_id.id,
            delivery.subscription_id.id,
            delivery.name,
            delivery.model,
            delivery.record_id,
            delivery.operation,
            names,
            delivery.date,
            delivery.attempts,
        )

    def body(self, delivery):
        """Return what is sent of a message."""
        outgoing = delivery.webhook_id._restapi_outgoing(self.message(delivery))
        return orjson.loads(outgoing.content)


@tagged("post_install", "-at_install")
class TestForm(WebhookCase):
    def refused(self, said, **values):
        with self.assertRaisesRegex((ValidationError, UserError), said):
            self.make(**values)

    def test_addresses(self):
        for url, said in (
            ("http://10.0.0.1/", "no public address"),
            ("https://169.254.169.254/latest/meta-data", "no public address"),
            ("https://[::ffff:10.0.0.1]/", "no public address"),
            ("http://93.184.215.14/", "needs https"),
            ("http://2130706433/", "unusual form"),
            ("http://a:b@127.0.0.1/", "no user name"),
            ("http://127.0.0.1/\r\nHost: x", "no blanks"),
            ("ftp://127.0.0.1/", "begins with https"),
            ("x", "begins with https"),
        ):
            with self.subTest(url=url):
                self.refused(said, url=url)
        with self.assertRaisesRegex(ValidationError, "no public address"):
            self.webhook.url = "https://192.168.1.1/"

    def test_headers(self):
        for text, said in (
            ("X-Key", "no header"),
            ("X Key: a", "no name of a header"),
            ("X-Key: a\rY: b", "line breaks"),
            ("X-Key: ", "empty"),
            ("Webhook-Id: 1", "by the server"),
            ("Content-Type: text/plain", "by the server"),
            ("X-Key: a\nx-key: b", "twice"),
        ):
            with self.subTest(text=text):
                self.refused(said, headers=text)
        webhook = self.make(headers="X-Key: a b\n\nAuthorization: Bearer secret\n")
        webhook.invalidate_recordset()
        self.assertIn("Bearer secret", webhook.headers)
        self.env.cr.execute(
            SQL("SELECT w::text FROM restapi_webhook w WHERE id = %s", webhook.id)
        )
        self.assertNotIn("Bearer", self.env.cr.fetchone()[0])
        webhook.headers = False
        webhook.invalidate_recordset()
        self.assertFalse(webhook.headers)

    def test_what_it_is_told_of(self):
        for line, said in (
            ({"model_id": self.model_id("restapi.webhook.delivery")}, "not open"),
            ({"model_id": self.model_id("restapi.client")}, "not open"),
            ({"model_id": self.model_id("restapi.schema.preview")}, "not open"),
            ({"domain": "[('nam', '=', 1)]"}, "did you mean name"),
            ({"domain": "[("}, "domain"),
            ({"domain": "[('name', '=', uid)]"}, "domain"),
            ({"domain": "5"}, "domain"),
            ({"field_tree": "id,nam"}, "did you mean name"),
            ({"field_tree": "id,name("}, "fields"),
        ):
            with self.subTest(line=line):
                self.refused(said, subscription=line)
        field = self.env["ir.model.fields"]._get("res.partner", "name")
        with self.assertRaisesRegex(ValidationError, "those of the model"):
            self.webhook.subscription_ids.field_ids = field
        archived = new_test_user(self.env, login="webhook_archived", groups=GROUPS)
        archived.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.webhook.user_id = archived

    def test_what_its_user_may_not_read(self):
        user = new_test_user(self.env, login="webhook_user", groups=GROUPS)
        self.patch(
            self.env["res.partner"]._fields["ref"], "groups", "base.group_system"
        )
        with self.assertRaisesRegex(ValidationError, "may not read"):
            self.make("res.partner", {"domain": "[('ref', '=', 'a')]"}, user_id=user.id)

    def test_preview(self):
        record = self.env[MODEL].create({"name": "last"})
        line = self.webhook.subscription_ids
        self.assertNotIn("record", orjson.loads(line.preview))
        line.field_tree = "name"
        told = orjson.loads(line.preview)
        self.assertEqual(told["record"], {"id": record.id, "name": "last"})
        line.domain = "[('name', '=', 'nobody')]"
        self.assertIn("no record that matches", line.preview)

    def test_health(self):
        self.assertEqual(self.webhook.health, "new")
        self.webhook.active = False
        self.assertEqual(self.webhook.health, "off")


@tagged("post_install", "-at_install")
class TestSecrets(WebhookCase):
    def verify(self, secret, outgoing):
        Webhook(secret).verify(outgoing.content.decode(), dict(outgoing.headers))

    def outgoing(self, webhook=None):
        webhook = webhook or self.webhook
        webhook.action_send_test()
        return webhook._restapi_outgoing(self.message(self.waiting(webhook)[-1]))

    def test_a_random_one_is_made(self):
        (secret,) = self.webhook._restapi_secrets()
        self.assertFalse(self.webhook.has_two_secrets)
        self.verify(secret, self.outgoing())
        (other,) = self.make()._restapi_secrets()
        self.assertNotEqual(secret, other)
        with self.assertRaises(WebhookVerificationError):
            self.verify(other, self.outgoing())
        (copied,) = self.webhook.copy()._restapi_secrets()
        self.assertNotEqual(secret, copied)

    def test_replaced(self):
        (first,) = self.webhook._restapi_secrets()
        self.webhook._restapi_replace_secret(signature.new_secret())
        second, same = self.webhook._restapi_secrets()
        self.assertEqual(same, first)
        self.assertTrue(self.webhook.has_two_secrets)
        outgoing = self.outgoing()
        self.verify(first, outgoing)
        self.verify(second, outgoing)
        later = fields.Datetime.now() - timedelta(seconds=1)
        self.env.cr.execute(
            SQL("UPDATE restapi_webhook SET previous_until = %s", later)
        )
        self.webhook.invalidate_recordset()
        self.assertFalse(self.webhook.has_two_secrets)
        self.assertEqual(self.webhook._restapi_secrets(), [second])
        with self.assertRaises(WebhookVerificationError):
            self.verify(first, self.outgoing())

    def test_one_of_ones_own(self):
        own = "whsec_" + b64encode(b"k" * 24).decode()
        webhook = self.make(secret=own)
        self.assertEqual(webhook._restapi_secrets(), [own])
        self.assertFalse(webhook.secret)
        self.assertTrue(webhook.is_secret_shown)
        short = "whsec_" + b64encode(b"k" * 23).decode()
        for wrong in (own.removeprefix("whsec_"), short, "whsec_ä", "whsec_"):
            with (
                self.subTest(wrong=wrong),
                self.assertRaisesRegex(ValidationError, "24 to 64 random bytes"),
            ):
                self.make(secret=wrong)

    def test_sealed_anew(self):
        (secret,) = self.webhook._restapi_secrets()
        self.webhook.headers = "X-Key: a"
        with server_secrets("n" * 40):
            self.assertGreaterEqual(self.env["restapi.seal"]._restapi_seal_anew(), 2)
            self.webhook.invalidate_recordset()
            self.assertEqual(self.webhook._restapi_secrets(), [secret])
            self.assertEqual(self.webhook.headers, "X-Key: a")
        with self.assertRaisesRegex(ValueError, "another server"):
            self.webhook._restapi_secrets()

    def test_not_in_the_database(self):
        (secret,) = self.webhook._restapi_secrets()
        self.env.cr.execute(
            SQL("SELECT w::text FROM restapi_webhook w WHERE id = %s", self.webhook.id)
        )
        self.assertNotIn(secret, self.env.cr.fetchone()[0])
        self.assertIsNone(secrets.unseal(self.env, secret))


@tagged("post_install", "-at_install")
class TestOutbox(WebhookCase):
    def test_changes_wait(self):
        made = self.env[MODEL].create({"name": "a"})
        self.assertEqual(self.told(), [(made.id, "create", "")])
        made.write({"text": "t"})
        self.env.cr.flush()
        made.unlink()
        self.assertEqual(
            self.told(),
            [
                (made.id, "create", ""),
                (made.id, "update", "text"),
                (made.id, "delete", ""),
            ],
        )
        first = self.waiting()[0]
        self.assertRegex(first.name, r"^msg_[0-9a-f]{32}$")
        self.assertEqual(first.state, "waiting")
        self.assertEqual(self.webhook.waiting, 3)

    def test_operations_and_fields_that_matter(self):
        line = self.webhook.subscription_ids
        line.write(
            {
                "on_create": False,
                "on_delete": False,
                "field_ids": self.env["ir.model.fields"]._get(MODEL, "text").ids,
            }
        )
        made = self.env[MODEL].create({"name": "a"})
        self.env.cr.flush()
        made.name = "b"
        self.env.cr.flush()
        made.write({"text": "t", "name": "c"})
        self.env.cr.flush()
        made.unlink()
        self.assertEqual(self.told(), [(made.id, "update", "name,text")])

    def test_what_is_rolled_back_does_not_wait(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.env[MODEL].create({"name": "a"})
            self.env.cr.flush()
            self.assertEqual(len(self.told()), 1)
            raise ZeroDivisionError
        self.assertEqual(self.told(), [])

    def test_archived_and_deleted_webhooks(self):
        other = self.make()
        self.webhook.active = False
        made = self.env[MODEL].create({"name": "a"})
        self.assertEqual(self.told(), [])
        self.assertEqual(self.told(other), [(made.id, "create", "")])
        (self.webhook | other).unlink()
        self.env[MODEL].create({"name": "b"})
        self.env.cr.flush()
        wanted = self.env["restapi.recorder"]._recorded().models
        self.assertNotIn(MODEL, wanted)

    def test_the_scheduled_action_is_triggered(self):
        cron = self.env.ref("restapi.ir_cron_webhook_deliver")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self.env[MODEL].create([{"name": "a"}, {"name": "b"}])
        self.env.cr.flush()
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)

    def test_send_again(self):
        self.webhook.action_send_test()
        delivery = self.waiting()
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_webhook_delivery
                      SET state = 'failed', attempts = 9, next_attempt = NULL"""
            )
        )
        self.env.invalidate_all()
        name = delivery.name
        delivery.action_send_again()
        self.assertRecordValues(
            delivery, [{"state": "waiting", "attempts": 0, "name": name}]
        )
        with self.assertRaises(AccessError):
            delivery.with_user(
                new_test_user(self.env, login="webhook_no", groups=GROUPS)
            ).action_send_again()
        self.webhook.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self.webhook.action_send_test()

    def test_forgotten(self):
        self.webhook.action_send_test()
        self.webhook.action_send_test()
        old, new = self.waiting()
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_webhook_delivery
                      SET date = date - interval '31 days' WHERE id = %s""",
                old.id,
            )
        )
        self.env["restapi.webhook.delivery"]._gc_old()
        self.assertEqual(self.waiting(), new)
        self.env["ir.config_parameter"].set_param("restapi.webhook_days", "60")
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_webhook_delivery
                      SET date = date - interval '31 days'"""
            )
        )
        self.env["restapi.webhook.delivery"]._gc_old()
        self.assertEqual(self.waiting(), new)


@tagged("post_install", "-at_install")
class TestContent(WebhookCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.reader = new_test_user(cls.env, login="webhook_reader", groups=GROUPS)
        cls.partners = cls.make(
            "res.partner",
            {"field_tree": "name,ref,country_id(code)"},
            user_id=cls.reader.id,
        )
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Ada",
                "ref": "R1",
                "country_id": cls.env.ref("base.fr").id,
            }
        )
        cls.env.cr.flush()

    def last(self):
        return self.waiting(self.partners)[-1]

    def skipped(self, said):
        with self.assertRaisesRegex(Skipped, said):
            self.body(self.last())

    def test_shape(self):
        body = self.body(self.last())
        self.assertEqual(set(body), {"type", "timestamp", "data"})
        self.assertEqual(body["type"], "res.partner.created")
        self.assertRegex(body["timestamp"], r"^\d{4}-\d\d-\d\dT[\d:.]{15}Z$")
        self.assertEqual(
            body["data"],
            {
                "model": "res.partner",
                "id": self.partner.id,
                "operation": "create",
                "fields": [],
                "record": {
                    "id": self.partner.id,
                    "name": "Ada",
                    "ref": "R1",
                    "country_id": {"id": self.env.ref("base.fr").id, "code": "FR"},
                },
            },
        )

    def test_what_it_is_when_it_is_sent(self):
        delivery = self.last()
        self.partner.ref = "R2"
        body = self.body(delivery)
        self.assertEqual(body["data"]["record"]["ref"], "R2")
        body = self.body(self.last())
        self.assertEqual(body["type"], "res.partner.updated")
        self.assertEqual(body["data"]["fields"], ["ref"])

    def test_thin(self):
        self.partners.subscription_ids.field_tree = False
        body = self.body(self.last())
        self.assertEqual(set(body["data"]), {"model", "id", "operation", "fields"})

    def test_archived_records_are_told(self):
        self.partner.active = False
        body = self.body(self.last())
        self.assertEqual(body["data"]["fields"], ["active"])
        self.assertEqual(body["data"]["record"]["name"], "Ada")

    def test_record_rules(self):
        self.env["ir.rule"].create(
            {
                "name": "no Ada",
                "model_id": self.model_id("res.partner"),
                "domain_force": "[('ref', '!=', 'R1')]",
            }
        )
        self.skipped("may not be read")

    def test_access_rights(self):
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner")]
        ).perm_read = False
        self.skipped("res.partner")

    def test_groups_of_fields(self):
        field = self.env["res.partner"]._fields["ref"]
        self.env["res.partner"].create({"name": "b"})
        self.partner.ref = "R2"
        delivery = self.last()
        self.patch(field, "groups", "base.group_system")
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        self.skipped("No field was changed that may be read")
        self.assertEqual(delivery.changed_fields, "ref")
        self.partners.subscription_ids.field_tree = False
        self.partner.write({"ref": "R3", "name": "Ada B"})
        told = self.body(self.last())["data"]["fields"]
        self.assertIn("name", told)
        self.assertNotIn("ref", told)

    def test_secrets_are_no_fields(self):
        for tree in ("login,password", "partner_id(user_ids(password))"):
            with (
                self.subTest(tree=tree),
                self.assertRaisesRegex(ValidationError, "not open to clients"),
            ):
                self.make("res.users", {"field_tree": tree})

    def test_domain(self):
        self.partners.subscription_ids.domain = (
            "['|', ('ref', '=', 'R1'), ('name', '=', 'nobody')]"
        )
        self.assertEqual(self.body(self.last())["data"]["record"]["ref"], "R1")
        self.partner.ref = "R2"
        self.skipped("does not match")

    def test_deletion(self):
        self.partners.subscription_ids.domain = "[('ref', '=', 'other')]"
        self.partner.unlink()
        body = self.body(self.last())
        self.assertEqual(body["type"], "res.partner.deleted")
        self.assertEqual(set(body["data"]), {"model", "id", "operation", "fields"})

    def test_users_and_subscriptions_that_are_gone(self):
        delivery = self.last()
        self.reader.active = False
        self.skipped("archived")
        self.reader.active = True
        self.partners.subscription_ids.unlink()
        self.env.invalidate_all()
        with self.assertRaisesRegex(Skipped, "not told of such changes"):
            self.body(delivery)

    def test_test(self):
        self.partners.action_send_test()
        body = self.body(self.last())
        self.assertEqual(body["type"], "webhook.test")
        self.assertEqual(body["data"]["id"], self.partners.id)


@tagged("post_install", "-at_install")
class TestSwitchedOff(WebhookCase):
    def test_archived_with_an_activity(self):
        owner = new_test_user(self.env, login="webhook_owner", groups=GROUPS)
        self.webhook.owner_id = owner
        self.webhook.sudo()._restapi_switch_off(is_gone=False)
        self.assertFalse(self.webhook.active)
        self.assertIn("5 days", self.webhook.reason)
        self.assertEqual(self.webhook.activity_ids.user_id, owner)
        self.assertIn("Test was switched off", self.webhook.activity_ids.summary)
        self.webhook.active = True
        self.assertFalse(self.webhook.reason)

    def test_schedule(self):
        with patch.object(schedule, "JITTER", 0):
            delays = [schedule.delay(attempts) for attempts in range(1, 11)]
        hour = 3600
        self.assertEqual(delays[:3], [5, 300, 1800])
        self.assertEqual(
            delays[3:], [each * hour for each in (2, 5, 10, 14, 20, 24)] + [None]
        )
        for _attempt in range(20):
            self.assertTrue(5 <= schedule.delay(1) <= 5.5)

    def test_one_of_many_is_found_by_an_index(self):
        self.env.cr.execute(
            """INSERT INTO restapi_webhook_delivery (webhook_id, name, model, record_id,
                      operation, date, state, attempts, next_attempt)
               SELECT %s, 'x' || n, 'm', n, 'update', now(), 'delivered', 1, NULL
                 FROM generate_series(1, 20000) n""",
            [self.webhook.id],
        )
        self.env.cr.execute("ANALYZE restapi_webhook_delivery")
        self.webhook.action_send_test()
        self.env.cr.execute(
            SQL("EXPLAIN SELECT 1 FROM restapi_webhook w, LATERAL (%s) d", queue._DUE)
        )
        plan = "\n".join(row for (row,) in self.env.cr.fetchall())
        self.assertIn("restapi_webhook_delivery_due", plan)
        self.assertNotIn("Seq Scan on restapi_webhook_delivery", plan)


@tagged("post_install", "-at_install")
class TestApi(ApiCase):
    groups = "base.group_system"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "restapi.outgoing_networks", "127.0.0.0/8"
        )
        cls.limited = [
            make_rest_key(cls.user, scope="read write restapi.webhook:read")[1],
            make_rest_key(cls.user, scope="restapi.webhook:write")[1],
        ]

    def create(self, **values):
        line = {
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "field_tree": "id,name",
        }
        sent = {"name": "W", "url": URL, "subscription_ids": [line], **values}
        return self.call("POST", "/restapi.webhook", json=sent)

    @mute_logger("odoo.http")
    def test_administrators_manage_them(self):
        own = "whsec_" + b64encode(b"k" * 32).decode()
        response = self.create(secret=own, headers="X-Key: hidden")
        self.assertEqual(response.status_code, 201, response.text)
        id_ = response.json()["id"]
        self.assertNotIn(own, response.text)
        self.assertNotIn("hidden", response.text)
        webhook = self.env["restapi.webhook"].browse(id_)
        self.assertEqual(webhook._restapi_secrets(), [own])
        tree = "name,health,subscription_ids(model,field_tree)"
        told = self.get(f"/restapi.webhook/{id_}?fields={tree}")
        self.assertEqual(told["health"], "new")
        self.assertEqual(told["subscription_ids"][0]["model"], "res.partner")
        response = self.call("POST", f"/restapi.webhook/{id_}/action_send_test")
        self.assertEqual(response.status_code, 200, response.text)
        found = self.get(f"/restapi.webhook.delivery?domain=[('webhook_id','=',{id_})]")
        self.assertEqual(found["results"][0]["operation"], "test")
        path = f"/restapi.webhook.delivery/{found['results'][0]['id']}"
        response = self.call("POST", f"{path}/action_send_again")
        self.assertEqual(response.status_code, 200, response.text)
        response = self.call("PATCH", path, json={"state": "delivered"})
        self.assertEqual(response.status_code, 403, response.text)
        response = self.call(
            "PATCH", f"/restapi.webhook/{id_}", json={"url": "https://10.0.0.1/"}
        )
        self.assertEqual(response.status_code, 422, response.text)
        self.assertIn("no public address", response.json()["error"])
        response = self.call("DELETE", f"/restapi.webhook/{id_}")
        self.assertEqual(response.status_code, 200, response.text)

    @mute_logger("odoo.http")
    def test_secrets_are_not_told(self):
        id_ = self.create().json()["id"]
        path = f"/restapi.webhook/{id_}"
        for name in ("secret", "headers"):
            response = self.call("GET", f"{path}?fields={name}")
            self.assertProblem(response, 403, "access_error")
        for method in ("action_show_secret", "action_replace_secret"):
            response = self.call("POST", f"{path}/{method}")
            self.assertNotIn("whsec_", response.text)
        webhook = self.env["restapi.webhook"].browse(id_)
        self.assertEqual(len(webhook._restapi_secrets()), 1, "it was not replaced")

    @mute_logger("odoo.sql_db")
    @mute_logger("odoo.http")
    def test_bad_input(self):
        for values, said in (
            ({"secret": "abc"}, "24 to 64 random bytes"),
            ({"headers": "X: a\r\rb"}, "Headers"),
            ({"url": "http://127.1/"}, "unusual form"),
            ({"url": None}, "url"),
            ({"user_id": 0}, "user_id"),
            (
                {
                    "subscription_ids": [
                        {
                            "model_id": self.env["ir.model"]._get_id("res.partner"),
                            **dict.fromkeys(["on_create", "on_update"], False),
                            "on_delete": False,
                        }
                    ]
                },
                "choose one",
            ),
        ):
            with self.subTest(values=values):
                response = self.create(**values)
                self.assertIn(response.status_code, (400, 422), response.text)
                self.assertIn(said, response.text)

    @mute_logger("odoo.http")
    def test_nobody_else(self):
        id_ = self.create().json()["id"]
        manager = new_test_user(
            self.env,
            login="webhook_manager",
            groups="base.group_user,restapi.restapi_group_manager",
        )
        manager_key = make_key(manager)
        keys = [*self.limited, manager_key]
        for key in keys:
            for model in ("", ".subscription", ".delivery", ".attempt"):
                response = self.call("GET", f"/restapi.webhook{model}", key=key)
                self.assertIn(response.status_code, (403, 404), response.text)
            for method, path, body in (
                ("GET", f"/restapi.webhook/{id_}", None),
                ("POST", "/restapi.webhook", {"name": "x", "url": URL}),
                ("PATCH", f"/restapi.webhook/{id_}", {"name": "x"}),
                ("DELETE", f"/restapi.webhook/{id_}", None),
                ("POST", f"/restapi.webhook/{id_}/action_send_test", {}),
                ("POST", "/restapi.webhook/search_read", {}),
            ):
                with self.subTest(key=keys.index(key), path=path, method=method):
                    response = self.call(method, path, key=key, json=body)
                    self.assertIn(response.status_code, (403, 404), response.text)

    @mute_logger("odoo.http")
    def test_other_models_of_ours_stay_closed(self):
        for model in ("restapi.client", "restapi.key", "restapi.token", "restapi.job"):
            response = self.call("GET", f"/{model}")
            self.assertProblem(response, 404, "unknown_model")

    @mute_logger("odoo.http")
    def test_described(self):
        document = self.get("/openapi.json?models=restapi.webhook")
        self.assertIn("/restapi.webhook", document["paths"])
        text = str(document["components"]["schemas"])
        self.assertIn("average_seconds", text)
