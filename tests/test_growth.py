"""What is looked at in large tables is found by an index; see ``make growth``."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..auth.tokens import issued
from .support import plans

LIMIT = 80
KEYS = 3_000
HOURS = 60_000
REQUESTS = 60_000
CODES = 20_000
# Ids of what is made here are above all others.
BASE = 10_000_000


class GrowthCase(TransactionCase):
    def page(self, model: str, domain: list, *names: str) -> list[dict]:
        """Return the steps that show a page of a list."""
        records = self.env[model]
        query = records._search(domain, limit=LIMIT, order=records._order)
        columns = [records._field_to_sql(records._table, name, query) for name in names]
        return plans.expected(self.env, query.select(*columns))

    def assertIndexed(self, nodes: list[dict], table: str) -> None:
        """Check that a table is read, and never all of it."""
        kinds = {
            node["Node Type"] for node in nodes if node.get("Relation Name") == table
        }
        self.assertTrue(kinds)
        self.assertNotIn("Seq Scan", kinds)


@tagged("post_install", "-at_install")
class TestKeysAndTheirUse(GrowthCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.env.cr.execute(
            SQL(
                """INSERT INTO restapi_key (id, name, user_id, scope, active)
                   SELECT %s + n, 'Key ' || n, %s, 'read', true
                     FROM generate_series(1, %s) n""",
                BASE,
                cls.env.uid,
                KEYS,
            )
        )
        cls.env.cr.execute(
            SQL(
                """INSERT INTO restapi_usage_hour (
                          hour, dialect, route, model, source, user_id, calls, errors,
                          throttled, milliseconds, sent_bytes, buckets)
                   SELECT '2026-01-01'::timestamp + n / 30 * interval '1 hour', 'mrm',
                          '', '', 'restapi.key,' || %s + 1 + n %% %s, %s, 10, 0, 0, 120,
                          0, ARRAY[0,0,10,0,0,0,0,0,0,0,0,0,0]::bigint[]
                     FROM generate_series(1, %s) n""",
                BASE,
                KEYS,
                cls.env.uid,
                HOURS,
            )
        )
        cls.env.cr.execute("ANALYZE restapi_key, restapi_usage_hour")

    def test_keys(self):
        self.assertIndexed(self.page("restapi.key", [], "id"), "restapi_key")

    def test_hours_with_names_of_credentials(self):
        since = [("hour", ">=", "2026-03-20")]
        nodes = self.page("restapi.usage", since, "id", "credential", "p95")
        self.assertIndexed(nodes, "restapi_usage_hour")
        self.assertIndexed(nodes, "restapi_key")

    def test_sums_of_hours_ask_for_no_names(self):
        usage = self.env["restapi.usage"]
        query = usage._search([("hour", ">=", "2026-03-20")])
        nodes = plans.expected(self.env, query.select(SQL("sum(calls)")))
        self.assertIndexed(nodes, "restapi_usage_hour")
        tables = {node.get("Relation Name") for node in nodes} - {None}
        self.assertEqual(tables, {"restapi_usage_hour"})

    def test_names(self):
        since = [("source", "=", f"restapi.key,{BASE + 7}")]
        found = self.env["restapi.usage"].search(since, limit=1)
        self.assertEqual(found.credential, "Key 7")


@tagged("post_install", "-at_install")
class TestLog(GrowthCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.env.cr.execute(
            SQL(
                """INSERT INTO restapi_log (date, request_id, status, duration, model)
                   SELECT '2026-01-01'::timestamp + n * interval '1 minute', 'r' || n,
                          200, 12, 'model.' || n %% 300
                     FROM generate_series(1, %s) n""",
                REQUESTS,
            )
        )
        cls.env.cr.execute("ANALYZE restapi_log")

    def test_graph_reads_an_index_alone(self):
        query = self.env["restapi.log"]._search([("date", ">=", "2026-02-11 15:00:00")])
        query.groupby = SQL("status")
        # Rows of this transaction are looked up all the same, as no VACUUM has seen them.
        self.env.cr.execute("SET LOCAL enable_bitmapscan = off")
        nodes = plans.expected(self.env, query.select("status", SQL("count(*)")))
        used = {(node["Node Type"], node.get("Index Name")) for node in nodes}
        self.assertIn(("Index Only Scan", "restapi_log_date"), used)

    def test_ids_of_eight_bytes(self):
        id_ = 2**31 + 7
        self.env.cr.execute(
            SQL(
                """SELECT setval('restapi_log_id_seq', %s, false);
                   INSERT INTO restapi_log (date, request_id, status)
                   VALUES (now() AT TIME ZONE 'utc', 'late', 404)""",
                id_,
            )
        )
        entry = self.env["restapi.log"].search([("request_id", "=", "late")])
        self.assertEqual((entry.id, entry.status), (id_, 404))
        found = self.env["restapi.log"].web_search_read(
            [("id", "in", [id_])], {"status": {}, "user_id": {"fields": {}}}
        )
        self.assertEqual([row["id"] for row in found["records"]], [id_])


@tagged("post_install", "-at_install")
class TestRevocation(GrowthCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        owned = {"name": "Growth", "user_id": cls.env.uid, "scope": "read"}
        redirects = {"redirect_uris": "https://growth.example/"}
        client = cls.env["restapi.client"].create({**owned, **redirects})
        other = client.copy()
        cls.client = client
        whose = {"client_id": other.id, "user_id": cls.env.uid, "epoch": 0}
        tables = {
            issued.TOKENS: {**whose, "kind": "oauth2_access"},
            issued.CODES: whose,
        }
        for table, values in tables.items():
            cls.env.cr.execute(
                SQL(
                    """INSERT INTO %s (family, digest, expires_at, %s)
                       SELECT 'f' || n, 'growth' || n, now() AT TIME ZONE 'utc', %s
                         FROM generate_series(1, %s) n""",
                    SQL.identifier(table),
                    SQL(", ").join(map(SQL.identifier, values)),
                    SQL(", ").join(SQL("%s", value) for value in values.values()),
                    CODES,
                )
            )
            cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def test_one_consent_and_one_application(self):
        for table in issued.FAMILIES:
            for column, value in (("family", "f7"), ("client_id", self.client.id)):
                with self.subTest(table=table, column=column):
                    statement = SQL(
                        "DELETE FROM %s WHERE %s = %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        value,
                    )
                    self.assertIndexed(plans.expected(self.env, statement), table)
