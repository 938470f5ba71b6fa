"""Writers of one record in a threaded server: turns, connections, and who is refused."""
# pylint: disable=external-request-timeout

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import requests

from odoo import api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import (
    BaseCase,
    TransactionCase,
    get_db_name,
    new_test_user,
    tagged,
)
from odoo.tools import SQL

from ..core import turn
from ..core.grant import FULL
from ..core.operation import Call, Create, ExecuteKw, OrmCall, Signal, Update
from .common import make_key, make_rest_key
from .server import Server

TIMEOUT = 120
DATABASE = SQL("(SELECT oid FROM pg_database WHERE datname = current_database())")
GROUPS = "base.group_user,base.group_partner_manager"


class TurnCase(BaseCase):
    """A server of threads, a writer and a user who may only read."""

    pool = 64
    lock_timeout = 60

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.server = cls.enterClassContext(
            Server(get_db_name(), workers=0, db_maxconn=cls.pool)
        )
        cls.addClassCleanup(cls.set_lock_timeout, False)

    @classmethod
    def committed(cls, function):
        """Run ``function(env)`` in a transaction of its own."""
        with cls.registry.cursor() as cr:
            result = function(api.Environment(cr, api.SUPERUSER_ID, {}))
        cls.registry.signal_changes()
        return result

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
                cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", turn._number(key)))
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


@tagged("post_install", "-at_install")
class TestRightsBeforeLocks(TurnCase):
    """Who may not write waits for nobody: each answer comes while a lock is held."""

    def assertRefused(self, response, status):
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(self.locks(granted=False), 0)

    def test_user_without_the_right(self):
        json = {"name": "x"}
        with self.held(("res.company", 1), ("res.partner", self.partner)):
            for method, path, kwargs in (
                ("PUT", "/api/res.company/1", {"json": json}),
                ("PATCH", "/api/res.company/1", {"json": json}),
                ("DELETE", "/api/res.company/1", {}),
                ("PUT", f"/api/res.partner/{self.partner}", {"json": json}),
                ("DELETE", f"/api/res.partner/{self.partner}", {}),
                ("PUT", "/restapi/1.0/object/res.company/1", {"json": json}),
                ("DELETE", "/restapi/1.0/object/res.company/1", {}),
                (
                    "POST",
                    "/api/res.partner.bank",
                    {"json": {"partner_id": self.partner, "acc_number": "1"}},
                ),
            ):
                with self.subTest(method=method, path=path):
                    self.assertRefused(
                        self.call(method, path, self.reader_key, **kwargs), 403
                    )

    def test_dialects_of_tokens(self):
        pair = self.call("GET", "/api/auth/get_tokens", params=self.password()).json()
        one = self.call("GET", "/api/auth/token", params=self.password("login")).json()
        with self.held(("res.company", 1)):
            for token in (pair["access_token"], one["access_token"]):
                response = requests.put(
                    f"{self.server.url}/api/res.company/1",
                    json={"name": "x"},
                    headers={"Access-Token": token},
                    timeout=TIMEOUT,
                )
                self.assertRefused(response, 403)

    def password(self, name="username"):
        return {name: "turn_reader", "password": "turn_reader"}

    def test_ids_that_do_not_exist(self):
        missing = 2**31 - 7
        with self.held(("res.partner", missing), ("res.partner", self.partner)):
            for method in ("PUT", "DELETE"):
                path = f"/api/res.partner/{self.partner},{missing}"
                self.assertRefused(self.call(method, path, json={"name": "x"}), 404)

    def test_model_that_the_user_cannot_read(self):
        with self.held(("ir.mail_server", 1)):
            response = self.call("PUT", "/api/ir.mail_server/1", json={"name": "x"})
            self.assertRefused(response, 403)

    def test_credential_without_the_right(self):
        self.committed(
            lambda env: (
                env["restapi.key"].browse(self.rest_key_id).write({"is_limited": True})
            )
        )
        with self.held(("res.partner", self.partner)):
            self.assertRefused(self.update(self.rest_key), 403)

    def test_line_of_a_record_that_does_not_exist(self):
        missing = 2**31 - 7
        with self.held(("res.partner", missing)):
            for partner in (missing, str(missing), {"id": missing}, "9" * 5000):
                response = self.call(
                    "POST",
                    "/api/res.partner.bank",
                    json={"partner_id": partner, "acc_number": "1"},
                )
                self.assertLess(response.status_code, 500, response.text)
                self.assertEqual(self.locks(granted=False), 0)


@tagged("post_install", "-at_install")
class TestBusy(TurnCase):
    lock_timeout = 1

    def test_dialects(self):
        path = f"/res.partner/{self.partner}"
        token = self.call(
            "GET",
            "/api/auth/get_tokens",
            params={"username": "turn_writer", "password": "turn_writer"},
        ).json()["access_token"]
        native = {"Authorization": f"Bearer {self.key}"}
        with self.held(("res.partner", self.partner)):
            for method, address, headers in (
                ("PUT", f"/api{path}", native),
                ("DELETE", f"/api{path}", native),
                ("PUT", f"/restapi/1.0/object{path}", native),
                ("PUT", f"/api{path}", {"Access-Token": token}),
                ("PUT", f"/api{path}/address_get", {"Access-Token": token}),
                ("PUT", f"/api{path}/write", {"Access-Token": token}),
                ("POST", f"/restapi/1.0/object{path}/toggle_active", native),
            ):
                with self.subTest(address=address, headers=headers):
                    response = requests.request(
                        method,
                        f"{self.server.url}{address}",
                        json={"city": "after"},
                        headers=headers,
                        timeout=TIMEOUT,
                    )
                    self.assertEqual(response.status_code, 409, response.text)
                    self.assertIn("Other requests are writing", response.text)
                    self.assertIn("Retry-After", response.headers)
        self.assertEqual(self.city(), "before")
        self.assertEqual(self.locks(granted=True), 0)
        self.assertEqual(self.run_again(), 0, "it waited once only")

    def test_one_deadline_for_all_locks(self):
        with db_connect(get_db_name()).cursor() as cr:
            with self.held(("res.partner", 2)), self.assertRaises(turn.Busy):
                keys = [("res.partner", id_) for id_ in (1, 2, 3)]
                turn.take(cr, keys, time.monotonic())
            cr.execute(
                """SELECT count(*) FROM pg_locks
                    WHERE pid = pg_backend_pid() AND locktype = 'advisory'"""
            )
            self.assertEqual(cr.fetchone()[0], 0)

    def test_what_it_took(self):
        key = ("res.partner", self.partner)
        with db_connect(get_db_name()).cursor() as cr:
            taken = turn.take(cr, [key], time.monotonic())
            self.assertIs(taken, turn.Turn.STEP)
            self.assertEqual(self.locks(granted=True), 1)
            cr.rollback()
            self.assertEqual(self.locks(granted=True), 0)

    def test_turns_can_be_switched_off(self):
        self.set_lock_timeout("0")
        with self.held(("res.partner", self.partner)):
            response = self.update()
        self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestVerifiedAgain(TurnCase):
    """What changes while a writer waits counts when its turn has come."""

    def after_wait(self, change, key=None, call=None):
        """Update the record, and commit a change while that waits for its turn.

        :param call: sends the update, with the key if it is left out
        """
        with ThreadPoolExecutor(1) as thread:
            with self.held(("res.partner", self.partner)):
                waiting = thread.submit(call or (lambda: self.update(key)))
                self.until_waiting(1)
                self.committed(change)
            return waiting.result()

    def session(self):
        """Return a web session, and what sends an update in it."""
        session = requests.Session()
        session.headers["Origin"] = self.server.url
        answer = session.post(
            f"{self.server.url}/web/session/authenticate",
            json={
                "params": {
                    "db": get_db_name(),
                    "login": "turn_writer",
                    "password": "turn_writer",
                }
            },
            timeout=TIMEOUT,
        )
        self.assertEqual(answer.json()["result"]["uid"], self.user_id)
        path = f"{self.server.url}/api/res.partner/{self.partner}?fields=id"
        return session, lambda: requests.put(
            path,
            json={"city": "after"},
            headers={"Origin": self.server.url},
            cookies=session.cookies.get_dict(),
            timeout=TIMEOUT,
        )

    def tokens(self):
        """Return tokens of ``rest_api``, and what sends an update with them."""
        pair = self.call(
            "GET",
            "/api/auth/get_tokens",
            params={"username": "turn_writer", "password": "turn_writer"},
        ).json()
        path = f"{self.server.url}/api/res.partner/{self.partner}"
        return pair, lambda: requests.put(
            path,
            json={"city": "after"},
            headers={"Access-Token": pair["access_token"]},
            timeout=TIMEOUT,
        )

    def test_other_credentials(self):
        for _credential, call in (self.session(), self.tokens()):
            response = self.after_wait(lambda env: None, call=call)
            self.assertEqual(response.status_code, 200, response.text)

    def test_session_ends(self):
        session, call = self.session()
        path = f"{self.server.url}/web/session/logout"
        response = self.after_wait(
            lambda env: session.get(path, timeout=TIMEOUT), call=call
        )
        self.assertNothingWritten(response, 401)

    def test_password_is_changed(self):
        for made in (self.session, self.tokens):
            _credential, call = made()
            response = self.after_wait(
                lambda env: env["res.users"].browse(self.user_id).write(
                    {"password": f"other {time.monotonic_ns()}"}
                ),
                call=call,
            )
            self.assertNothingWritten(response, 401)
            self.committed(
                lambda env: env["res.users"].browse(self.user_id).write(
                    {"password": "turn_writer"}
                )
            )

    def test_tokens_are_deleted(self):
        pair, call = self.tokens()
        sent = {"refresh_token": pair["refresh_token"]}
        path = f"{self.server.url}/api/auth/delete_tokens"
        response = self.after_wait(
            lambda env: requests.post(path, json=sent, timeout=TIMEOUT), call=call
        )
        self.assertNothingWritten(response, 401)

    def test_request_counts_once(self):
        self.committed(
            lambda env: env["restapi.key"].browse(self.rest_key_id).write(
                {"requests_per_minute": 9}
            )
        )
        response = self.after_wait(lambda env: None, self.rest_key)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertIn("r=8;", response.headers["RateLimit"])

    def assertNothingWritten(self, response, status):
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(self.city(), "before")
        self.assertEqual(self.locks(granted=True), 0)

    def test_nothing_has_changed(self):
        response = self.after_wait(lambda env: None)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(self.city(), "after")

    def test_user_is_archived(self):
        response = self.after_wait(
            lambda env: env["res.users"].browse(self.user_id).write({"active": False})
        )
        self.assertNothingWritten(response, 401)

    def test_key_is_deleted(self):
        response = self.after_wait(
            lambda env: (
                env["res.users.apikeys"]
                .search([("user_id", "=", self.user_id)])
                .unlink()
            )
        )
        self.assertNothingWritten(response, 401)

    def test_rest_key_is_archived(self):
        response = self.after_wait(
            lambda env: (
                env["restapi.key"].browse(self.rest_key_id).write({"active": False})
            ),
            self.rest_key,
        )
        self.assertNothingWritten(response, 401)

    def test_rest_key_is_limited(self):
        response = self.after_wait(
            lambda env: (
                env["restapi.key"].browse(self.rest_key_id).write({"is_limited": True})
            ),
            self.rest_key,
        )
        self.assertNothingWritten(response, 403)

    def test_user_loses_a_group(self):
        response = self.after_wait(
            lambda env: (
                env["res.users"]
                .browse(self.user_id)
                .write({"group_ids": [(3, env.ref("base.group_partner_manager").id)]})
            )
        )
        self.assertNothingWritten(response, 403)

    def test_record_is_deleted(self):
        response = self.after_wait(
            lambda env: env["res.partner"].browse(self.partner).unlink()
        )
        self.assertEqual(response.status_code, 404, response.text)

    def test_connection_is_lost(self):
        def end_connection(env):
            env.cr.execute(
                SQL(
                    """SELECT pg_terminate_backend(pid) FROM pg_locks
                        WHERE NOT granted AND locktype = 'advisory'
                          AND database = %s""",
                    DATABASE,
                )
            )

        response = self.after_wait(end_connection)
        self.assertNothingWritten(response, 503)
        self.assertEqual(response.json()["code"], "unavailable")
        self.assertEqual(self.update().status_code, 200)

    def test_other_writer_is_read(self):
        """The snapshot is younger than the turn, so nothing is run again."""

        def change(env):
            env["res.partner"].browse(self.partner).write({"street": "theirs"})

        response = self.after_wait(change)
        self.assertIn('"theirs"', response.text)
        self.assertEqual(self.run_again(), 0)


class Crowded(TurnCase):
    """Many writers of one record, and readers and the web client beside them."""

    writers = 40
    readers = ("/api/res.partner?limit=1&fields=id", "/web/login")

    @contextmanager
    def reading(self):
        """Have a reader of each address; give the statuses they got."""
        statuses, stop = Counter(), threading.Event()

        def read(path):
            while not stop.is_set():
                statuses[path, self.call("GET", path).status_code] += 1
                time.sleep(0.02)

        with ThreadPoolExecutor(len(self.readers)) as threads:
            done = [threads.submit(read, path) for path in self.readers]
            try:
                yield statuses
            finally:
                stop.set()
        for thread in done:
            thread.result()

    def storm(self, call, calls):
        with ThreadPoolExecutor(self.writers) as threads:
            return list(threads.map(call, range(calls)))

    def patient(self, number):
        """Write, and come back when told to, as a good client does."""
        while True:
            response = self.update(ref=f"{number}")
            if response.status_code != 503:
                return response.status_code
            time.sleep(int(response.headers["Retry-After"]))

    def assertNoLocks(self):
        self.assertEqual(self.locks(granted=True), 0)
        self.assertEqual(self.locks(granted=False), 0)

    def assertAnswered(self, statuses):
        self.assertEqual({status for _path, status in statuses}, {200}, statuses)
        self.assertEqual({path for path, _status in statuses}, set(self.readers))


@tagged("post_install", "-at_install")
class TestWaiters(Crowded):
    def test_waiters_are_few_and_hold_one_connection_each(self):
        places = self.pool // turn.WAITING_SHARE
        with ThreadPoolExecutor(self.writers) as threads:
            with self.held(("res.partner", self.partner)):
                waiting = [threads.submit(self.update) for _ in range(self.writers)]
                self.until_waiting(places)
                while sum(call.done() for call in waiting) < self.writers - places:
                    time.sleep(0.02)
                self.assertEqual(self.locks(granted=False), places)
                self.assertLessEqual(self.connections(), places)
                for path in self.readers * 3:
                    self.assertEqual(self.call("GET", path).status_code, 200)
            answers = [call.result() for call in waiting]
        counted = Counter(answer.status_code for answer in answers)
        self.assertEqual(counted, {200: places, 503: self.writers - places})
        refused = next(answer for answer in answers if answer.status_code == 503)
        self.assertEqual(refused.json()["code"], "too_many_writers")
        self.assertIn("Retry-After", refused.headers)
        self.assertNoLocks()

    def test_refused_in_the_dialect(self):
        places = self.pool // turn.WAITING_SHARE
        path = f"/restapi/1.0/object/res.partner/{self.partner}"
        with (
            ThreadPoolExecutor(places) as threads,
            self.held(("res.partner", self.partner)),
        ):
            for _ in range(places):
                threads.submit(self.update)
            self.until_waiting(places)
            response = self.call("PUT", path, json={"city": "after"})
        self.assertEqual(response.status_code, 503, response.text)
        self.assertEqual(response.json()["error"]["code"], 503)
        self.assertIn("Retry-After", response.headers)

    def test_two_hundred_writers(self):
        with self.reading() as statuses:
            written = Counter(self.storm(self.patient, 200))
        self.assertEqual(written, {200: 200})
        self.assertAnswered(statuses)
        self.assertEqual(self.run_again(), 0)
        self.assertNoLocks()

    def test_no_worse_than_those_of_odoo(self):
        def odoo(number):
            return self.call(
                "POST",
                "/json/2/res.partner/write",
                json={"ids": [self.partner], "vals": {"ref": f"{number}"}},
            ).status_code

        ours = Counter(self.storm(self.patient, self.writers))
        theirs = Counter(self.storm(odoo, self.writers))
        self.assertGreaterEqual(ours[200], theirs[200], (ours, theirs))
        self.assertNoLocks()


@tagged("post_install", "-at_install")
class TestSmallPool(Crowded):
    """More writers at once than there are connections."""

    pool = 8
    writers = 24

    def write(self, number):
        """Write in one dialect after the other."""
        prefix = ("/api", "/restapi/1.0/object")[number % 2]
        path = f"{prefix}/res.partner/{self.partner}"
        return self.call("PUT", path, json={"ref": str(number)})

    def test_never_an_error_of_the_server(self):
        with self.reading() as statuses:
            answers = self.storm(self.write, 200)
        self.assertLessEqual({answer.status_code for answer in answers}, {200, 503})
        for answer in answers:
            self.assertIn("application/json", answer.headers["Content-Type"])
        self.assertLessEqual({status for _path, status in statuses}, {200, 503})
        self.assertNoLocks()
        self.assertEqual(self.update().status_code, 200)

    def test_all_are_written_in_the_end(self):
        self.assertEqual(Counter(self.storm(self.patient, 48)), {200: 48})
        self.assertNoLocks()


@tagged("post_install", "-at_install")
class TestContended(TransactionCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.writer = new_test_user(cls.env, login="turn_writer", groups=GROUPS)
        cls.reader = new_test_user(
            cls.env, login="turn_reader", groups="base.group_user"
        )
        cls.partner = cls.env["res.partner"].create({"name": "Turns"}).id

    def test_operation_of_another_addon(self):
        class Touch(Update):
            """Is written like an update, so it takes its turn."""

        operation = Touch("res.partner", (self.partner,), {}, None, None)
        self.assertTakesTurn(operation)

    def keys(self, operation, user):
        return self.env["restapi.service"].with_user(user).contended(operation, FULL)

    def assertTakesTurn(self, operation):
        keys = self.keys(operation, self.writer)
        self.assertEqual(keys, {("res.partner", self.partner)})

    def test_calls_that_may_write(self):
        ids = (self.partner,)
        for operation in (
            Call("res.partner", ids, "write", ({"city": "x"},)),
            Call("res.partner", ids, "address_get"),
            OrmCall("res.partner", ids, "unlink"),
            ExecuteKw("res.partner", (), "toggle_active", (list(ids),)),
            Signal("res.partner", ids, "action_archive"),
        ):
            with self.subTest(operation=operation):
                self.assertTakesTurn(operation)

    def test_calls_that_read(self):
        ids = (self.partner,)
        for operation in (
            Call("res.partner", ids, "read"),
            Call("res.partner", (), "address_get"),
            OrmCall("res.partner", ids, "name_search"),
            ExecuteKw("res.partner", (), "read", (list(ids),)),
            ExecuteKw("res.partner", (), "search_count", ([],)),
        ):
            with self.subTest(operation=operation):
                self.assertEqual(self.keys(operation, self.writer), set())

    def test_calls_of_who_may_not_write(self):
        call = Call("res.partner", (self.partner,), "address_get")
        self.assertEqual(self.keys(call, self.reader), set())

    def test_lines_of_a_record(self):
        for partner in (self.partner, str(self.partner), {"id": self.partner}):
            create = Create("res.partner.bank", {"partner_id": partner}, None, None)
            self.assertTakesTurn(create)
        for partner in (2**31 - 7, "9" * 5000, 10**5000, True, "\u0663", None, [1]):
            create = Create("res.partner.bank", {"partner_id": partner}, None, None)
            self.assertEqual(self.keys(create, self.writer), set())
