"""The settings of the API: checked, said as people say them, and obeyed."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from .. import settings
from ..models.res_config_settings import BOUNDS
from .support.common import ApiCase, make_rest_key


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    def save(self, **values):
        own = {f"restapi_{name}": value for name, value in values.items()}
        page = self.env["res.config.settings"].create(own)
        page.execute()
        return page

    def test_numbers_are_within_bounds(self):
        for name, (least, most) in BOUNDS.items():
            for value in (least - 1, most + 1):
                with (
                    self.subTest(name=name, value=value),
                    self.assertRaisesRegex(ValidationError, str(most)),
                    self.env.cr.savepoint(),
                ):
                    self.save(**{name: value})

    def test_every_number_has_bounds(self):
        numbers = {
            field.name
            for field in self.env["res.config.settings"]._fields.values()
            if field.type == "integer" and field.name.startswith("restapi_")
        }
        self.assertEqual(numbers, {f"restapi_{name}" for name in BOUNDS})

    def test_empty_is_none(self):
        shown = self.env["res.config.settings"].create({})
        self.assertFalse(shown.restapi_cors)
        self.assertFalse(shown.restapi_redis_password)
        self.save(cors=False, redis_password=False)
        read = settings.read(self.env)
        self.assertEqual((read.cors, read.redis_password), ("null", "None"))
        self.save(cors="https://a.example", redis_password="x")
        self.assertEqual(settings.read(self.env).cors, "https://a.example")

    def test_what_weakens_security_is_told(self):
        page = self.env["res.config.settings"].create(
            {
                "restapi_issuer": "https://a.example",
                "restapi_restful_access_token_expires_in": 3600,
                "restapi_max_login_failures": 10,
                "restapi_max_address_failures": 100,
            }
        )
        self.assertEqual(page.restapi_warnings, "")
        for name, value, word in (
            ("cors", "*", "every web page"),
            ("max_login_failures", 0, "guessed"),
            ("max_address_failures", 0, "tried"),
            ("issuer", "http://a.example", "not encrypted"),
            ("restful_access_token_expires_in", 10**8, "stolen"),
        ):
            with self.subTest(name):
                before = page[f"restapi_{name}"]
                page[f"restapi_{name}"] = value
                self.assertIn(word, page.restapi_warnings)
                page[f"restapi_{name}"] = before

    def test_redis_that_does_not_answer(self):
        page = self.env["res.config.settings"].create(
            {"restapi_redis_host": "127.0.0.1", "restapi_redis_port": 1}
        )
        with self.assertRaisesRegex(UserError, "127.0.0.1:1"):
            page.action_restapi_test_redis()

    def test_new_credentials_have_the_default_limits(self):
        self.save(default_requests_per_minute=60, default_ip_networks="10.0.0.0/8")
        account = self.env["restapi.account"].create({"name": "Till"})
        self.assertEqual(account.requests_per_minute, 60)
        self.assertEqual(account.ip_networks, "10.0.0.0/8")
        with self.assertRaises(ValidationError):
            self.save(default_ip_networks="everywhere")


@tagged("post_install", "-at_install")
class TestPolicies(ApiCase):
    def page(self, **values):
        env = self.env(user=self.user)
        return env["restapi.key.new"].create({"name": "x", **values})

    def test_key_starts_with_little_and_lives_from_now_on(self):
        page = self.page()
        shown = page.make_key.__wrapped__(page)["context"]
        key = self.env["restapi.key"].search([("user_id", "=", self.user.id)])
        self.assertEqual(key.scope, "read")
        left = key.valid_to - fields.Datetime.now()
        self.assertGreater(left, timedelta(days=29, hours=23))
        self.assertTrue(shown["default_to_preferences"])
        self.assertEqual(
            self.call("GET", "/res.lang", shown["default_key"]).status_code, 200
        )

    def test_longest_life(self):
        self.env["ir.config_parameter"].set_param("restapi.key_max_days", "7")
        durations = dict(self.page()._selection_duration())
        self.assertEqual(set(durations), {"1", "7", "-1"})
        late = fields.Datetime.now() + timedelta(days=30)
        for values in ({}, {"valid_to": False}, {"valid_to": late}):
            with self.assertRaisesRegex(ValidationError, "7 days"):
                make_rest_key(self.user, **values)

    def test_who_makes_keys(self):
        group = self.env.ref("base.group_system")
        self.env["ir.config_parameter"].set_param("restapi.key_group", str(group.id))
        page = self.page()
        with self.assertRaisesRegex(AccessError, group.full_name):
            page.make_key.__wrapped__(page)

    def test_dialect_that_is_off(self):
        admin = new_test_user(self.env, login="chief", groups="base.group_system")
        page = self.env["res.config.settings"].with_user(admin)
        page.create({"restapi_dialect_restful": False}).execute()
        self.assertTrue(settings.read(self.env).is_off("restful"))
        answer = self.url_open("/api/auth/token", json={"login": "x", "password": "x"})
        self.assertEqual(answer.status_code, 404)
        self.assertIn("switched off", answer.json()["message"])
        self.assertEqual(self.call("GET", "/res.lang").status_code, 200)
        page.create({"restapi_dialect_restful": True}).execute()
        self.assertFalse(settings.read(self.env).is_off("restful"))
