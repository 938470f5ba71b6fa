"""The log of requests in the database: bounded, fast, for managers alone."""

import time
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, TransactionCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..auth import secrets
from ..core import histogram
from ..monitoring import pending as bounds
from ..monitoring import prometheus, statements
from ..monitoring.entry import Entry, text
from ..monitoring.pending import Pending
from ..monitoring.writer import Writer
from ..settings import NAMES
from .support import plans
from .support.common import make_rest_key
from .support.patient import PatientCase

ROWS = 200_000
MANAGER = "base.group_user,restapi.restapi_group_manager"
HOUR = 3600


def made(**values):
    """Return an entry of a successful list."""
    given = {
        **dict.fromkeys(Entry.__slots__, ""),
        "at": time.time(),
        "client": None,
        "user_id": None,
        "records": 0,
        "status": 200,
        "duration": 7.0,
        "statements": 3,
        "sql_time": 1.0,
        "sent_bytes": 10,
        "is_write": False,
        "is_agent_write": False,
    }
    return Entry(**{**given, **values})


@tagged("post_install", "-at_install")
class TestPending(BaseCase):
    def test_entries_are_bounded(self):
        waiting = Pending()
        for _each in range(bounds.MAX_ENTRIES + 3):
            waiting.add(made(), "", True)
        self.assertEqual(len(waiting.entries), bounds.MAX_ENTRIES)
        self.assertEqual(waiting.dropped, 3)
        (sums,) = waiting.sums.values()
        self.assertEqual(sums.calls, bounds.MAX_ENTRIES + 3)

    def test_bodies_are_bounded(self):
        waiting, body = Pending(), b"x" * (bounds.MAX_BODY_BYTES // 2)
        for _each in range(3):
            waiting.add(made(request_body=body), "", True)
        self.assertEqual((len(waiting.entries), waiting.dropped), (2, 1))

    def test_sums_are_bounded(self):
        waiting = Pending()
        for number in range(bounds.MAX_SUMS + 3):
            waiting.add(made(source=f"restapi.key,{number}"), "", False)
        self.assertEqual(len(waiting.sums), bounds.MAX_SUMS)

    def test_what_was_not_written_comes_first(self):
        taken, waiting = Pending(), Pending()
        for number in range(bounds.MAX_ENTRIES):
            taken.add(made(records=number), "", True)
        waiting.add(made(records=-1), "", True)
        waiting.put_back(taken)
        self.assertEqual(waiting.entries[0].records, 0)
        self.assertEqual((len(waiting.entries), waiting.dropped), (10_000, 1))
        (sums,) = waiting.sums.values()
        self.assertEqual(sums.calls, bounds.MAX_ENTRIES + 1)

    def test_texts_of_clients(self):
        self.assertEqual(text("a\0b"), "ab")
        self.assertEqual(text("é\udce9"), "é?")
        self.assertEqual(len(text("x" * 9999)), 200)

    @mute_logger("odoo.sql_db", "odoo.addons.restapi.monitoring.writer")
    def test_a_database_that_is_away(self):
        writer = Writer()
        for _each in range(3):
            writer.add("no such database", made(), "", True, False)
        started = time.monotonic()
        writer.close()
        self.assertLess(time.monotonic() - started, 30)
        self.assertEqual(len(writer._pending["no such database"].entries), 3)


@tagged("post_install", "-at_install")
class TestEntries(TransactionCase):
    def written(self, *entries, dropped=0):
        waiting = Pending()
        waiting.dropped, waiting.has_metrics = dropped, True
        for entry in entries:
            waiting.add(entry, entry.model, True)
        for statement in statements._statements(waiting):
            self.env.cr.execute(statement)
        return self.env["restapi.log"].search([], limit=len(entries), order="id DESC")

    def test_names_are_those_of_the_moment(self):
        record, _key = make_rest_key(self.env.user, name="Nightly")
        source = f"restapi.key,{record.id}"
        entry = self.written(made(kind="restapi.key", source=source))
        self.env.flush_all()
        record.unlink()
        entry.invalidate_recordset()
        self.assertEqual((entry.credential, entry.source), ("Nightly", source))

    def test_who_is_gone_is_nobody(self):
        entry = self.written(made(user_id=2**31 - 1, source="restapi.key,2147483647"))
        self.assertFalse(entry.user_id)

    def test_drops_are_told(self):
        self.written(made(), dropped=7)
        entry = self.env["restapi.log"].search([("code", "=", statements.DROPPED)])
        self.assertEqual(entry.error, "7 requests were not written down.")
        self.written(made(), dropped=5)
        found = text_string_to_metric_families(prometheus.text(self.env).decode())
        values = {each.name: each.value for family in found for each in family.samples}
        self.assertGreaterEqual(values["restapi_log_dropped_total"], 12)

    def test_what_happened_is_for_managers(self):
        self.written(made())
        manager = new_test_user(self.env, login="log_manager", groups=MANAGER)
        user = new_test_user(self.env, login="log_user", groups="base.group_user")
        for name in ("restapi.log", "restapi.usage", "restapi.credential.use"):
            model = self.env[name]
            for right in ("create", "write", "unlink"):
                self.assertFalse(model.with_user(manager).has_access(right), name)
                self.assertFalse(model.with_user(user).has_access(right), name)
            self.assertFalse(model.with_user(user).has_access("read"), name)
            model.with_user(manager).search([], limit=1)
        with self.assertRaises(AccessError):
            self.env["restapi.log"].with_user(user).search([])

    def test_a_refused_request_is_tried(self):
        record, _key = make_rest_key(self.env.user, name="Nightly")
        entry = self.written(
            made(
                kind="restapi.key",
                source=f"restapi.key,{record.id}",
                user_id=self.env.uid,
                model="res.partner",
                operation="call",
                method="message_post",
                record_ids="7, 8",
            )
        )
        self.assertTrue(entry.can_be_tried)
        action = entry.action_try()
        trial = self.env["restapi.trial"].with_context(**action["context"]).new({})
        self.assertEqual(trial.credential, record)
        self.assertEqual(trial.model_id.model, "res.partner")
        self.assertEqual(
            (trial.operation, trial.method, trial.record_id),
            ("execute", "message_post", 7),
        )
        self.assertTrue(trial.is_complete)

    def test_old_ones_are_forgotten(self):
        parameters, now = self.env["ir.config_parameter"], time.time()
        old = self.written(made(at=now - 40 * 24 * HOUR))
        new = self.written(made(at=now - 20 * 24 * HOUR))
        for days, kept in (("0", old | new), ("30", new)):
            parameters.set_param(NAMES["log_days"], days)
            self.env["restapi.log"]._gc_old()
            self.assertEqual((old | new).exists(), kept)
        parameters.set_param(NAMES["figures_days"], "30")
        self.env["restapi.usage"]._gc_old()
        hours = self.env["restapi.usage"].search([]).mapped("hour")
        month = fields.Datetime.now() - timedelta(days=30)
        self.assertGreater(min(hours), month)

    def test_first_steps(self):
        steps = self.env["restapi.first.steps"].create({})
        before = steps.done
        self.assertLess(before, steps.total)
        make_rest_key(self.env.user, is_limited=True)
        self.written(
            made(source="restapi.key,1", user_id=self.env.uid, route="/api/{model}"),
            made(user_id=self.env.uid, route="/restapi/docs/openapi.json"),
        )
        self.env["restapi.client"].create(
            {"name": "Shop", "redirect_uris": "https://a.example/"}
        )
        steps.invalidate_recordset()
        self.assertEqual(steps.done, steps.total)


@tagged("post_install", "-at_install")
class TestFigures(TransactionCase):
    def setUp(self):
        super().setUp()
        self.record, _key = make_rest_key(self.env.user, name="Nightly")
        self.env.flush_all()
        waiting = Pending()
        source = f"restapi.key,{self.record.id}"
        self.mine = [("source", "=", source)]
        for number in range(200):
            waiting.add(
                made(
                    at=time.time() - number % 2 * HOUR,
                    source=source,
                    route="/api/{model}",
                    status=429 if number < 10 else 404 if number < 30 else 200,
                    duration=float(number + 1),
                    user_id=self.env.uid,
                ),
                "res.partner",
                False,
            )
        self.env.cr.execute(statements._add_usage(waiting.sums))
        # Another worker adds to the same hours.
        self.env.cr.execute(statements._add_usage(waiting.sums))

    def test_groups_have_their_own_percentiles(self):
        [row] = self.env["restapi.usage"].formatted_read_group(
            self.mine,
            ["credential"],
            [
                *("calls:sum", "errors:sum", "throttled:sum"),
                *("median:avg", "p95:avg", "average:avg"),
            ],
        )
        self.assertEqual(row["credential"], "Nightly")
        self.assertEqual(
            (row["calls:sum"], row["errors:sum"], row["throttled:sum"]), (400, 40, 20)
        )
        self.assertAlmostEqual(row["average:avg"], 100.5)
        self.assertAlmostEqual(row["median:avg"], 100, delta=1)
        self.assertAlmostEqual(row["p95:avg"], 235, delta=1)

    def test_rows_of_an_hour(self):
        rows = self.env["restapi.usage"].search(self.mine)
        self.assertEqual(rows.mapped("calls"), [200, 200])
        for row in rows:
            self.assertAlmostEqual(row.median, 100, delta=2)
            self.assertEqual((row.user_id, row.model), (self.env.user, "res.partner"))

    def test_credentials_by_their_use(self):
        self.assertEqual((self.record.call_count, self.record.log_count), (400, 0))
        use = self.env["restapi.credential.use"].search([("name", "=", "Nightly")])
        self.assertEqual((use.calls, use.kind), (400, "restapi.key"))
        self.assertEqual(use.action_open()["res_id"], self.record.id)
        action = self.record.action_calls()
        rows = self.env["restapi.usage"].search(action["domain"])
        self.assertEqual(sum(rows.mapped("calls")), 400)

    def test_buckets(self):
        self.assertEqual(histogram.bucket(0), 0)
        self.assertEqual(histogram.bucket(5), 0)
        self.assertEqual(histogram.bucket(5.1), 1)
        self.assertEqual(histogram.bucket(10**9), histogram.BUCKETS - 1)


@tagged("post_install", "-at_install")
class TestManyRows(TransactionCase):
    """What people look for is found by an index, and not by reading all there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute(
            SQL(
                """INSERT INTO restapi_log (date, request_id, kind, source, credential,
                           user_id, dialect, route, model, operation, status, duration,
                           is_write)
                   SELECT now() AT TIME ZONE 'utc' - n * interval '10 seconds',
                          'r' || n, 'restapi.key', 'restapi.key,' || n %% 500,
                          'Key ' || n %% 500, CASE n %% 3 WHEN 0 THEN 1 ELSE 2 END,
                          'mrm', '/api/{model}', 'model.' || n %% 300, 'search',
                          CASE WHEN n %% 400 = 0 THEN 429 WHEN n %% 50 = 0 THEN 404
                               ELSE 200 END,
                          CASE WHEN n %% 900 = 0 THEN 2000 ELSE 12 END, n %% 20 = 0
                     FROM generate_series(1, %s) n""",
                ROWS,
            )
        )
        cls.env.cr.execute("ANALYZE restapi_log")

    def scans(self, domain):
        """Return the steps of a page of a list, each with the index that it uses."""
        entries = self.env["restapi.log"]
        query = entries._search(domain, limit=80, order=entries._order)
        nodes = plans.expected(self.env, query.select("id"))
        return [(node["Node Type"], node.get("Index Name")) for node in nodes]

    def test_lists(self):
        for name, domain in (
            ("all", []),
            ("today", [("date", ">=", "today")]),
            ("request", [("request_id", "=", "r77777")]),
            ("credential", [("source", "=", "restapi.key,77")]),
            ("user", [("user_id", "=", 1), ("date", ">=", "today -7d")]),
            ("model", [("model", "=", "model.77")]),
            ("errors", [("status", ">=", 400)]),
            ("throttled", [("status", "=", 429)]),
            ("slow", [("duration", ">=", 1000)]),
            ("writes", [("is_write", "=", True)]),
        ):
            with self.subTest(name):
                scans = self.scans(domain)
                kinds = {kind for kind, _index in scans}
                self.assertNotIn("Seq Scan", kinds, scans)
                self.assertTrue(any(index for _kind, index in scans), scans)

    def test_forgetting(self):
        cutoff = fields.Datetime.now() - timedelta(days=1)
        rows = self.env.execute_query(
            SQL(
                """EXPLAIN SELECT id FROM restapi_log WHERE date < %s
                    ORDER BY date, id LIMIT 10000""",
                cutoff,
            )
        )
        plan = "\n".join(row[0] for row in rows)
        self.assertIn("restapi_log_date", plan)
        self.assertNotIn("Sort", plan)


@tagged("post_install", "-at_install")
class TestMetrics(PatientCase):
    def get(self, **headers):
        return self.url_open("/restapi/metrics", headers=headers)

    def test_off(self):
        response = self.get()
        self.assertEqual(response.status_code, 404)
        self.assertEqual(
            response.text, "Metrics are off: Settings, REST API, Prometheus.\n"
        )

    def test_token(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(NAMES["metrics"], "True")
        self.assertEqual(self.get(Authorization="Bearer ").status_code, 401)
        digest = secrets.digest(self.env, "right")
        parameters.set_param(NAMES["metrics_digest"], digest)
        for sent in ("", "Bearer wrong", "right", "Basic right", f"Bearer {digest}"):
            response = self.get(**({"Authorization": sent} if sent else {}))
            self.assertEqual(response.status_code, 401, sent)
            self.assertIn("Bearer", response.headers["WWW-Authenticate"])
        response = self.get(Authorization="Bearer right")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.headers["Content-Type"].startswith("text/plain"))
        names = {
            family.name for family in text_string_to_metric_families(response.text)
        }
        self.assertLessEqual(
            {"restapi_requests", "restapi_throttled", "restapi_jobs"}, names
        )

    def test_new_token(self):
        self.authenticate("admin", "admin")
        settings = self.env["res.config.settings"].create({"restapi_metrics": True})
        settings.execute()
        response = self.url_open(
            "/web/dataset/call_button/res.config.settings/action_new_metrics_token",
            json={
                "params": {
                    "model": settings._name,
                    "method": "action_new_metrics_token",
                    "args": [settings.ids],
                    "kwargs": {},
                }
            },
        )
        # It asks for the password first.
        self.assertEqual(
            response.json()["result"]["res_model"], "res.users.identitycheck"
        )
