"""Jobs where OCA's ``queue_job`` is installed, which has them run by workers."""

import psutil

from odoo.fields import Command
from odoo.tests import tagged

from .support.jobs import JobCase
from .support.needs import QUEUE_JOB, needs

WORKERS = 2


@needs(QUEUE_JOB)
class QueueCase(JobCase):
    """Without a scheduler: what runs is run by queue_job."""

    def queue(self, field="state"):
        """Return what queue_job says of its jobs, the first one first."""
        return self.committed(
            lambda env: env["queue.job"].search([], order="id").mapped(field)
        )

    def limited_key(self):
        """Limit the user's key to partners, which leads to no other model."""
        self.committed(self._limit)
        return self.rest_key

    def _limit(self, env):
        rights = {"may_create": True, "may_update": True}
        line = {"model_id": env["ir.model"]._get_id("res.partner"), **rights}
        env["restapi.key"].browse(self.rest_key_id).write(
            {"is_limited": True, "access_ids": [Command.create(line)]}
        )


@tagged("post_install", "-at_install")
class TestQueueJob(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One at a time: another waits as long as the first one does.
        cls.shared = cls.enterClassContext(cls.new_server(1, WORKERS))

    def setUp(self):
        super().setUp()
        self.committed(lambda env: env["queue.job"].search([]).unlink())
        self.server = self.shared

    def test_run_once_as_their_users(self):
        jobs = [
            self.defer("POST", "/res.partner", json={"name": "Jobs queue"})
            for _job in range(5)
        ]
        for job in jobs:
            told = self.done(job)
            self.assertEqual(told["status"], 201)
        path = f"/res.partner/{told['body']['id']}?fields=create_uid(id)"
        self.assertEqual(
            self.call("GET", path).json()["create_uid"]["id"], self.user_id
        )
        self.assertEqual(self.count("Jobs queue"), 5)
        self.assertEqual(self.attempts(), [1] * 5)
        self.assertEqual(len(self.queue()), 5)
        self.assertNotIn("Traceback", self.server.log())

    def test_limited_keys(self):
        key = self.limited_key()
        job = self.defer("POST", "/res.partner", key, json={"name": "Jobs limited"})
        self.assertEqual(self.done(job, key)["status"], 201)
        job = self.defer("POST", "/res.country", key, json={"name": "x"})
        self.assertEqual(self.until(job, key=key)["status"], 403)

    def test_progress_and_cancelling(self):
        sent = self.batch("Jobs stop", "Jobs stop")
        with self.held():
            job = self.defer("POST", "/batch", json=sent)
            told = self.until(job, ["running"], done=1)
            self.assertEqual(told["progress"], {"done": 1, "total": 3})
            waiting = self.defer("POST", "/res.partner", json={"name": "Jobs stop"})
            self.assertEqual(self.call("DELETE", waiting).json()["state"], "cancelled")
            self.assertEqual(self.call("DELETE", job).status_code, 202)
        self.assertEqual(self.until(job)["state"], "cancelled")
        self.assertEqual(self.count("Jobs stop"), 0)

    def test_a_key_that_is_revoked_meanwhile(self):
        with self.held():
            path = f"/res.partner/{self.partner}"
            first = self.defer("PATCH", path, json={"city": "after"})
            self.until(first, ["running"])
            key = self.rest_key
            job = self.defer("POST", "/res.partner", key, json={"name": "Jobs mine"})
            name = job.rpartition("/")[2]
            self.committed(
                lambda env: env["restapi.key"].browse(self.rest_key_id).unlink()
            )
        self.done(first)

        def row(env):
            found = env["restapi.job"].search([("name", "=", name)])
            return found.state, found.status, found.error

        while (told := self.committed(row))[0] in ("queued", "running"):
            self.pause()
        self.assertEqual(told[:2], ("failed", 401))
        self.assertIn("revoked", told[2])
        self.assertEqual(self.count("Jobs mine"), 0)


@tagged("post_install", "-at_install")
class TestQueueJobCrash(QueueCase):
    def test_a_killed_server(self):
        self.start(workers=WORKERS)
        job = self.defer("POST", "/batch", json=self.batch("Jobs twice", "Jobs twice"))
        with self.held():
            self.until(job, ["running"], done=1)
            server = psutil.Process(self.server.pid)
            for process in (server, *server.children(recursive=True)):
                process.kill()
            self.servers.close()
        self.assertEqual(self.count("Jobs twice"), 0)
        self.restart()
        self.assertEqual(self.done(job)["status"], 200)
        self.assertEqual(self.count("Jobs twice"), 2)
        self.assertEqual(self.attempts(), [2])
