"""A limit holds exactly over several workers, and through Odoo's retries."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests

from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged
from odoo.tests.common import new_test_user
from odoo.tools import SQL

from ..records import odoo19
from .support.committed import CommittedCase
from .support.common import make_rest_key
from .support.redis_server import RedisServer, program
from .support.server import Server

CALLS = 500
LIMIT = 100
THREADS = 8
# After so many calls the window is a whole one again.
STRETCHED = 20
REDIS = ("use_redis_token_store", "redis_host", "redis_port", "redis_password")


@tagged("post_install", "-at_install")
class TestThrottleWorkers(CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))

    def setUp(self):
        super().setUp()
        self.user_id, self.key = self.committed(self._make_user)
        self.addCleanup(self.committed, self._remove)

    def _make_user(self, env):
        groups = "base.group_user,base.group_partner_manager"
        user = new_test_user(env, login="api_throttle", groups=groups)
        self.record_ids = {
            name: env[name].create({"name": "Throttled"}).id
            for name in ("res.partner", "res.partner.category")
        }
        made, text = make_rest_key(user, requests_per_minute=LIMIT)
        self.source = f"restapi.key,{made.id}"
        return user.id, text

    def _remove(self, env):
        env["res.users"].browse(self.user_id).unlink()
        for name, id_ in self.record_ids.items():
            env[name].browse(id_).unlink()

    def send(self, method="GET", path="/res.lang?limit=1&fields=id", **kwargs):
        return requests.request(
            method,
            f"{self.server.url}/api{path}",
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=60,
            **kwargs,
        )

    def assertExactlyTheLimit(self, stretch):
        """Send all calls in one window.

        :param stretch: makes the window last, however slow the machine is; a window
            that would last longer than one is none, so again and again
        """

        def send(number):
            if number % STRETCHED == 0:
                stretch()
            return self.send()

        first = self.send()
        with ThreadPoolExecutor(THREADS) as threads:
            others = list(threads.map(send, range(CALLS - 1)))
        statuses = Counter(answer.status_code for answer in (first, *others))
        self.assertEqual(statuses, {200: LIMIT, 429: CALLS - LIMIT})

    def test_postgresql(self):
        def stretch():
            with db_connect(get_db_name()).cursor() as cr:
                odoo19.commit_each_statement(cr)
                cr.execute(
                    SQL(
                        "UPDATE restapi_throttle"
                        "   SET ends_at = clock_timestamp() + interval '60 s'"
                        " WHERE source = %s",
                        self.source,
                    )
                )
                self.assertEqual(cr.rowcount, 1)

        self.assertExactlyTheLimit(stretch)

    def test_redis(self):
        if not program():
            self.skipTest("there is no redis-server")
        server = RedisServer("redis-password")
        self.addCleanup(server.remove)
        server.start()
        self.addCleanup(self.committed, self._set, dict.fromkeys(REDIS, False))
        values = ("True", "127.0.0.1", str(server.port), server.password)
        self.committed(self._set, dict(zip(REDIS, values, strict=True)))

        def stretch():
            from redis import Redis

            key = f"restapi:{get_db_name()}:throttle:{self.source}"
            with Redis("127.0.0.1", server.port, password=server.password) as redis:
                self.assertTrue(redis.expire(key, 60))

        self.assertExactlyTheLimit(stretch)

    def _set(self, env, parameters):
        for name, value in parameters.items():
            env["ir.config_parameter"].set_param(f"rest_api.{name}", value)

    def test_request_that_odoo_runs_again_counts_once(self):
        self.assertCountedOnce("res.partner", {"city": "B"}, LIMIT - 1)
        # An endpoint of another addon, with a dispatcher of its own.
        self.assertCountedOnce("res.partner.category", {"color": 8}, LIMIT - 2)

    def assertCountedOnce(self, model, values, left):
        """Write a record that another transaction changes at the same time."""
        id_ = self.record_ids[model]
        retries = self.retries()
        with (
            db_connect(get_db_name()).cursor() as cr,
            ThreadPoolExecutor(1) as threads,
        ):
            cr.execute(
                SQL(
                    "UPDATE %s SET write_date = now() WHERE id = %s",
                    SQL.identifier(model.replace(".", "_")),
                    id_,
                )
            )
            pid = cr._cnx.info.backend_pid
            sent = threads.submit(self.send, "PUT", f"/{model}/{id_}", json=values)
            while not self._waits_for(pid):
                self.assertFalse(sent.done(), "the request does not wait")
            cr.commit()  # the other writer is done. pylint: disable=invalid-commit
            response = sent.result()
        self.assertEqual(response.status_code, 200, response.text)
        self.assertGreater(self.retries(), retries)
        self.assertIn(f"r={left};", response.headers["RateLimit"])

    def retries(self):
        return self.server.log().count("tries left, try again")

    def _waits_for(self, pid):
        with db_connect("postgres").cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT 1 FROM pg_stat_activity"
                    " WHERE %s = ANY(pg_blocking_pids(pid))",
                    pid,
                )
            )
            return cr.fetchone()
