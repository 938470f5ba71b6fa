"""Jobs on a real server with a scheduler: run once, as their user, whatever happens."""

import json
import os
import re
import signal
import time

import requests

from odoo.tests import tagged

from .support.jobs import ENDED, TIMEOUT, JobCase
from .test_native_prints import make_report


@tagged("post_install", "-at_install")
class TestRuns(JobCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = cls.enterClassContext(cls.new_server(2))

    def setUp(self):
        super().setUp()
        self.server = self.shared

    def test_endpoint_of_a_listed_key(self):
        """What is asked of the credential is asked in the background too."""
        endpoint_id = self.committed(self._make_endpoint)
        self.addCleanup(
            self.committed,
            lambda env: env["restapi.endpoint"].browse(endpoint_id).unlink(),
        )
        sent = {"requests": [{"method": "GET", "path": "x/v1/jobs?limit=1"}]}
        job = self.defer("POST", "/batch", self.rest_key, json=sent)
        told = self.done(job, self.rest_key)
        self.assertEqual(told["body"]["results"][0]["status"], 200, told)
        job = self.defer("POST", "/batch", json=sent)
        self.assertEqual(self.until(job)["status"], 403)

    def _make_endpoint(self, env):
        values = {"name": "Jobs", "path": "jobs", "tree": "name"}
        values["model_id"] = env["ir.model"]._get("res.partner").id
        values.update(all_credentials=False, key_ids=[self.rest_key_id])
        return env["restapi.endpoint"].create(values).id

    def test_create(self):
        job = self.defer("POST", "/res.partner?fields=name", json={"name": "Jobs one"})
        told = self.done(job)
        id_ = told["body"]["id"]
        self.assertEqual(told["status"], 201)
        self.assertEqual(
            told["body"], {"id": id_, "record": {"id": id_, "name": "Jobs one"}}
        )
        self.assertEqual(told["headers"]["Location"], f"/api/res.partner/{id_}")
        self.assertTrue(told["created"] <= told["started"] <= told["ended"])
        self.assertNotIn("Retry-After", self.call("GET", job).headers)
        self.assertEqual(self.count("Jobs one"), 1)
        self.assertEqual(self.attempts(), [1])
        self.assertEqual(self.call("DELETE", job).status_code, 409)

    def test_as_its_user_and_with_its_preferences(self):
        headers = {"Prefer": "respond-async, return=minimal"}
        job = self.defer(
            "POST", "/res.partner", headers=headers, json={"name": "Jobs own"}
        )
        told = self.done(job)
        self.assertEqual(told["body"], {"id": told["body"]["id"]})
        read = self.call(
            "GET", f"/res.partner/{told['body']['id']}?fields=create_uid(id)"
        )
        self.assertEqual(read.json()["create_uid"]["id"], self.user_id)

    def test_failures(self):
        for method, path, sent, status, code in (
            ("POST", "/no.such.model", {}, 404, "unknown_model"),
            ("PATCH", "/res.partner/999999999", {}, 404, "missing_record"),
            ("POST", "/res.partner", {"nam": "x"}, 422, "invalid_values"),
            ("POST", "/ir.model", {"name": "x"}, 403, None),
        ):
            with self.subTest(path=path):
                job = self.defer(method, path, json=sent)
                told = self.until(job)
                self.assertEqual(told["state"], "failed")
                self.assertEqual(told["status"], status, told)
                self.assertEqual(
                    set(told["body"]), {"error", "code", "details", "request_id"}
                )
                if code:
                    self.assertEqual(told["body"]["code"], code)
                self.assertIn(told["body"]["request_id"], job)

    def test_a_batch_that_fails_leaves_nothing(self):
        sent = self.batch("Jobs none", "Jobs none")
        sent["requests"][-1]["body"] = {"nam": "x"}
        told = self.until(self.defer("POST", "/batch", json=sent))
        self.assertEqual((told["state"], told["status"]), ("failed", 422))
        self.assertEqual(self.count("Jobs none"), 0)
        self.assertEqual(self.city(), "before")

    def test_large_answers_and_reports_are_files(self):
        text = "x" * 1_100_000
        sent = {"name": "Jobs large", "comment": text}
        job = self.defer("POST", "/res.partner?fields=comment", json=sent)
        told = self.done(job)
        self.assertEqual(told["body"], {"file": f"/api{job}/file"})
        file = self.call("GET", f"{job}/file")
        self.assertEqual(file.status_code, 200)
        self.assertIn(text, file.json()["record"]["comment"])
        self.assertEqual(file.headers["Content-Type"], "application/json")
        report = self.committed(lambda env: make_report(env).report_name)
        job = self.defer("GET", f"/res.partner/{self.partner}/report/{report}")
        told = self.done(job)
        self.assertEqual(told["status"], 200)
        file = self.call("GET", f"{job}/file")
        self.assertIn("Jobs", file.text)
        self.assertEqual(file.headers["Content-Type"].split(";")[0], "text/plain")
        self.assertEqual(
            self.call("GET", f"{job}/file", self.rest_key).status_code, 404
        )

    def test_progress_and_cancelling(self):
        sent = self.batch("Jobs stop", "Jobs stop", "Jobs stop")
        with self.held():
            job = self.defer("POST", "/batch", json=sent)
            told = self.until(job, ["running"], done=1)
            self.assertEqual(told["progress"], {"done": 1, "total": 4})
            response = self.call("DELETE", job)
            self.assertEqual(response.status_code, 202, response.text)
            self.assertEqual(response.headers["Retry-After"], "1")
        told = self.until(job)
        self.assertEqual((told["state"], told["status"]), ("cancelled", None))
        self.assertEqual(self.count("Jobs stop"), 0)
        self.assertEqual(self.city(), "before")

    def test_one_piece_is_not_cancelled(self):
        with self.held():
            path = f"/res.partner/{self.partner}"
            job = self.defer("PATCH", path, json={"city": "after"})
            self.until(job, ["running"])
            self.assertEqual(self.call("DELETE", job).status_code, 409)
        self.done(job)
        self.assertEqual(self.city(), "after")

    def test_lists_tell_their_progress(self):
        sent = [{"id": self.partner, "city": "after"}, {"id": 999_999_999}]
        with self.held():
            job = self.defer("PATCH", "/res.partner?atomic=false", json=sent)
            told = self.until(job, ["running"])
            self.assertEqual(told["progress"], {"done": 0, "total": 2})
        told = self.done(job)
        self.assertEqual(told["status"], 207)

    def test_imports(self):
        # Of three pieces, the second one has a mistake, and the third is half a line.
        lines = [json.dumps({"name": f"Jobs line {n}"}) for n in range(1100)]
        lines[600] = '{"nam": 1}'
        body = "\n".join(lines) + '\n{"name"'
        headers = {"Content-Type": "application/x-ndjson"}
        job = self.defer("POST", "/res.partner", headers=headers, data=body)
        told = self.done(job)
        self.assertEqual(told["progress"], {"done": 1101, "total": 1101})
        self.assertEqual(
            (told["status"], told["body"]), (200, {"file": f"/api{job}/file"})
        )
        file = self.call("GET", f"{job}/file")
        self.assertEqual(file.headers["Content-Type"], "application/x-ndjson")
        self.assertIn("answer.ndjson", file.headers["Content-Disposition"])
        rows = [json.loads(line) for line in file.text.splitlines()]
        self.assertEqual([row["line"] for row in rows], list(range(1, 1102)))
        statuses = [201] * 500 + [424] * 500 + [424] * 100 + [400]
        statuses[600] = 422
        self.assertEqual([row["status"] for row in rows], statuses)
        self.assertEqual(self.committed(self._lines), 500)
        left = self.committed(
            lambda env: env["ir.attachment"].search_count(
                [("res_model", "=", "restapi.job"), ("res_field", "=", "sent")]
            )
        )
        self.assertEqual(left, 0, "what was sent is forgotten")

    def _lines(self, env):
        return env["res.partner"].search_count([("name", "=like", "Jobs line%")])

    def test_imports_are_cancelled_as_a_whole(self):
        update = json.dumps({"name": "Jobs line", "parent_id": self.partner})
        body = "\n".join([update] * 600)
        headers = {"Content-Type": "application/x-ndjson"}
        with self.held():
            job = self.defer("POST", "/res.partner", headers=headers, data=body)
            self.until(job, ["running"])
            self.assertEqual(self.call("DELETE", job).status_code, 202)
        self.assertEqual(self.until(job)["state"], "cancelled")
        self.assertEqual(self.count("Jobs line"), 0)

    def test_writers_take_turns(self):
        path = f"/res.partner/{self.partner}?fields=name"
        seen = len(self.server.log())
        jobs = [self.defer("PATCH", path, json={"city": str(n)}) for n in range(3)]
        for n in range(10):
            response = self.call("PATCH", path, json={"city": f"now {n}"})
            self.assertEqual(response.status_code, 200, response.text)
        for job in jobs:
            self.done(job)
        self.assertNotIn("tries left", self.server.log()[seen:])


@tagged("post_install", "-at_install")
class TestCredentials(JobCase):
    """A job waits on a server without a scheduler, and runs on one with it."""

    def setUp(self):
        super().setUp()
        self.start(schedulers=0)

    def refused(self, job, key):
        """Run the job, and check that its credential is not good any more."""
        self.assertEqual(self.call("GET", job, key).json()["state"], "queued")
        self.refused_now()

    def refused_now(self):
        self.change()
        self.restart()
        deadline = time.monotonic() + TIMEOUT
        while (row := self.committed(self._row))[0] not in ENDED:
            self.assertLess(time.monotonic(), deadline, row)
            self.pause()
        self.assertEqual(row[:2], ("failed", 401))
        self.assertIn("revoked", row[2])
        self.assertEqual(self.count("Jobs mine"), 0)

    def _row(self, env):
        job = env["restapi.job"].search([("user_id", "=", self.user_id)])
        return job.state, job.status, job.error

    def change(self):
        self.committed(self.revoke)

    def test_revoked_key(self):
        self.revoke = lambda env: (
            env["res.users.apikeys"].search([("user_id", "=", self.user_id)]).unlink()
        )
        self.refused(
            self.defer("POST", "/res.partner", json={"name": "Jobs mine"}), self.key
        )

    def test_expired_rest_key(self):
        self.revoke = lambda env: (
            env["restapi.key"]
            .browse(self.rest_key_id)
            .write({"valid_to": "2020-01-01"})
        )
        job = self.defer(
            "POST", "/res.partner", self.rest_key, json={"name": "Jobs mine"}
        )
        self.refused(job, self.rest_key)

    def test_archived_user(self):
        self.revoke = lambda env: (
            env["res.users"].browse(self.user_id).write({"active": False})
        )
        self.refused(
            self.defer("POST", "/res.partner", json={"name": "Jobs mine"}), self.key
        )

    def test_password_of_a_session(self):
        """Who changes a password ends what an intruder's session has left waiting."""
        session = requests.Session()
        page = session.get(f"{self.server.url}/web/login", timeout=TIMEOUT)
        token = re.search(r'csrf_token: "(\w+)"', page.text)[1]
        login = {"login": "job_user", "password": "job_user", "csrf_token": token}
        session.post(f"{self.server.url}/web/login", data=login, timeout=TIMEOUT)
        response = session.post(
            f"{self.server.url}/api/res.partner",
            json={"name": "Jobs mine"},
            headers={"Prefer": "respond-async", "Origin": self.server.url},
            timeout=TIMEOUT,
        )
        self.assertEqual(response.status_code, 202, response.text)
        self.revoke = lambda env: (
            env["res.users"].browse(self.user_id).write({"password": "another one"})
        )
        self.refused_now()

    def test_what_the_key_allows_now(self):
        job = self.defer(
            "POST", "/res.partner", self.rest_key, json={"name": "Jobs mine"}
        )
        self.committed(
            lambda env: (
                env["restapi.key"].browse(self.rest_key_id).write({"scope": "read"})
            )
        )
        self.restart()
        told = self.until(job, key=self.rest_key)
        self.assertEqual((told["state"], told["status"]), ("failed", 403), told)
        self.assertEqual(self.count("Jobs mine"), 0)


@tagged("post_install", "-at_install")
class TestCrash(JobCase):
    def setUp(self):
        super().setUp()
        self.start()

    def crash(self, job, attempt=1):
        """Kill the server while the job runs for the nth time."""
        with self.held():
            while self.attempts() != [attempt]:
                self.pause()
            self.until(job, ["running"], done=1)
            os.kill(self.server.pid, signal.SIGKILL)
            self.servers.close()

    def test_a_job_is_taken_up_again(self):
        job = self.defer("POST", "/batch", json=self.batch("Jobs twice", "Jobs twice"))
        self.crash(job)
        self.assertEqual(self.count("Jobs twice"), 0)
        self.restart()
        told = self.done(job)
        self.assertEqual(told["status"], 200)
        self.assertEqual(self.count("Jobs twice"), 2)
        self.assertEqual(self.city(), "after")
        self.assertEqual(self.attempts(), [2])

    def test_not_a_third_time(self):
        job = self.defer("POST", "/batch", json=self.batch("Jobs twice"))
        for attempt in (1, 2):
            self.crash(job, attempt)
            self.restart()
        told = self.until(job)
        self.assertEqual((told["state"], told["status"]), ("failed", 500))
        self.assertEqual(told["body"]["code"], "job_broken")
        self.assertEqual(self.count("Jobs twice"), 0)

    def test_servers_run_different_jobs_and_each_once(self):
        self.committed(self._copy_cron)
        self.addCleanup(self._remove_copy)
        self.restart()
        with self.held():
            path = f"/res.partner/{self.partner}"
            slow = self.defer("PATCH", path, json={"city": "after"})
            self.until(slow, ["running"])
            jobs = [
                self.defer("POST", "/res.partner", json={"name": "Jobs many"})
                for _job in range(20)
            ]
            for job in jobs:
                self.done(job)
            self.assertEqual(self.until(slow, ["running"])["state"], "running")
        self.done(slow)
        self.assertEqual(self.count("Jobs many"), 20)
        self.assertEqual(self.attempts(), [1] * 21)

    def _copy_cron(self, env):
        self.copy_id = env.ref("restapi.ir_cron_job_run").copy().id

    def _remove_copy(self):
        # One that runs cannot be removed.
        self.servers.close()
        self.committed(lambda env: env["ir.cron"].browse(self.copy_id).unlink())
