"""Tokens in a real Redis: the same life, and what happens when it stops."""

import socket
import time

import orjson

from odoo.tests import BaseCase, tagged

from ..auth.throttle.circuit_breaker import CircuitBreaker
from ..auth.tokens.redis import RedisTokenStore
from ..auth.tokens.token import REST_API_ACCESS
from .support.common import make_key, server_secrets
from .support.redis_server import RedisServer, program
from .test_tokens import PASSWORD, TokenCase, TokenLife


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
        self.come_back(self.log_in())
        self.assertEqual(self.status(pair["access_token"]), 200)
        self.assertEqual(self.status(restful), 200)
        self.assertEqual(self.log_in().status_code, 200)

    def come_back(self, response):
        """Wait as long as the server has asked for."""
        self.assertUnavailable(response)
        time.sleep(int(response.headers["Retry-After"]))

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
            self.assertUnavailable(self.send("GET", "/res.partner", "0" * 40))

    def test_one_request_finds_out(self):
        """The others do not wait: nobody else connects for some seconds."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            listener.setblocking(False)
            self.use(listener.getsockname()[1])
            for _ in range(6):
                self.assertUnavailable(self.send("GET", "/res.partner", "0" * 40))
            self.assertUnavailable(self.log_in())
            listener.accept()[0].close()
            with self.assertRaises(BlockingIOError):
                listener.accept()

    def test_wrong_password_of_redis(self):
        self.env["ir.config_parameter"].set_param("rest_api.redis_password", "wrong")
        self.assertUnavailable(self.log_in())


@tagged("post_install", "-at_install")
class TestRedisIsNotTrusted(RedisCase):
    """Somebody else can write to Redis; nobody gets in by that."""

    def setUp(self):
        super().setUp()
        self.client = self.enterContext(self.redis.client())
        self.client.flushall()

    def key(self, kind, nth=0):
        return sorted(self.client.scan_iter(f"restapi:*:{kind}:*"))[nth]

    def restful(self):
        response = self.url_open(
            "/api/auth/token", json={"login": "token_user", "password": PASSWORD}
        )
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()["access_token"]

    def changed(self, of, **values):
        """Write other values into a token, as who knows its form would."""
        key = self.key(of)
        stored = self.client.get(key)
        start = stored.index(b"{")
        values = {**orjson.loads(stored[start:]), **values}
        self.client.set(key, stored[:start] + orjson.dumps(values))

    def test_values_that_were_changed(self):
        admin = self.env.ref("base.user_admin")
        for values in (
            {"user_id": admin.id, "epoch": admin.restapi_epoch or 0},
            {"epoch": 1},
            {"expires_at": 2**40},
            {"kind": "restful_access"},
            {"family": "0"},
        ):
            with self.subTest(values=values):
                access = self.tokens()["access_token"]
                self.assertEqual(self.status(access), 200)
                self.changed("rest_api_access", **values)
                self.assertEqual(self.status(access), 401)
                self.client.flushall()

    def test_refresh_token_of_somebody_else(self):
        refresh = self.tokens()["refresh_token"]
        self.changed("rest_api_refresh", user_id=self.env.ref("base.user_admin").id)
        self.assertError(self.refresh(refresh), 401, "invalid_token")

    def test_value_under_another_key(self):
        first, second = self.tokens()["access_token"], self.tokens()["access_token"]
        keys = [self.key("rest_api_access", nth) for nth in (0, 1)]
        values = [self.client.get(key) for key in keys]
        for key, value in zip(keys, reversed(values), strict=True):
            self.client.set(key, value)
        self.assertEqual([self.status(first), self.status(second)], [401, 401])

    def test_value_of_another_kind(self):
        refresh = self.tokens()["refresh_token"]
        key = self.key("rest_api_refresh")
        self.client.set(key.replace(b"refresh", b"access"), self.client.get(key))
        self.assertEqual(self.status(refresh), 401)

    def test_value_of_another_database(self):
        """Odoo gives a copy of a database a secret of its own."""
        access = self.tokens()["access_token"]
        self.assertEqual(self.status(access), 200)
        digest = self.key("rest_api_access").rpartition(b":")[2].decode()
        store = RedisTokenStore(self.env)
        self.assertIsNotNone(store._read(REST_API_ACCESS, digest))
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.assertIsNone(store._read(REST_API_ACCESS, digest))

    def test_value_of_who_knows_the_database_alone(self):
        """Who has a dump makes no token where the server has a secret."""
        access = self.tokens()["access_token"]
        self.assertEqual(self.status(access), 200)
        with server_secrets("s" * 32):
            self.assertEqual(self.status(access), 401)
            access = self.tokens()["access_token"]
            self.assertEqual(self.status(access), 200)
        with server_secrets("t" * 32, "s" * 32):
            self.assertEqual(self.status(access), 200)
        with server_secrets("t" * 32):
            self.assertEqual(self.status(access), 401)

    def test_last_token_of_a_user(self):
        first = self.restful()
        pointer = self.key("user:restful_access")
        for value in (
            self.key("restful_access").rpartition(b":")[2],
            self.client.get(pointer)[:64] + b'"0"',
            b"",
            b"\xff",
        ):
            with self.subTest(value=value):
                self.client.set(pointer, value)
                self.assertNotEqual(self.restful(), first)
        self.client.delete(pointer)
        self.client.rpush(pointer, "x")
        self.assertNotEqual(self.restful(), first)

    def test_what_is_no_token(self):
        code = b"0" * 64
        for value in (
            *(b"", b"{", b"[]", b"null", b"{}", b"\xff" * 99, b"1"),
            *(code, code + b"{}", code + b"[1]", b'{"kind":"rest_api_access"}'),
        ):
            with self.subTest(value=value):
                access = self.tokens()["access_token"]
                self.client.set(self.key("rest_api_access"), value)
                self.assertEqual(self.status(access), 401)
                self.client.flushall()

    def test_other_types(self):
        for write in (
            lambda key: self.client.rpush(key, "x"),
            lambda key: self.client.hset(key, "user_id", "2"),
            lambda key: self.client.sadd(key, "x"),
        ):
            access = self.tokens()["access_token"]
            key = self.key("rest_api_access")
            self.client.delete(key)
            write(key)
            self.assertEqual(self.status(access), 401)
            self.client.flushall()

    def test_family_names_keys_of_others(self):
        pair = self.tokens()
        self.client.set("theirs", "kept")
        self.client.sadd(self.key("family"), "theirs")
        self.url_open(
            "/api/auth/delete_tokens", json={"refresh_token": pair["refresh_token"]}
        )
        self.assertEqual(self.client.get("theirs"), b"kept")
        self.assertEqual(self.status(pair["access_token"]), 401)


class TestCircuitBreaker(BaseCase):
    def setUp(self):
        super().setUp()
        self.now = 100.0
        self.breaker = CircuitBreaker(3, lambda: self.now)

    def test_closed(self):
        self.assertEqual([self.breaker.seconds_left() for _ in range(3)], [0, 0, 0])

    def test_open_after_a_failure(self):
        self.breaker.failed()
        self.now += 1
        self.assertEqual(self.breaker.seconds_left(), 2)

    def test_one_tries_then(self):
        self.breaker.failed()
        self.now += 3
        self.assertEqual([self.breaker.seconds_left() for _ in range(3)], [0, 3, 3])
        self.breaker.succeeded()
        self.assertEqual(self.breaker.seconds_left(), 0)

    def test_trying_fails(self):
        self.breaker.failed()
        self.now += 4
        self.assertEqual(self.breaker.seconds_left(), 0)
        self.breaker.failed()
        self.now += 1
        self.assertEqual(self.breaker.seconds_left(), 2)
