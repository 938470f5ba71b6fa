"""``Idempotency-Key`` in every dialect that writes."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests

from odoo.tests import get_db_name, new_test_user, tagged
from odoo.tools import SQL

from ..settings import NAMES
from .support.committed import CommittedCase
from .support.common import ApiCase, make_key
from .support.files import png
from .support.server import Server

GROUPS = "base.group_user,base.group_partner_manager"
LOCK_TIMEOUT = NAMES["lock_timeout"]


@tagged("post_install", "-at_install")
class TestIdempotency(ApiCase):
    def repeat(self, method, path, key="k", **kwargs):
        headers = {"Idempotency-Key": key, **kwargs.pop("headers", {})}
        return self.call(method, path, headers=headers, **kwargs)

    def count(self, name):
        return self.env["res.partner"].search_count([("name", "=", name)])

    def assertSame(self, first, second):
        self.assertEqual(second.status_code, first.status_code, second.text)
        self.assertEqual(second.content, first.content)
        self.assertEqual(second.headers["Idempotency-Replayed"], "true")
        self.assertNotIn("Idempotency-Replayed", first.headers)
        for name in ("Location", "Content-Type", "ETag"):
            self.assertEqual(second.headers.get(name), first.headers.get(name))

    def test_a_repeated_create_is_one(self):
        sent = {"name": "Once only"}
        answers = [self.repeat("POST", "/res.partner", json=sent) for _ in range(3)]
        self.assertEqual(answers[0].status_code, 201)
        for answer in answers[1:]:
            self.assertSame(answers[0], answer)
        self.assertEqual(self.count("Once only"), 1)
        self.repeat("POST", "/res.partner", "k2", json=sent)
        self.assertEqual(self.count("Once only"), 2)

    def test_a_repeated_delete_is_not_missing(self):
        partner = self.env["res.partner"].create({"name": "Gone"})
        path = f"/res.partner/{partner.id}"
        first = self.repeat("DELETE", path)
        self.assertEqual(first.status_code, 200)
        self.assertSame(first, self.repeat("DELETE", path))
        self.assertEqual(self.repeat("DELETE", path, "k2").status_code, 404)

    def test_failures_are_not_kept(self):
        response = self.repeat("POST", "/res.partner", json={"nam": "x"})
        self.assertEqual(response.status_code, 422)
        response = self.repeat("POST", "/res.partner", json={"name": "Better"})
        self.assertEqual(response.status_code, 201, response.text)

    def test_another_credential_sees_nothing_of_it(self):
        sent = {"name": "Mine"}
        self.repeat("POST", "/res.partner", json=sent)
        other = new_test_user(self.env, "idem_other", groups=GROUPS)
        for key in (make_key(self.user), make_key(other)):
            headers = {"Idempotency-Key": "k"}
            response = self.call(
                "POST", "/res.partner", key, headers=headers, json=sent
            )
            self.assertEqual(response.status_code, 201)
            self.assertNotIn("Idempotency-Replayed", response.headers)
        self.assertEqual(self.count("Mine"), 3)

    def test_bad_keys(self):
        for key in ("", "x" * 256, "a\tb", "ü"):
            with self.subTest(key=key):
                response = self.repeat("POST", "/res.partner", key, json={"name": "x"})
                self.assertProblem(response, 400, "invalid_idempotency_key")
        for key in ("x", "x y ~", "x" * 255):
            response = self.repeat("POST", "/res.partner", key, json={"name": "x"})
            self.assertEqual(response.status_code, 201, response.text)

    def test_reading_passes_it_over(self):
        for _attempt in range(2):
            response = self.repeat("GET", "/res.partner?limit=1")
            self.assertEqual(response.status_code, 200)
            self.assertNotIn("Idempotency-Replayed", response.headers)

    def test_of_large_answers_the_records_are_read(self):
        comment = "x" * 1_200_000
        sent = {"name": "Large", "comment": comment}
        first = self.repeat("POST", "/res.partner?fields=name,comment", json=sent)
        self.assertEqual(first.status_code, 201, first.text[:300])
        rows = self.env.execute_query(
            SQL("SELECT body, ids FROM restapi_answer WHERE key = 'k'")
        )
        self.assertEqual(rows, [(None, [first.json()["id"]])])
        self.assertSame(
            first, self.repeat("POST", "/res.partner?fields=name,comment", json=sent)
        )

    def test_files_are_compared(self):
        partner = self.env["res.partner"].create({"name": "Pictured"})
        path = f"/res.partner/{partner.id}/image_1920"
        headers = {"Content-Type": "image/png"}
        # More than is looked at before the credential is known, and than is in memory.
        first, second = png(300, 300), png(301, 300)
        for number, large in enumerate((b"", b"x" * 100_000, b"x" * 2_000_000)):
            key = f"file {number}"
            sent = {"headers": headers, "data": first + large}
            answers = [self.repeat("PUT", path, key, **sent) for _attempt in range(2)]
            self.assertEqual(answers[0].status_code, 200, answers[0].text)
            self.assertSame(*answers)
            other = self.repeat("PUT", path, key, **{**sent, "data": second + large})
            self.assertProblem(other, 422, "idempotency_key_reused")

    def test_answers_are_forgotten(self):
        self.repeat("POST", "/res.partner", json={"name": "Old"})
        self.env.cr.execute(
            "UPDATE restapi_answer SET created_at = now() - interval '25 hours'"
        )
        self.env["restapi.answer"]._gc_old()
        self.repeat("POST", "/res.partner", json={"name": "Old"})
        self.assertEqual(self.count("Old"), 2)

    def password_tokens(self) -> list[str]:
        """Return a token of the user for each dialect that gives one."""
        tokens = self.url_open(
            "/api/auth/get_tokens?username=api_user&password=api_user"
        )
        restful = self.url_open(
            "/api/auth/token", data={"login": "api_user", "password": "api_user"}
        )
        return [answer.json()["access_token"] for answer in (tokens, restful)]

    def test_every_dialect(self):
        access, restful = self.password_tokens()
        account = self.env["restapi.account"].create(
            {"name": "Idem", "user_id": self.user.id, "is_limited": False}
        )
        api_key = account._restapi_new_key()
        ways = {
            "rest_api": ("/api/res.partner", {"Access-Token": access}),
            "restful": ("/api/res.partner", {"Access-Token": restful}),
            "candidroot": ("/api/res.partner/create", {"api-key": api_key}),
            "synconics": (
                "/restapi/1.0/object/res.partner",
                {"Authorization": f"Bearer {self.key}"},
            ),
        }
        for name, (path, headers) in ways.items():
            with self.subTest(dialect=name):
                sent = {"Idempotency-Key": name, **headers}
                answers = [
                    self.url_open(
                        path, method="POST", json={"name": name}, headers=sent
                    )
                    for _attempt in range(2)
                ]
                self.assertEqual(answers[0].status_code, 200, answers[0].text)
                self.assertSame(*answers)
                self.assertEqual(self.count(name), 1)
                reused = self.url_open(
                    path, method="POST", json={"name": "other"}, headers=sent
                )
                self.assertEqual(reused.status_code, 422, reused.text)
                self.assertEqual(self.count("other"), 0)

    def test_an_answer_is_of_one_dialect(self):
        """Users have one owner in both, and the address is the same."""
        access, restful = self.password_tokens()
        first, second = (
            self.url_open(
                "/api/res.partner",
                method="POST",
                json={"name": "Twice"},
                headers={"Access-Token": token, "Idempotency-Key": "k"},
            )
            for token in (access, restful)
        )
        self.assertEqual(first.status_code, 200, first.text)
        self.assertEqual(second.status_code, 422, second.text)
        self.assertEqual(self.count("Twice"), 1)


@tagged("post_install", "-at_install")
class TestAttempts(CommittedCase):
    """Attempts at the same time and after a crash, on a real server."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))
        cls.user_id, cls.key = cls.committed(cls._make_user)
        cls.addClassCleanup(cls.committed, cls._clean_up)

    @classmethod
    def _make_user(cls, env):
        user = new_test_user(env, "idem_user", groups=f"{GROUPS},base.group_system")
        return user.id, make_key(user)

    @classmethod
    def _clean_up(cls, env):
        env["restapi_test.everything"].search([("name", "=like", "idem %")]).unlink()
        env["res.users"].browse(cls.user_id).unlink()
        env.cr.execute("DELETE FROM restapi_answer")

    def post(self, key, name, **values):
        return requests.post(
            f"{self.server.url}/api/restapi_test.everything?fields=name",
            json={"name": name, **values},
            headers={"Authorization": f"Bearer {self.key}", "Idempotency-Key": key},
            timeout=60,
        )

    def count(self, name):
        return self.committed(
            lambda env: env["restapi_test.everything"].search_count(
                [("name", "=", name)]
            )
        )

    def test_attempts_at_the_same_time_get_one_answer(self):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.post("same", "idem same"), range(8)))
        self.assertEqual({answer.status_code for answer in answers}, {201})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        replayed = Counter("Idempotency-Replayed" in each.headers for each in answers)
        self.assertEqual(replayed, {True: 7, False: 1})
        self.assertEqual(self.count("idem same"), 1)

    def test_attempts_that_do_not_wait_for_each_other_get_one_answer(self):
        """Nobody takes turns: what is done twice is undone."""
        parameters = "ir.config_parameter"
        self.committed(lambda env: env[parameters].set_param(LOCK_TIMEOUT, "0"))
        self.addCleanup(
            self.committed, lambda env: env[parameters].set_param(LOCK_TIMEOUT, False)
        )
        first = self.post("turn one", "idem turns")
        with ThreadPoolExecutor(1) as pool:
            with self.registry.cursor() as cr:
                # As an attempt does that has not committed yet.
                cr.execute(
                    """INSERT INTO restapi_answer
                              (owner, key, fingerprint, status, headers, body)
                       SELECT owner, 'turn two', fingerprint, status, headers, body
                         FROM restapi_answer WHERE key = 'turn one'"""
                )
                later = pool.submit(self.post, "turn two", "idem turns")
                self.await_waiting()
            self.assertEqual(later.result().status_code, 201, later.result().text)
        self.assertIn("Idempotency-Replayed", later.result().headers)
        self.assertEqual(later.result().text, first.text)
        self.assertEqual(self.count("idem turns"), 1)

    def await_waiting(self):
        """Return when a statement waits for another transaction's answer."""
        deadline = time.monotonic() + 30
        waiting = """SELECT FROM pg_stat_activity
                      WHERE wait_event_type = 'Lock' AND datname = current_database()
                        AND query LIKE '%%INSERT INTO restapi_answer%%'"""
        while not self.committed(lambda env: env.execute_query(SQL(waiting))):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_a_key_is_of_one_request(self):
        self.post("reused", "idem reused")
        for name, values in (("idem two", {}), ("idem reused", {"integer": 1})):
            answer = self.post("reused", name, **values)
            self.assertEqual(answer.status_code, 422, answer.text)
            self.assertEqual(answer.json()["code"], "idempotency_key_reused")
        self.assertEqual(self.count("idem reused"), 1)
        self.assertEqual(self.count("idem two"), 0)

    def test_a_worker_that_dies_after_the_commit_has_done_it(self):
        with self.assertRaises(requests.ConnectionError):
            self.post("crash", "idem crash", short="crash")
        self.assertEqual(self.count("idem crash"), 1)
        answer = self.post("crash", "idem crash", short="crash")
        self.assertEqual(answer.status_code, 201, answer.text)
        self.assertEqual(answer.headers["Idempotency-Replayed"], "true")
        self.assertEqual(answer.json()["record"]["name"], "idem crash")
        self.assertEqual(self.count("idem crash"), 1)
