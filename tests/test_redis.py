"""Tokens in a real Redis: the same life, and what happens when it stops."""

import socket
import time

from odoo.tests import tagged

from .common import make_key
from .redis_server import RedisServer, program
from .test_tokens import PASSWORD, TokenCase, TokenLife

PROMPT_SECONDS = 2


class RedisCase(TokenCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        if not program():
            cls.skipTest(cls, "there is no redis-server")
        cls.redis = RedisServer("redis-password")
        cls.addClassCleanup(cls.redis.remove)
        cls.redis.start()

    def setUp(self):
        super().setUp()
        self.use(self.redis.port)

    def use(self, port):
        set_param = self.env["ir.config_parameter"].set_param
        set_param("rest_api.use_redis_token_store", "True")
        set_param("rest_api.redis_host", "127.0.0.1")
        set_param("rest_api.redis_port", str(port))
        set_param("rest_api.redis_password", self.redis.password)


@tagged("post_install", "-at_install")
class TestRedisTokens(TokenLife, RedisCase):
    allow_inherited_tests_method = True

    def test_nothing_is_in_postgresql(self):
        self.tokens()
        self.assertFalse(
            self.env["restapi.token"].search_count([("user_id", "=", self.user.id)])
        )

    def test_restful_token_is_recovered(self):
        sent = {"login": "token_user", "password": PASSWORD}
        first, second = (
            self.url_open("/api/auth/token", json=sent).json()["access_token"]
            for _ in range(2)
        )
        self.assertEqual(first, second)
        self.assertEqual(
            self.send("GET", "/res.partner?limit=1", first).status_code, 200
        )
        self.send("DELETE", "/auth/token", first)
        third = self.url_open("/api/auth/token", json=sent).json()["access_token"]
        self.assertNotEqual(first, third)

    def test_store_is_chosen_without_restart(self):
        in_redis = self.tokens()["access_token"]
        self.env["ir.config_parameter"].set_param(
            "rest_api.use_redis_token_store", "False"
        )
        in_sql = self.tokens()["access_token"]
        self.assertEqual((self.status(in_redis), self.status(in_sql)), (401, 200))


@tagged("post_install", "-at_install")
class TestRedisAway(RedisCase):
    def assertUnavailable(self, response, keys=("error", "error_descrip")):
        self.assertEqual(response.status_code, 503, response.text)
        self.assertEqual(set(response.json()), set(keys))
        self.assertIn("Retry-After", response.headers)
        self.assertLess(response.elapsed.total_seconds(), PROMPT_SECONDS)

    def test_stopped_and_started_again(self):
        pair = self.tokens()
        restful = self.url_open(
            "/api/auth/token", json={"login": "token_user", "password": PASSWORD}
        ).json()["access_token"]
        self.assertEqual(self.status(pair["access_token"]), 200)
        self.redis.stop()
        self.assertUnavailable(self.send("GET", "/res.partner", pair["access_token"]))
        self.assertUnavailable(self.refresh(pair["refresh_token"]))
        self.assertUnavailable(self.log_in())
        self.assertUnavailable(
            self.send("GET", "/res.partner", restful), ("type", "message")
        )
        bearer = {"Authorization": f"Bearer {make_key(self.user)}"}
        response = self.url_open("/api/res.partner?limit=1", headers=bearer)
        self.assertEqual(response.status_code, 200, "other credentials keep working")
        self.redis.start()
        self.assertEqual(self.status(pair["access_token"]), 200)
        self.assertEqual(self.status(restful), 200)
        self.assertEqual(self.log_in().status_code, 200)

    def test_archived_while_away(self):
        pair = self.tokens()
        self.redis.stop()
        self.user.active = False
        self.env.flush_all()
        self.redis.start()
        self.user.active = True
        self.env.flush_all()
        self.assertEqual(self.status(pair["access_token"]), 401)

    def test_server_that_never_answers(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            self.use(listener.getsockname()[1])
            start = time.monotonic()
            self.assertUnavailable(self.send("GET", "/res.partner", "0" * 40))
            self.assertLess(time.monotonic() - start, PROMPT_SECONDS)

    def test_wrong_password_of_redis(self):
        self.env["ir.config_parameter"].set_param("rest_api.redis_password", "wrong")
        self.assertUnavailable(self.log_in())
