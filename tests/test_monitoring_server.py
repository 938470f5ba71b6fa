"""Requests of a real server of two workers, as the log and the figures have them."""

import time
import uuid
from contextlib import closing, contextmanager

import requests
from prometheus_client.parser import text_string_to_metric_families

from odoo import Command
from odoo.sql_db import db_connect
from odoo.tests import get_db_name, new_test_user, tagged
from odoo.tools import SQL

from ..auth import secrets
from ..monitoring import levels
from ..settings import NAMES
from .support.committed import CommittedCase
from .support.common import make_key, make_rest_key
from .support.endpoints import make_all
from .support.server import Server, free_port
from .test_log import BODIES, MARK, PATHS

TIMEOUT = 60
# In which a request is written down, on a machine that does other things as well.
WRITTEN_SECONDS = 20
GROUPS = "base.group_user,base.group_partner_manager"
LIST = "/api/res.partner?limit=3&fields=name"
TOKEN = "metrics-of-the-test"
WRITER = "odoo restapi monitoring"


class MonitoringCase(CommittedCase):
    """A user with credentials of several kinds; all requests are written down."""

    level = levels.ALL

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.committed(cls._make)
        cls.addClassCleanup(cls.committed, cls._drop)

    @classmethod
    def _make(cls, env) -> None:
        cls._set(env, "log_level", cls.level)
        user = new_test_user(env, login="monitored", groups=GROUPS)
        line = {"model_id": env["ir.model"]._get("res.partner").id, "may_read": True}
        made = {
            "whole": make_rest_key(user, name="Whole"),
            "limited": make_rest_key(
                user, is_limited=True, access_ids=[Command.create(line)]
            ),
            "elsewhere": make_rest_key(user, ip_networks="192.0.2.0/24"),
            "throttled": make_rest_key(user, requests_per_minute=1),
            "ended": make_rest_key(user, valid_to="2020-01-01"),
        }
        cls.keys = {name: key for name, (_record, key) in made.items()}
        cls.ids = {name: record.id for name, (record, _key) in made.items()}
        cls.keys["odoo"] = make_key(user)
        client = env["restapi.client"].create(
            {
                "name": "Monitored",
                "user_id": user.id,
                "redirect_uris": "https://a.example/",
            }
        )
        cls.client_id, cls.secret = client.client_id, client._restapi_secret()
        cls.client_row, cls.user_id = client.id, user.id

    @classmethod
    def _drop(cls, env) -> None:
        for name in ("log_level", "log_bodies", "metrics", "metrics_digest"):
            cls._set(env, name, None)
        env["restapi.client"].browse(cls.client_row).unlink()
        env["res.partner"].search([("name", "=like", "Monitored %")]).unlink()
        env["res.users"].browse(cls.user_id).unlink()

    @classmethod
    def _set(cls, env, name, value) -> None:
        env["ir.config_parameter"].set_param(NAMES[name], value)

    @contextmanager
    def setting(self, **values):
        """Have other settings, in all workers."""
        for name, value in values.items():
            self.committed(self._set, name, value)
        try:
            yield
        finally:
            self.committed(self._set, "log_level", self.level)
            for name in values.keys() - {"log_level"}:
                self.committed(self._set, name, None)

    def call(self, method, path, key="whole", url=None, **kwargs):
        """Send a request; the answer has an id of its own."""
        headers = {"X-Request-Id": uuid.uuid4().hex, **kwargs.pop("headers", {})}
        if key:
            headers["Authorization"] = f"Bearer {self.keys.get(key, key)}"
        return requests.request(
            method,
            f"{url or self.server.url}{path}",
            headers=headers,
            timeout=TIMEOUT,
            **kwargs,
        )

    def entries(self, response):
        return self.committed(self._entries, response.headers["X-Request-Id"])

    @staticmethod
    def _entries(env, request_id):
        return env["restapi.log"].search_read([("request_id", "=", request_id)])

    def entry(self, response):
        """Return the one entry of a request."""
        deadline = time.monotonic() + WRITTEN_SECONDS
        while not (found := self.entries(response)):
            self.assertLess(time.monotonic(), deadline, response.headers)
            time.sleep(0.1)
        self.assertEqual(len(found), 1)
        return found[0]

    def scalar(self, query, *values):
        return self.committed(lambda env: env.execute_query(SQL(query, *values)))[0][0]


@tagged("post_install", "-at_install")
class TestRequests(MonitoringCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.evented_port = free_port()
        evented = {"gevent-port": cls.evented_port}
        cls.server = cls.enterClassContext(Server(get_db_name(), 2, **evented))

    # -- what is told

    def test_success(self):
        response = self.call("GET", LIST, headers={"User-Agent": "monitored/1"})
        entry = self.entry(response)
        expected = {
            "status": 200,
            "code": False,
            "error": False,
            "kind": "restapi.key",
            "source": f"restapi.key,{self.ids['whole']}",
            "credential": "Whole",
            "address": "127.0.0.1",
            "user_agent": "monitored/1",
            "dialect": "mrm",
            "verb": "GET",
            "path": LIST,
            "route": "/api/{model}",
            "model": "res.partner",
            "operation": "search",
            "records": 3,
            "sent_bytes": len(response.content),
            "is_write": False,
            "is_agent_write": False,
            "request_body": False,
            "response_body": False,
        }
        self.assertEqual({name: entry[name] for name in expected}, expected)
        self.assertEqual(entry["user_id"][0], self.user_id)
        self.assertEqual(
            entry["record_ids"],
            ", ".join(str(row["id"]) for row in response.json()["results"]),
        )
        self.assertGreater(entry["duration"], entry["sql_time"])
        self.assertGreater(entry["sql_time"], 0)
        caller = f"restapi.key,{self.ids['whole']} user {self.user_id}"
        self.assertIn(f'"GET {LIST} HTTP/1.1" 200 - {caller}', self.server.log())

    def test_no_statement_is_added(self):
        fewest = {}
        for level in (levels.OFF, levels.ALL):
            with self.setting(log_level=level, metrics="True"):
                path = f"{LIST}&order=id&offset={len(fewest)}"
                # Some of them are not the first of their worker.
                for _each in range(6):
                    self.call("GET", path)
            told = f"user {self.user_id} "
            lines = [each for each in self.server.log().splitlines() if path in each]
            fewest[level] = min(int(each.split(told)[1].split()[0]) for each in lines)
        self.assertEqual(fewest[levels.ALL], fewest[levels.OFF])

    def test_writes(self):
        made = self.call("POST", "/api/res.partner", json={"name": "Monitored made"})
        id_ = made.json()["id"]
        path = f"/api/res.partner/{id_}"
        changed = self.call("PATCH", path, json={"city": "Ghent"})
        gone = self.call("DELETE", path)
        for response, operation in (
            (made, "create"),
            (changed, "update"),
            (gone, "delete"),
        ):
            entry = self.entry(response)
            self.assertEqual(
                (entry["operation"], entry["record_ids"], entry["is_write"]),
                (operation, str(id_), True),
            )

    def test_refusals(self):
        cases = (
            ("no key", None, "GET", LIST, 401, "unauthorized", {"user_id": False}),
            ("wrong key", "nonsense", "GET", LIST, 401, "invalid_token", {}),
            ("ended key", "ended", "GET", LIST, 401, "invalid_token", {}),
            (
                "other address",
                "elsewhere",
                *("GET", LIST, 403, "address_refused"),
                {"source": f"restapi.key,{self.ids['elsewhere']}"},
            ),
            (
                "access line",
                "limited",
                *("GET", "/api/res.country", 403, "insufficient_scope"),
                {"refused_by": "scope", "model": "res.country"},
            ),
            (
                "access right",
                "whole",
                *("GET", "/api/ir.cron", 403, "access_error"),
                {"refused_by": "access_right"},
            ),
            ("no model", "whole", "GET", "/api/no.model", 404, "unknown_model", {}),
            (
                "no record",
                "odoo",
                *("GET", "/api/res.partner/999999999", 404, "missing_record"),
                {"record_ids": "999999999", "kind": "res.users.apikeys"},
            ),
            ("no address", "whole", "GET", "/api/a/b/c/d", 404, "not_found", {}),
            (
                "wrong method",
                "whole",
                *("DELETE", "/api/models", 405, "method_not_allowed"),
                {},
            ),
        )
        # Sent together, written together.
        answers = [self.call(method, path, key) for _, key, method, path, *_ in cases]
        for response, case in zip(answers, cases, strict=True):
            name, _key, _method, _path, status, code, more = case
            with self.subTest(name):
                self.assertEqual(response.status_code, status, response.text)
                entry = self.entry(response)
                expected = {"status": status, "code": code, **more}
                self.assertEqual({each: entry[each] for each in expected}, expected)
                self.assertEqual(entry["error"], response.json()["error"])

    def test_no_json(self):
        entry = self.entry(self.call("POST", "/api/res.partner", data="{bad"))
        self.assertEqual((entry["status"], entry["code"]), (400, "invalid_json"))
        self.assertEqual(entry["route"], "/api/{model}")

    def test_throttled(self):
        answers = [self.call("GET", LIST, "throttled") for _each in range(3)]
        refused = next(each for each in answers if each.status_code == 429)
        entry = self.entry(refused)
        self.assertEqual(entry["code"], "too_many_requests")
        self.assertEqual(entry["source"], f"restapi.key,{self.ids['throttled']}")

    def test_applications(self):
        path = "/restapi/1.0/common/oauth2/token"
        sent = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": "wrong",
        }
        entry = self.entry(self.call("POST", path, None, data=sent))
        self.assertEqual(
            (entry["dialect"], entry["status"], entry["code"], entry["source"]),
            ("oauth2", 401, "invalid_client", f"restapi.client,{self.client_row}"),
        )
        self.assertEqual(
            (entry["credential"], entry["path"], entry["user_id"]),
            ("Monitored", path, False),
        )
        entry = self.entry(self.call("GET", path, None))
        self.assertEqual((entry["status"], entry["code"]), (405, "method_not_allowed"))

    def test_what_is_sent_in_pieces(self):
        response = self.call("GET", f"{LIST}&format=ndjson".replace("limit=3&", ""))
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(self.entry(response)["sent_bytes"], len(response.content))
        response = self.call("HEAD", LIST)
        self.assertEqual(self.entry(response)["sent_bytes"], 0)

    def test_a_file(self):
        id_ = self.committed(self._make_file)
        response = self.call("GET", f"/api/ir.attachment/{id_}/raw", "odoo")
        self.assertEqual(response.text, "a file")
        self.assertEqual(self.entry(response)["sent_bytes"], len(response.content))

    @staticmethod
    def _make_file(env):
        partner = env["res.partner"].create({"name": "Monitored file"})
        values = {"res_model": partner._name, "res_id": partner.id, "raw": b"a file"}
        return env["ir.attachment"].create({"name": "a.txt", **values}).id

    def test_an_endpoint_without_code(self):
        made = self.committed(lambda env: make_all(env).id)
        self.addCleanup(
            self.committed, lambda env: env["restapi.endpoint"].browse(made).unlink()
        )
        entry = self.entry(self.call("GET", "/api/x/v1/all?of=a&limit=1"))
        known = ("operation", "model", "route", "path", "status")
        self.assertEqual(
            [entry[name] for name in known],
            [
                *("search", "res.partner", "/api/x/{address}"),
                *("/api/x/v1/all?of=a&limit=1", 200),
            ],
        )
        entry = self.entry(self.call("GET", "/api/x/v1/all?off=a"))
        self.assertEqual((entry["operation"], entry["status"]), ("visit", 400))

    def test_an_endpoint_of_another_addon(self):
        response = self.call("GET", "/api/res.partner.category/count")
        self.assertEqual(self.entry(response)["route"], "custom")

    def test_without_a_database(self):
        response = self.call("GET", LIST, headers={"X-Odoo-Database": "no_database"})
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.entry(self.call("GET", LIST))["status"], 200)
        self.assertEqual(self.entries(response), [])

    def test_evented_server(self):
        url = f"http://127.0.0.1:{self.evented_port}"
        deadline = time.monotonic() + WRITTEN_SECONDS
        while True:
            try:
                response = self.call("GET", LIST, url=url)
                break
            except requests.ConnectionError:  # it starts beside the others
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.2)
        self.assertEqual(self.entry(response)["status"], 200)

    # -- levels

    def test_levels(self):
        expected = {
            levels.ERRORS: [False, False, True],
            levels.WRITES: [False, True, True],
            levels.OFF: [False, False, False],
        }
        answers = {}
        for level in expected:
            with self.setting(log_level=level):
                answers[level] = [
                    self.call("GET", LIST),
                    self.call("POST", "/api/res.partner", json={"name": "Monitored x"}),
                    self.call("GET", "/api/no.model"),
                ]
        # What comes later is written later, in each of the workers.
        for response in [self.call("GET", LIST) for _each in range(8)]:
            self.entry(response)
        for level, kept in expected.items():
            found = [bool(self.entries(each)) for each in answers[level]]
            self.assertEqual(found, kept, level)

    def test_all_calls_are_counted(self):
        with self.setting(log_level=levels.ERRORS):
            before = self._counted()
            for path in (LIST, LIST, "/api/res.partner?fields=nonsense"):
                last = self.call("GET", path, "limited")
            self.entry(last)
            deadline = time.monotonic() + WRITTEN_SECONDS
            while (after := self._counted())[0] < before[0] + 3:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)
        self.assertEqual([b - a for a, b in zip(before, after, strict=True)], [3, 1])

    def _counted(self):
        query = """SELECT coalesce(sum(calls), 0), coalesce(sum(errors), 0)
                     FROM restapi_usage_hour WHERE source = %s AND user_id = %s"""
        source = f"restapi.key,{self.ids['limited']}"
        return self.committed(
            lambda env: env.execute_query(SQL(query, source, self.user_id))
        )[0]

    # -- bodies

    def test_no_secret_is_kept(self):
        with self.setting(log_bodies="True"):
            answers = [
                self.call("POST", path, None, data=body)
                for path in PATHS
                for body in BODIES
            ]
            answers += [
                self.call(
                    "GET",
                    f"/api/res.partner?fields=name&password={MARK}&domain=token:=:{MARK}",
                    MARK,
                    headers={"api-key": MARK, "Login-Token": MARK},
                ),
                self.call(
                    "POST",
                    "/api/res.users/change_password",
                    json={"old_passwd": MARK, "new_passwd": MARK},
                ),
                self.call("POST", "/api/res.partner", json={"comment": f"pwd {MARK}"}),
            ]
            shown = self.call("POST", "/api/res.partner", json={"name": "Monitored b"})
            for response in (*answers, shown):
                self.entry(response)
        entry = self.entry(shown)
        self.assertEqual(entry["request_body"], '{"name":"Monitored b"}')
        self.assertIn("Monitored b", entry["response_body"])
        query = "SELECT array_agg(l::text) FROM restapi_log l WHERE l::text LIKE %s"
        self.assertIsNone(self.scalar(query, f"%{MARK}%"))

    # -- where the database does not go on

    def test_a_lost_connection(self):
        self.entry(self.call("GET", LIST))
        query = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = %s AND datname = current_database()"""
        self.assertGreater(self.scalar(query, WRITER), 0)
        for response in [self.call("GET", LIST) for _each in range(4)]:
            self.entry(response)

    def test_a_table_that_is_locked(self):
        with closing(db_connect(get_db_name()).cursor()) as cr:
            cr.execute("LOCK TABLE restapi_log IN ACCESS EXCLUSIVE MODE")
            answers = [self.call("GET", LIST) for _each in range(10)]
            self.assertEqual({each.status_code for each in answers}, {200})
        for response in answers:
            self.entry(response)

    # -- metrics

    def test_metrics_of_all_workers(self):
        digest = self.committed(lambda env: secrets.digest(env, TOKEN))
        path = "/api/res.country"
        with self.setting(metrics="True", metrics_digest=digest):
            before = self._metric("restapi_requests_total", route="/api/{model}/count")
            answers = [self.call("GET", f"{path}/count") for _each in range(20)]
            for response in answers:
                self.assertEqual(self.entry(response)["status"], 200)
            after = self._metric("restapi_requests_total", route="/api/{model}/count")
            count = self._metric(
                "restapi_request_duration_seconds_count", route="/api/{model}/count"
            )
            self.assertEqual(after - (before or 0), 20)
            self.assertEqual(count, after)
            self.assertIsNotNone(self._metric("restapi_jobs", state="failed"))
            self.assertIsNotNone(self._metric("restapi_log_dropped_total"))
        refused = requests.get(f"{self.server.url}/restapi/metrics", timeout=TIMEOUT)
        self.assertEqual(refused.status_code, 404)

    def _metric(self, name, **labels):
        """Return the sum of the samples with these labels; ``None`` without any."""
        response = requests.get(
            f"{self.server.url}/restapi/metrics",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=TIMEOUT,
        )
        self.assertEqual(response.status_code, 200, response.text)
        values = [
            sample.value
            for family in text_string_to_metric_families(response.text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        return sum(values) if values else None


@tagged("post_install", "-at_install")
class TestShutdown(MonitoringCase):
    def test_nothing_is_lost(self):
        for workers in (0, 2):
            with (
                self.subTest(workers=workers),
                Server(get_db_name(), workers) as self.server,
            ):
                answers = [self.call("GET", LIST) for _each in range(5)]
            # The server has been sent SIGTERM, and has ended.
            self.assertEqual([len(self.entries(each)) for each in answers], [1] * 5)
