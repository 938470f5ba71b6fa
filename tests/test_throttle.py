"""Credentials that have a limit of requests per minute."""

import re
import socket

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL

from ..auth.throttle import sql as sql_throttle
from ..core import problems
from ..core.errors import TooManyRequests
from ..dialects.rest_api.dialect import RestApi
from ..dialects.restful.dialect import Restful
from .support.common import ApiCase, make_rest_key
from .support.redis_server import RedisServer, program

STATE = re.compile(r'"minute";r=(\d+);t=(\d+)')


class ThrottleCase(ApiCase):
    def limited(self, limit, **values):
        """Make a key of the user with a limit."""
        made, text = make_rest_key(self.user, requests_per_minute=limit, **values)
        self.source = f"restapi.key,{made.id}"
        return text

    def ask(self, key, path="/res.partner?limit=1&fields=id", method="GET", **kwargs):
        return self.call(method, path, key=key, **kwargs)

    def state(self, response):
        """Return what is left, and the seconds until the window ends."""
        match = STATE.fullmatch(response.headers["RateLimit"])
        return tuple(map(int, match.groups()))


class Throttled:
    """What holds whatever counts."""

    def test_headers_on_every_answer(self):
        key = self.limited(9)
        for left, (path, status) in zip(
            (8, 7, 6, 5),
            (
                ("/res.partner?limit=1&fields=id", 200),
                ("/no.model", 404),
                ("/res.partner?limit=a", 400),
                ("/ir.rule", 403),
            ),
            strict=True,
        ):
            response = self.ask(key, path)
            self.assertEqual(response.status_code, status, response.text)
            self.assertEqual(response.headers["RateLimit-Policy"], '"minute";q=9;w=60')
            remaining, seconds = self.state(response)
            self.assertEqual(remaining, left)
            self.assertTrue(1 <= seconds <= 60, seconds)

    def test_beyond_the_limit(self):
        key = self.limited(2)
        for _ in range(2):
            self.assertEqual(self.ask(key).status_code, 200)
        response = self.ask(key)
        message = self.assertProblem(response, 429, "too_many_requests")
        self.assertIn("More than 2 requests in a minute", message)
        remaining, seconds = self.state(response)
        self.assertEqual(remaining, 0)
        self.assertEqual(response.headers["Retry-After"], str(seconds))
        self.assertEqual(
            response.json()["details"], {"limit": 2, "retry_after": seconds}
        )

    def test_nothing_is_executed(self):
        key = self.limited(1)
        for name in ("First", "Second"):
            self.ask(key, "/res.partner", "POST", json={"name": f"{name} throttled"})
        found = self.env["res.partner"].search([("name", "like", "throttled")])
        self.assertEqual(found.mapped("name"), ["First throttled"])

    def test_keys_have_limits_of_their_own(self):
        first, second = self.limited(1), self.limited(1)
        statuses = [self.ask(key).status_code for key in (first, first, second)]
        self.assertEqual(statuses, [200, 429, 200])

    def test_next_window(self):
        key = self.limited(1)
        self.assertEqual(self.ask(key).status_code, 200)
        self.assertEqual(self.ask(key).status_code, 429)
        self.end_window()
        response = self.ask(key)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.state(response)[0], 0)

    def test_window_of_a_clock_that_was_set_back_has_ended(self):
        key = self.limited(1)
        self.assertEqual(self.ask(key).status_code, 200)
        self.set_back()
        response = self.ask(key)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertTrue(1 <= self.state(response)[1] <= 60, self.state(response))
        self.assertEqual(self.ask(key).status_code, 429)

    def test_changed_limit_counts_at_once(self):
        key = self.limited(1)
        self.assertEqual(self.ask(key).status_code, 200)
        made = self.env["restapi.key"].browse(int(self.source.partition(",")[2]))
        made.requests_per_minute = 3
        self.env.flush_all()
        self.assertEqual(self.state(self.ask(key))[0], 1)


@tagged("post_install", "-at_install")
class TestThrottle(Throttled, ThrottleCase):
    allow_inherited_tests_method = True

    def committed(self, statement):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute(statement)
            return cr.fetchall() if cr.description else None

    def end_window(self):
        self.committed(
            SQL(
                "UPDATE restapi_throttle SET ends_at = clock_timestamp()"
                " WHERE source = %s",
                self.source,
            )
        )

    def set_back(self):
        """Have the window end as if the clock had been set back by an hour."""
        self.committed(
            SQL(
                "UPDATE restapi_throttle SET ends_at = ends_at + interval '1 hour'"
                " WHERE source = %s",
                self.source,
            )
        )

    def counted(self):
        return self.committed(
            SQL("SELECT used FROM restapi_throttle WHERE source = %s", self.source)
        )

    def test_no_limit_is_not_counted(self):
        key = self.limited(0)
        for text in (key, self.key):
            response = self.ask(text)
            self.assertEqual(response.status_code, 200)
            self.assertNotIn("RateLimit", response.headers)
            self.assertNotIn("RateLimit-Policy", response.headers)
        self.assertEqual(self.counted(), [])

    def test_other_address_does_not_count(self):
        key = self.limited(1, ip_networks="192.0.2.1")
        response = self.ask(key)
        self.assertProblem(response, 403, "address_refused")
        self.assertNotIn("RateLimit", response.headers)
        self.assertEqual(self.counted(), [])

    def test_preflight_does_not_count(self):
        key = self.limited(1)
        self.assertEqual(self.ask(key, method="OPTIONS").status_code, 204)
        self.assertEqual(self.ask(key).status_code, 200)

    def test_exposed_to_other_origins(self):
        self.env["ir.config_parameter"].set_param(
            "rest_api.cors_parameter_value_in_all_routes", "*"
        )
        key = self.limited(1)
        for status in (200, 429):
            response = self.ask(key, headers={"Origin": "https://shop.example.com"})
            self.assertEqual(response.status_code, status)
            exposed = response.headers["Access-Control-Expose-Headers"]
            for name in ("RateLimit", "RateLimit-Policy", "Retry-After"):
                self.assertIn(name, exposed.split(", "))

    def test_synconics(self):
        key = self.limited(1)
        bearer = {"Authorization": f"Bearer {key}"}
        for status in (200, 429):
            response = self.url_open("/restapi/1.0/object/res.lang/1", headers=bearer)
            self.assertEqual(response.status_code, status, response.text)
        error = response.json()["error"]
        self.assertEqual(error["code"], 429)
        self.assertIn("More than 1 requests", error["message"])
        self.assertEqual(response.headers["Retry-After"], str(self.state(response)[1]))

    def test_dialects_of_tokens(self):
        problem = problems.of(TooManyRequests("Wait.", headers={"Retry-After": "7"}))
        for dialect, body in (
            (RestApi, {"error": "too_many_requests", "error_descrip": "Wait."}),
            (Restful, {"type": "too_many_requests", "message": "Wait."}),
        ):
            response = dialect(None, "/res.partner").render_error(problem, "id")
            self.assertEqual(response.status_code, 429)
            self.assertEqual(response.json, body)
            self.assertEqual(response.headers["Retry-After"], "7")

    def test_old_windows_are_removed(self):
        sources = [f"test,{self.user.id}{number}" for number in (1, 2)]
        sql_throttle.count(self.env, sources[0], 0)
        sql_throttle.count(self.env, sources[1], 60)
        self.env["restapi.throttle"]._gc_ended()
        rows = self.committed(
            SQL(
                "SELECT source FROM restapi_throttle WHERE source IN %s", tuple(sources)
            )
        )
        self.assertEqual(rows, [(sources[1],)])

    def test_table_is_not_logged(self):
        rows = self.env.execute_query(
            SQL("SELECT relpersistence FROM pg_class WHERE relname='restapi_throttle'")
        )
        self.assertEqual(rows, [("u",)])


@tagged("post_install", "-at_install")
class TestRedisThrottle(Throttled, ThrottleCase):
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not program():
            cls.skipTest(cls, "there is no redis-server")
        cls.redis = RedisServer("redis-password")
        cls.addClassCleanup(cls.redis.remove)
        cls.redis.start()
        set_param = cls.env["ir.config_parameter"].set_param
        set_param("rest_api.use_redis_token_store", "True")
        set_param("rest_api.redis_host", "127.0.0.1")
        set_param("rest_api.redis_port", str(cls.redis.port))
        set_param("rest_api.redis_password", cls.redis.password)

    @property
    def redis_key(self):
        return f"restapi:{self.env.cr.dbname}:throttle:{self.source}"

    def end_window(self):
        with self.redis.client() as redis:
            self.assertEqual(redis.delete(self.redis_key), 1)

    def set_back(self):
        with self.redis.client() as redis:
            self.assertTrue(redis.pexpire(self.redis_key, 3_660_000))

    def test_key_expires_with_its_window(self):
        key = self.limited(5)
        with self.redis.client() as redis:
            self.ask(key)
            self.assertEqual(redis.get(self.redis_key), b"1")
            left = redis.pttl(self.redis_key)
            self.assertTrue(0 < left <= 60_000, left)
            self.ask(key)
            self.assertEqual(redis.get(self.redis_key), b"2")
            self.assertLessEqual(redis.pttl(self.redis_key), left)

    def test_limit_holds_while_redis_is_away(self):
        # One of its own: a server that was away is left alone for seconds.
        redis = RedisServer(self.redis.password)
        self.addCleanup(redis.remove)
        redis.start()
        self.env["ir.config_parameter"].set_param(
            "rest_api.redis_port", str(redis.port)
        )
        key = self.limited(2)
        self.assertEqual(self.ask(key).status_code, 200)
        redis.stop()
        statuses = [self.ask(key).status_code for _ in range(4)]
        self.assertEqual(statuses, [200, 200, 429, 429])

    def test_redis_that_hangs_is_asked_once(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            listener.setblocking(False)
            self.env["ir.config_parameter"].set_param(
                "rest_api.redis_port", str(listener.getsockname()[1])
            )
            key = self.limited(3)
            statuses = [self.ask(key).status_code for _ in range(5)]
            self.assertEqual(statuses, [200, 200, 200, 429, 429])
            listener.accept()[0].close()
            with self.assertRaises(BlockingIOError):
                listener.accept()

    def test_counter_that_would_stay(self):
        key = self.limited(5)
        self.ask(key)
        with self.redis.client() as redis:
            redis.persist(self.redis_key)
            self.assertEqual(self.state(self.ask(key))[0], 4)
            self.assertTrue(0 < redis.pttl(self.redis_key) <= 60_000)

    def test_counter_that_is_no_number(self):
        key = self.limited(2)
        for value in ("-1000", "1e400", "x", "", "9" * 40, "1.5", "0x1"):
            with self.subTest(value=value), self.redis.client() as redis:
                redis.set(self.redis_key, value, px=50_000)
                statuses = [self.ask(key).status_code for _ in range(3)]
                self.assertEqual(statuses, [200, 200, 429])
                self.assertEqual(redis.get(self.redis_key), b"3")

    def test_counter_of_another_type(self):
        key = self.limited(2)
        with self.redis.client() as redis:
            redis.rpush(self.redis_key, "x")
            statuses = [self.ask(key).status_code for _ in range(3)]
            self.assertEqual(statuses, [200, 200, 429])
            self.assertTrue(0 < redis.pttl(self.redis_key) <= 60_000)
