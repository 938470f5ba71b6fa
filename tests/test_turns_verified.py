"""What changes while a writer waits counts when its turn has come."""
# pylint: disable=external-request-timeout

import time
from concurrent.futures import ThreadPoolExecutor

import requests

from odoo.tests import get_db_name, tagged
from odoo.tools import SQL

from .support.turns import DATABASE, TIMEOUT, TurnCase


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
                lambda env: (
                    env["res.users"]
                    .browse(self.user_id)
                    .write({"password": f"other {time.monotonic_ns()}"})
                ),
                call=call,
            )
            self.assertNothingWritten(response, 401)
            self.committed(
                lambda env: (
                    env["res.users"]
                    .browse(self.user_id)
                    .write({"password": "turn_writer"})
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
            lambda env: (
                env["restapi.key"]
                .browse(self.rest_key_id)
                .write({"requests_per_minute": 9})
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
