"""What administrators do in the web client, and what becomes of it for programs."""

import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..controllers.oauth2 import PREFIX
from .support.browser import ALLOW, SHOWN, Callback, run_script
from .support.common import make_rest_key
from .support.tours import TIMEOUT, TourCase

PARTNERS = "/api/res.partner?limit=1&fields=name"
# In which a request is written down, on a machine that does other things as well.
WRITTEN_SECONDS = 20


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    def setUp(self) -> None:
        super().setUp()
        self.committed(self._forget)
        self.addCleanup(self.committed, self._forget)

    @staticmethod
    def _forget(env) -> None:
        """Begin and end as a server that nobody has used yet."""
        for model in ("restapi.account", "restapi.client", "restapi.key"):
            env[model].with_context(active_test=False).search([]).unlink()
        env.cr.execute("DELETE FROM restapi_usage_hour; DELETE FROM restapi_log")

    def written(self, query: str, *values: Any) -> Any:
        """Return what the server has written down, as soon as it has."""
        deadline = time.monotonic() + WRITTEN_SECONDS
        while not (found := self.committed(_rows, query, *values)):
            self.assertLess(time.monotonic(), deadline, query)
            time.sleep(0.1)
        return found

    def make_account(self, name: str, *models: str) -> str:
        """Return the key of an account that reads some models."""

        def make(env) -> str:
            lines = [
                Command.create({"model_id": env["ir.model"]._get_id(model)})
                for model in models
            ]
            account = env["restapi.account"].create(
                {
                    "name": name,
                    "user_id": env.ref("base.user_admin").id,
                    "access_ids": lines,
                }
            )
            return account._restapi_new_key()

        return self.committed(make)

    def test_first_steps_tick_themselves(self):
        key = self.tour("restapi_first_steps", "/odoo/rest-api-first-steps")["secret"]
        self.assertStatus(200, "GET", PARTNERS, key)
        self.written("SELECT 1 FROM restapi_usage_hour WHERE user_id > 0")
        self.tour("restapi_first_steps_done", "/odoo/rest-api-first-steps")

    def test_application_is_registered_and_used(self):
        made = self.tour("restapi_register_application", "/odoo/rest-api-applications")
        with Callback() as callback:
            answer = self.consent(made["client_id"], callback)
            form = {
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": callback.url,
            }
            tokens = requests.post(
                f"{self.server.url}{PREFIX}/access_token",
                form,
                auth=(made["client_id"], made["secret"]),
                timeout=TIMEOUT,
            )
        self.assertEqual(tokens.status_code, 200, tokens.text)
        token = tokens.json()["access_token"]
        found = self.assertStatus(200, "GET", PARTNERS, token)
        self.assertEqual(len(found["results"]), 1)
        self.assertStatus(403, "POST", "/api/res.partner", token, json={"name": "Eve"})

    def consent(self, client_id: str, callback: Callback) -> dict[str, str]:
        """Press Allow; return what the application is told."""
        query = {
            "client_id": client_id,
            "redirect_uri": callback.url,
            "response_type": "code",
            "state": "kept",
        }
        self.browser.navigate_to(
            f"{self.server.url}{PREFIX}/authorize?{urlencode(query)}", wait_stop=True
        )
        self.assertTrue(self.browser._wait_ready(SHOWN % "button[value=allow]"))
        self.assertIn(
            "Photo Printer", run_script(self.browser, "document.body.innerText")
        )
        run_script(self.browser, ALLOW)
        told = dict(parse_qsl(urlsplit(callback.received.get(timeout=TIMEOUT)).query))
        self.assertEqual(told["state"], "kept")
        return told

    def test_account_opens_what_its_lines_say(self):
        key = self.tour("restapi_limit_account", "/odoo/rest-api-accounts")["secret"]
        self.assertStatus(200, "GET", PARTNERS, key)
        self.assertStatus(403, "GET", "/api/res.users?limit=1", key)
        self.assertStatus(403, "POST", "/api/res.partner", key, json={"name": "Eve"})

    def test_schema_is_what_clients_get(self):
        self.addCleanup(self.committed, _set_schema, False)
        self.committed(_set_schema, False)
        self.tour("restapi_schema", "/odoo/rest-api-schemas")
        login = {"username": "admin", "password": "admin"}
        tokens = requests.post(
            f"{self.server.url}/api/auth/get_tokens", json=login, timeout=TIMEOUT
        )
        self.assertEqual(tokens.status_code, 200, tokens.text)
        id_ = self.env.ref("base.EUR").id
        record = requests.get(
            f"{self.server.url}/api/res.currency/{id_}",
            headers={"Access-Token": tokens.json()["access_token"]},
            timeout=TIMEOUT,
        ).json()
        self.assertEqual(record["symbol"], "€")
        self.assertNotIn("create_uid", record)

    def test_failed_call_is_explained(self):
        key = self.make_account("Warehouse", "res.partner")
        told = self.assertStatus(403, "GET", "/api/res.users?limit=1", key)
        self.written("SELECT 1 FROM restapi_log WHERE status = 403")
        seen = self.tour("restapi_failed_call", "/odoo/rest-api-requests")
        self.assertEqual(seen["error"], told["error"])
        self.assertIn("Refused by", seen["answer"])

    def test_revoked_key_opens_nothing(self):
        key = self.committed(_make_key, "Laptop")
        self.assertStatus(200, "GET", PARTNERS, key)
        self.tour("restapi_revoke_key", "/odoo/rest-api-keys")
        self.assertStatus(401, "GET", PARTNERS, key)
        self.assertFalse(self.committed(_rows, "SELECT 1 FROM restapi_key"))

    def test_rotation_leaves_no_gap(self):
        old = self.make_account("Till", "res.partner")
        new = self.tour("restapi_rotate_key", "/odoo/rest-api-accounts")["secret"]
        for key in (old, new):
            self.assertStatus(200, "GET", PARTNERS, key)
        self.committed(_end_overlap)
        self.assertStatus(401, "GET", PARTNERS, old)
        self.assertStatus(200, "GET", PARTNERS, new)


def _rows(env, query: str, *values: Any) -> list[tuple]:
    return env.execute_query(SQL(query, *values))


def _make_key(env, name: str) -> str:
    return make_rest_key(env.ref("base.user_admin"), name=name)[1]


def _set_schema(env, schema: Any) -> None:
    env["ir.model"]._get("res.currency").rest_api__read_one__schema = schema


def _end_overlap(env) -> None:
    env.cr.execute(
        "UPDATE restapi_account SET previous_until = now() AT TIME ZONE 'utc'"
    )
