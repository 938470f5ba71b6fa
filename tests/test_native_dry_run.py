"""``dry_run=true``: the answer that there would be, and nothing else."""

from contextlib import contextmanager
from pathlib import Path

from psycopg2 import InternalError

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from ..core.bulk_operation import DryRun, Each
from ..core.errors import Unprocessable
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..core.operation import Call, Create
from .test_native_lists import EVERYTHING, ListCase

MODEL = EVERYTHING[1:]


@tagged("post_install", "-at_install")
class TestDryRun(ListCase):
    def tried(self, method, path, body=None):
        response = self.call(method, path, json=body)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertNotIn("Location", response.headers)
        found = response.json()
        self.assertIs(found.pop("dry_run"), True)
        return found

    def names(self):
        return sorted(self.env[MODEL].search([]).mapped("name"))

    def test_every_write_is_taken_back(self):
        a, b = self.made("a", "b")
        path = f"{EVERYTHING}?fields=name&dry_run=true"
        body = self.tried("POST", path, {"name": "new"})
        self.assertEqual(body["record"], {"id": body["id"], "name": "new"})
        body = self.tried("POST", path, [{"name": "x"}, {"name": "y"}])
        self.assertEqual([row["name"] for row in body["records"]], ["x", "y"])
        body = self.tried("PATCH", path, [{"id": a.id, "name": "A"}])
        self.assertEqual(body["records"], [{"id": a.id, "name": "A"}])
        body = self.tried(
            "PUT", f"{path}&match=name", [{"name": "a", "integer": 5}, {"name": "z"}]
        )
        self.assertEqual([r["created"] for r in body["results"]], [False, True])
        one = f"{EVERYTHING}/{b.id}?dry_run=true"
        for method in ("PUT", "PATCH"):
            body = self.tried(method, f"{one}&fields=name", {"name": "B"})
            self.assertEqual(body["record"], {"id": b.id, "name": "B"})
        self.assertEqual(self.tried("DELETE", one), {"ok": True})
        body = self.tried(
            "POST", f"{path}&atomic=false", [{"name": "x"}, {"integer": "x"}]
        )
        self.assertEqual([r["status"] for r in body["results"]], [201, 422])
        self.assertEqual((self.names(), a.integer), (["a", "b"], 0))

    def test_false_is_no_dry_run(self):
        body = self.done("POST", f"{EVERYTHING}?dry_run=false", {"name": "a"}, 201)
        self.assertNotIn("dry_run", body)
        self.assertEqual(self.names(), ["a"])

    def test_mistakes_and_constraints_are_told(self):
        path = f"{EVERYTHING}?dry_run=true"
        found = self.refused("POST", path, [{"name": "a", "integer": "x"}])
        self.assertEqual(found, {"/0/integer": "invalid_value"})
        category = self.env["res.partner.category"].create({"name": "a"})
        response = self.call(
            "PATCH",
            f"/res.partner.category/{category.id}?dry_run=true",
            json={"parent_id": category.id},
        )
        self.assertProblem(response, 422, "user_error")

    def test_reading_takes_none(self):
        response = self.call("GET", f"{EVERYTHING}?dry_run=true")
        self.assertProblem(response, 400, "unknown_parameter")

    def test_minimal(self):
        response = self.call(
            "POST",
            f"{EVERYTHING}?dry_run=1",
            json={"name": "x"},
            headers={"Prefer": "return=minimal"},
        )
        self.assertEqual(set(response.json()), {"id", "dry_run"})
        self.assertEqual(response.headers["Preference-Applied"], "return=minimal")

    def test_messages_of_a_record_are_taken_back(self):
        partner = self.env["res.partner"].create({"name": "Logged"})
        self.env.flush_all()
        before = self.env["mail.message"].search_count([])
        self.tried(
            "PATCH",
            f"/res.partner/{partner.id}?dry_run=true&fields=id",
            {"name": "x", "email": "x@example.com", "phone": "1"},
        )
        self.tried("POST", "/res.partner?dry_run=true&fields=id", [{"name": "y"}])
        self.assertEqual(self.env["mail.message"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestTraces(BaseCase):
    """In a transaction that could really be committed."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @contextmanager
    def environment(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, api.SUPERUSER_ID, {})
        self.registry.signal_changes()

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            user = new_test_user(env, login="dry_runner", groups="base.group_user")
            self.user_id = user.id
        self.addCleanup(self._drop)
        self.ran = self.registry[MODEL].after_commit
        self.ran.clear()

    def _drop(self):
        with self.environment() as env:
            user = env["res.users"].browse(self.user_id)
            partner = user.partner_id
            user.unlink()
            partner.unlink()
            env[MODEL].search([("name", "=", "trace")]).unlink()

    def execute(self, env, *arguments):
        service = env["restapi.service"].with_user(self.user_id)
        return service.execute(DryRun(Call(MODEL, (), *arguments)), FULL)

    def traces(self, env):
        job = env.ref("base.autovacuum_job")
        return {
            "records": env[MODEL].search_count([("name", "=", "trace")]),
            "files": env["ir.attachment"].search_count([("name", "=", "trace")]),
            "jobs": env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]),
            "parameter": env["ir.config_parameter"].get_param("restapi_test.trace"),
        }

    def test_nothing_survives(self):
        with self.environment() as env:
            before = self.traces(env)
        with self.environment() as env:
            result = self.execute(env, "leave_traces")
            self.assertEqual(len(result.value), 1)
            # Caches too, in this transaction and in others.
            self.assertEqual(self.traces(env), before)
            self.assertFalse(self.registry.cache_invalidated)
        with self.environment() as env:
            self.assertEqual(self.traces(env), before)
            attachments = env["ir.attachment"]
            name, path = attachments._get_path(
                b"restapi_test trace",
                attachments._compute_checksum(b"restapi_test trace"),
            )
            # The file itself is collected with those that no attachment has.
            if Path(path).exists():
                self.assertTrue(
                    Path(attachments._full_path(f"checklist/{name}")).exists()
                )
        # What would have run after the commit has not; what a commit waits for, and
        # what follows a rollback, has.
        self.assertEqual(self.ran, ["precommit", "postrollback"])

    def test_functions_that_waited_before_still_do(self):
        ran = []
        with self.environment() as env:
            env.cr.postcommit.add(lambda: ran.append("before"))
            self.execute(env, "leave_traces")
            self.assertEqual(ran, [])
        self.assertEqual(ran, ["before"])

    @mute_logger("odoo.sql_db", "odoo.addons.restapi.core.errors")
    def test_code_that_ends_the_transaction_is_refused(self):
        for how in ("commit", "rollback"):
            with self.subTest(how=how):
                with (
                    self.assertRaises(Unprocessable) as caught,
                    self.environment() as env,
                ):
                    self.execute(env, "end_transaction", (how,))
                self.assertEqual(caught.exception.code, "dry_run_impossible")
                with self.environment() as env:
                    self.assertEqual(self.traces(env)["records"], 0)

    @mute_logger("odoo.sql_db")
    def test_item_that_ends_the_transaction_fails_the_list(self):
        ending = Each((Call(MODEL, (), "end_transaction", ("rollback",)),) * 2)
        with self.assertRaises(InternalError), self.environment() as env:
            env["restapi.service"].with_user(self.user_id).execute(ending, FULL)
        with self.environment() as env:
            self.assertEqual(self.traces(env)["records"], 0)

    def test_new_field_of_a_model_is_forgotten(self):
        with self.environment() as env:
            values = {
                "name": "x_dry_run",
                "ttype": "char",
                "model_id": env["ir.model"]._get_id(MODEL),
            }
            operation = DryRun(Create("ir.model.fields", values, None, NATIVE))
            administrator = env.ref("base.user_admin")
            service = env["restapi.service"].with_user(administrator)
            service.execute(operation, FULL)
            self.assertFalse(self.registry.registry_invalidated)
        self.assertNotIn("x_dry_run", self.registry[MODEL]._fields)
        with self.environment() as env:
            self.assertIn("name", env[MODEL].new({"name": "x"})._fields)
            self.assertEqual(env[MODEL].search_count([("name", "=", "no such")]), 0)
