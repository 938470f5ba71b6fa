"""A real server with two workers: what one does, the other knows at once."""

from datetime import datetime, timedelta

import requests

from odoo.tests import get_db_name, tagged
from odoo.tests.common import new_test_user

from .support.committed import CommittedCase
from .support.common import make_key, make_rest_key
from .support.server import Server


@tagged("post_install", "-at_install")
class TestWorkers(CommittedCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))

    def setUp(self):
        super().setUp()
        self.user_id, self.key = self.committed(self._make_user)
        self.addCleanup(
            self.committed, lambda env: env["res.users"].browse(self.user_id).unlink()
        )

    def _make_user(self, env):
        user = new_test_user(env, login="api_workers", groups="base.group_user")
        return user.id, make_key(user)

    def statuses(self, path="res.partner?limit=1&fields=id", calls=12):
        """Call often enough to reach both workers."""
        headers = {"Authorization": f"Bearer {self.key}"}
        url = f"{self.server.url}/api/{path}"
        return {
            requests.get(url, headers=headers, timeout=30).status_code
            for _ in range(calls)
        }

    def test_deleted_key(self):
        self.assertEqual(self.statuses(), {200})
        self.committed(
            lambda env: (
                env["res.users.apikeys"]
                .search([("user_id", "=", self.user_id)])
                .unlink()
            )
        )
        self.assertEqual(self.statuses(), {401})

    def test_endpoint_without_code(self):
        endpoint_id = self.committed(self._make_endpoint)
        self.addCleanup(
            self.committed,
            lambda env: env["restapi.endpoint"].browse(endpoint_id).unlink(),
        )
        path = "x/v1/workers?limit=1"
        self.assertEqual(self.statuses(path), {200})
        for values, status in (
            ({"max_page_size": 1, "page_size": 1}, 200),
            ({"all_credentials": False}, 403),
            ({"active": False}, 404),
            ({"active": True, "all_credentials": True, "version": "v2"}, 404),
        ):
            self.committed(
                lambda env, values=values: (
                    env["restapi.endpoint"].browse(endpoint_id).write(values)
                )
            )
            self.assertEqual(self.statuses(path), {status})

    def _make_endpoint(self, env):
        values = {"name": "Workers", "path": "workers", "tree": "name"}
        model = env["ir.model"]._get("res.partner")
        return env["restapi.endpoint"].create({**values, "model_id": model.id}).id

    def test_expired_key(self):
        self.assertEqual(self.statuses(), {200})
        self.committed(
            lambda env: env.cr.execute(
                "UPDATE res_users_apikeys SET expiration_date = %s WHERE user_id = %s",
                [datetime.now() - timedelta(days=2), self.user_id],
            )
        )
        self.assertEqual(self.statuses(), {401})

    def test_archived_user(self):
        self.assertEqual(self.statuses(), {200})
        self.committed(
            lambda env: env["res.users"].browse(self.user_id).write({"active": False})
        )
        self.assertEqual(self.statuses(), {401})

    def test_personal_key(self):
        key_id, self.key = self.committed(self._make_rest_key)
        self.assertEqual(self.statuses(), {200})
        names = ["last_use", "last_address", "last_agent"]
        (noted,) = self.committed(
            lambda env: env["restapi.key"].browse(key_id).read(names)
        )
        self.assertTrue(noted["last_use"])
        self.assertEqual(noted["last_address"], "127.0.0.1")
        self.assertIn("python-requests", noted["last_agent"])
        self.committed(
            lambda env: env["restapi.key"].browse(key_id).write({"is_limited": True})
        )
        self.assertEqual(self.statuses(), {403})
        self.committed(
            lambda env: env["restapi.key"].browse(key_id).write({"active": False})
        )
        self.assertEqual(self.statuses(), {401})

    def _make_rest_key(self, env):
        made, text = make_rest_key(env["res.users"].browse(self.user_id))
        return made.id, text

    def test_statement_that_takes_too_long(self):
        self.committed(
            lambda env: env["ir.config_parameter"].set_param(
                "restapi.statement_timeout", "1"
            )
        )
        self.addCleanup(
            self.committed,
            lambda env: env["ir.config_parameter"].set_param(
                "restapi.statement_timeout", False
            ),
        )
        with self.registry.cursor() as cr:
            cr.execute("LOCK TABLE res_currency IN ACCESS EXCLUSIVE MODE")
            response = requests.get(
                f"{self.server.url}/api/res.currency?limit=1&fields=name",
                headers={"Authorization": f"Bearer {self.key}"},
                timeout=30,
            )
        self.assertEqual(response.status_code, 503, response.text)
        self.assertEqual(response.json()["code"], "query_timeout")
        self.assertIn("Retry-After", response.headers)

    def test_stored_schema(self):
        answer = requests.post(
            f"{self.server.url}/api/auth/get_tokens",
            json={"username": "api_workers", "password": "api_workers"},
            timeout=30,
        )
        headers = {"Access-Token": answer.json()["access_token"]}
        url = f"{self.server.url}/api/res.currency/1"
        self.addCleanup(self.committed, lambda env: self._store_schema(env, False))
        for schema, names in (
            ("('name',)", ["id", "name"]),
            ("('name', 'symbol')", ["id", "name", "symbol"]),
        ):
            self.committed(lambda env, schema=schema: self._store_schema(env, schema))
            for _call in range(12):
                record = requests.get(url, headers=headers, timeout=30).json()
                self.assertEqual(sorted(record), names)

    def _store_schema(self, env, schema):
        env["ir.model"]._get("res.currency").rest_api__read_one__schema = schema
