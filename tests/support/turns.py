"""A server of threads, whose writers of one record take turns."""
# pylint: disable=external-request-timeout

import time
from contextlib import contextmanager

import requests

from odoo.sql_db import db_connect
from odoo.tests import get_db_name, new_test_user
from odoo.tools import SQL

from ...records.write import write_locks
from .committed import CommittedCase
from .common import make_key, make_rest_key
from .server import Server

TIMEOUT = 120
DATABASE = SQL("(SELECT oid FROM pg_database WHERE datname = current_database())")
GROUPS = "base.group_user,base.group_partner_manager"


class TurnCase(CommittedCase):
    """A server of threads, a writer and a user who may only read."""

    pool = 64
    lock_timeout = 60

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(
            Server(get_db_name(), workers=0, db_maxconn=cls.pool)
        )
        cls.addClassCleanup(cls.set_lock_timeout, False)

    @classmethod
    def set_lock_timeout(cls, seconds):
        cls.committed(
            lambda env: env["ir.config_parameter"].set_param(
                "restapi.lock_timeout", seconds
            )
        )

    def setUp(self):
        super().setUp()
        self.set_lock_timeout(str(self.lock_timeout))
        self.committed(self._make)
        self.addCleanup(self.committed, self._drop)
        self.before = self.server.log().count("tries left")

    def _make(self, env):
        writer = new_test_user(env, login="turn_writer", groups=GROUPS)
        reader = new_test_user(env, login="turn_reader", groups="base.group_user")
        made, self.rest_key = make_rest_key(writer)
        self.rest_key_id = made.id
        self.user_id, self.key = writer.id, make_key(writer)
        self.reader_id, self.reader_key = reader.id, make_key(reader)
        self.partner = env["res.partner"].create({"name": "Turns", "city": "before"}).id

    def _drop(self, env):
        env["res.partner"].browse(self.partner).unlink()
        users = env["res.users"].browse([self.user_id, self.reader_id])
        partners = users.partner_id
        users.unlink()
        partners.unlink()

    # -- requests

    def call(self, method, path, key=None, headers=(), **kwargs):
        sent = {"Authorization": f"Bearer {key or self.key}", **dict(headers)}
        return requests.request(
            method, f"{self.server.url}{path}", headers=sent, timeout=TIMEOUT, **kwargs
        )

    def update(self, key=None, **values):
        path = f"/api/res.partner/{self.partner}?fields=street"
        return self.call("PUT", path, key, json=values or {"city": "after"})

    def run_again(self):
        """Return how many requests Odoo has run again since the test began."""
        return self.server.log().count("tries left") - self.before

    def city(self):
        return self.committed(lambda env: env["res.partner"].browse(self.partner).city)

    # -- locks

    @contextmanager
    def held(self, *keys):
        """Hold the locks of records, as a slow writer does."""
        with db_connect(get_db_name()).cursor() as cr:
            for key in keys:
                cr.execute(
                    SQL("SELECT pg_advisory_xact_lock(%s)", write_locks.number(key))
                )
            yield

    def locks(self, *, granted):
        """Return how many connections hold, or wait for, locks of records."""
        with db_connect(get_db_name()).cursor() as cr:
            cr.execute(
                SQL(
                    """SELECT count(DISTINCT pid) FROM pg_locks WHERE database = %s
                          AND locktype = 'advisory' AND granted = %s
                          AND pid != pg_backend_pid()""",
                    DATABASE,
                    granted,
                )
            )
            return cr.fetchone()[0]

    def until_waiting(self, count):
        deadline = time.monotonic() + TIMEOUT
        while self.locks(granted=False) < count:
            self.assertLess(time.monotonic(), deadline, "nobody waits")
            time.sleep(0.02)

    def connections(self):
        """Return how many connections the server has that do something now."""
        with db_connect(get_db_name()).cursor() as cr:
            cr.execute(
                SQL(
                    """SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND state != 'idle'
                          AND application_name = %s""",
                    f"odoo-{self.server.pid}",
                )
            )
            return cr.fetchone()[0]
