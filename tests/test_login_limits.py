"""Limits of the tokens that users get for their password, by group."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_tokens import PASSWORD, TokenCase


@tagged("post_install", "-at_install")
class TestLoginLimits(TokenCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.group = cls.env["res.groups"].create({"name": "Scanners"})
        cls.user.group_ids += cls.group

    def limit(self, group=None, **values):
        group = group or self.group
        return self.env["restapi.login.limit"].create({"group_id": group.id, **values})

    def write(self, headers):
        return self.url_open(
            "/api/res.partner", json={"name": "x"}, method="POST", headers=headers
        ).status_code

    def restful(self, login="token_user"):
        answer = self.url_open(
            "/api/auth/token", json={"login": login, "password": PASSWORD}
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        return {"access-token": answer.json()["access_token"]}

    def test_scope(self):
        pair = {"Access-Token": self.tokens()["access_token"]}
        one = self.restful()
        self.assertIn(self.write(pair), (200, 201))
        limit = self.limit(scope="res.partner:read")
        for headers in (pair, one):
            self.assertEqual(self.write(headers), 403)
            answer = self.url_open("/api/res.partner?limit=1", headers=headers)
            self.assertEqual(answer.status_code, 200, answer.text)
            answer = self.url_open("/api/res.country?limit=1", headers=headers)
            self.assertEqual(answer.status_code, 403, answer.text)
        limit.active = False
        self.assertIn(self.write(pair), (200, 201))

    def test_others_have_none(self):
        new_test_user(self.env, login="free_user", password=PASSWORD)
        self.limit(scope="res.partner:read", requests_per_minute=1)
        headers = self.restful("free_user")
        for _ in range(3):
            answer = self.url_open("/api/res.country?limit=1", headers=headers)
            self.assertEqual(answer.status_code, 200, answer.text)

    def test_all_of_several_hold(self):
        self.limit(scope="read")
        self.limit(self.env.ref("base.group_user"), scope="res.partner:read")
        headers = self.restful()
        self.assertEqual(self.write(headers), 403)
        answer = self.url_open("/api/res.country?limit=1", headers=headers)
        self.assertEqual(answer.status_code, 403)

    def test_networks(self):
        headers = self.restful()
        limit = self.limit(ip_networks="192.0.2.0/24")
        answer = self.url_open("/api/res.partner?limit=1", headers=headers)
        self.assertEqual(answer.status_code, 403, answer.text)
        self.assertError(self.log_in(), 403, "access_denied")
        # One of each list: the address is in the second alone.
        self.limit(self.env.ref("base.group_user"), ip_networks="127.0.0.0/8, ::1")
        answer = self.url_open("/api/res.partner?limit=1", headers=headers)
        self.assertEqual(answer.status_code, 403, answer.text)
        limit.unlink()
        answer = self.url_open("/api/res.partner?limit=1", headers=headers)
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_requests_per_minute(self):
        user = new_test_user(self.env, login="counted_user", password=PASSWORD)
        user.group_ids += self.group
        self.limit(requests_per_minute=2)
        headers = self.restful("counted_user")
        found = [
            self.url_open("/api/res.partner?limit=1", headers=headers).status_code
            for _ in range(4)
        ]
        self.assertEqual(found, [200, 200, 429, 429])
        # The user's, whichever token it is.
        pair = self.tokens(login="counted_user")["access_token"]
        self.assertEqual(self.status(pair), 429)

    def test_mistakes_of_the_administrator(self):
        for values in (
            {"scope": "reed"},
            {"ip_networks": "10.0.0.0/99"},
            {"ip_networks": "here"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.limit(**values)
        self.limit()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.limit()

    def test_unlimited_credentials_cost_no_statement(self):
        headers = self.restful()
        self.url_open("/api/res.partner?limit=1", headers=headers)
        with self.assertQueryCount(0):
            self.env["restapi.login.limit"]._restapi_of(self.user.id)
