"""``Prefer: respond-async``: what is queued, who sees it, and what is kept."""

import uuid
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..core.job_operation import MAX_WAITING
from .support.common import ApiCase, make_key, make_rest_key

ASYNC = {"Prefer": "respond-async"}


@tagged("post_install", "-at_install")
class TestQueue(ApiCase):
    def defer(self, method, path, key="", headers=(), **kwargs):
        response = self.call(
            method, path, key, headers={**ASYNC, **dict(headers)}, **kwargs
        )
        self.assertEqual(response.status_code, 202, response.text)
        return response

    def job(self, response):
        return self.env["restapi.job"].search([("name", "=", response.json()["id"])])

    def column(self, job, name):
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM restapi_job WHERE id = %s", SQL.identifier(name), job.id
            )
        )
        return rows[0][0]

    def test_accepted(self):
        response = self.defer("POST", "/res.partner", json={"name": "Later"})
        body = response.json()
        self.assertEqual(body, {"id": str(uuid.UUID(body["id"])), "state": "queued"})
        self.assertEqual(response.headers["Location"], f"/api/jobs/{body['id']}")
        self.assertEqual(response.headers["Preference-Applied"], "respond-async")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Later")]))
        response = self.call("GET", f"/jobs/{body['id']}")
        self.assertEqual(response.headers["Retry-After"], "1")
        told = response.json()
        self.assertRegex(told.pop("created"), r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
        self.assertEqual(
            told,
            {
                "id": body["id"],
                "state": "queued",
                "progress": {"done": 0, "total": 1},
                "started": None,
                "ended": None,
                "status": None,
                "body": None,
            },
        )

    def test_everything_that_writes(self):
        partner = self.user.partner_id.id
        batch = {"requests": [{"method": "GET", "path": f"res.partner/{partner}"}]}
        for method, path, sent, total in (
            ("POST", "/res.partner", {"name": "x"}, 1),
            ("POST", "/res.partner?atomic=false", [{"name": "x"}, {"name": "y"}], 2),
            ("PATCH", "/res.partner", [{"id": partner}], 1),
            ("PUT", "/res.partner?match=ref", [{"ref": "x"}], 1),
            ("PUT", f"/res.partner/{partner}", {}, 1),
            ("PATCH", f"/res.partner/{partner}?dry_run=true", {}, 1),
            ("DELETE", f"/res.partner/{partner}", None, 1),
            ("DELETE", f"/res.partner/{partner}/image_1920", None, 1),
            ("POST", f"/res.partner/{partner}/name_get", {}, 1),
            ("POST", "/batch", {"requests": batch["requests"] * 3}, 3),
            ("GET", f"/res.partner/{partner}/report/web.preview", None, 1),
        ):
            with self.subTest(method=method, path=path):
                job = self.job(self.defer(method, path, json=sent))
                self.assertEqual((job.method, job.path), (method, path.split("?")[0]))
                self.assertEqual(job.user_id, self.user)
                told = self.get(f"/jobs/{job.name}")
                self.assertEqual(told["progress"], {"done": 0, "total": total})

    def test_reading_takes_no_notice(self):
        for method, path in (
            ("GET", "/res.partner?limit=1&fields=id"),
            ("QUERY", "/res.partner"),
            ("GET", "/models?search=partner"),
        ):
            sent = {"limit": 1} if method == "QUERY" else None
            response = self.call(method, path, headers=ASYNC, json=sent)
            self.assertEqual(response.status_code, 200, response.text)
        for prefer in ("respond-sync", "wait=5", "x;respond-async", ""):
            headers = {"Prefer": prefer}
            response = self.call(
                "POST", "/res.partner", headers=headers, json={"name": "Now"}
            )
            self.assertEqual(response.status_code, 201, response.text)
        self.assertFalse(self.env["restapi.job"].search([]))

    def test_malformed_requests_are_refused_at_once(self):
        for method, path, sent in (
            ("POST", "/res.partner?filds=x", {}),
            ("POST", "/res.partner", "text"),
            ("PUT", "/res.partner/y", {}),
            ("POST", "/batch", {"requests": []}),
        ):
            with self.subTest(path=path):
                response = self.call(method, path, headers=ASYNC, json=sent)
                self.assertEqual(response.status_code, 400, response.text)
        response = self.call("POST", "/res.partner", None, headers=ASYNC, json={})
        self.assertEqual(response.status_code, 401)
        self.assertFalse(self.env["restapi.job"].search([]))

    def test_not_in_a_batch(self):
        item = {"method": "POST", "path": "res.partner", "body": {"name": "x"}}
        for more in (
            {"headers": {"Prefer": "respond-async"}},
            {"method": "GET", "path": f"jobs/{uuid.uuid4()}", "body": None},
            {"method": "DELETE", "path": f"jobs/{uuid.uuid4()}", "body": None},
        ):
            response = self.call(
                "POST", "/batch", json={"requests": [{**item, **more}]}
            )
            self.assertEqual(response.status_code, 400, response.text)
            code = response.json()["results"][0]["body"]["code"]
            self.assertEqual(code, "not_in_a_batch")

    def test_what_is_kept_of_the_request(self):
        headers = {
            "Prefer": 'return=minimal, respond-async, wait=3, handling="strict"',
            "Accept-Language": "fr",
            "X-Other": "x",
        }
        sent = {"name": "Kept"}
        response = self.defer(
            "POST", "/res.partner?fields=name", headers=headers, json=sent
        )
        job = self.job(response)
        kept = self.column(job, "headers")
        self.assertEqual(kept["Prefer"], 'return="minimal", handling="strict"')
        self.assertEqual(kept["Accept-Language"], "fr")
        self.assertEqual(kept.keys() & {"Authorization", "X-Other", "Cookie"}, set())
        self.assertEqual(self.column(job, "query"), "fields=name")
        self.assertIn(b"Kept", bytes(self.column(job, "content")))

    def test_files_of_rows(self):
        for kind, body, total in (
            ("application/x-ndjson", b'{"name": "a"}\n\n{"name": "b"}', 3),
            ("text/csv", b'name,comment\na,"two\nlines"\n', 3),
        ):
            with self.subTest(kind):
                headers = {"Content-Type": kind, "Idempotency-Key": kind}
                jobs = [
                    self.job(
                        self.defer("POST", "/res.partner", headers=headers, data=body)
                    )
                    for _attempt in range(2)
                ]
                self.assertEqual(*jobs)
                told = self.get(f"/jobs/{jobs[0].name}")
                self.assertEqual(told["progress"], {"done": 0, "total": total})
                self.assertEqual(bytes(self.column(jobs[0], "content")), b"")
                kept = self.env["ir.attachment"].search(
                    [("res_id", "=", jobs[0].id), ("res_field", "=", "sent")]
                )
                self.assertEqual(kept.raw, body)
                self.assertEqual(kept.res_model, "restapi.job")
        headers = {"Content-Type": "text/csv", **ASYNC}
        response = self.call(
            "POST", "/res.partner?dry_run=true", headers=headers, data=body
        )
        self.assertProblem(response, 400, "invalid_dry_run")

    def test_repeated_requests_are_one_job(self):
        headers = {"Idempotency-Key": "job"}
        sent = {"name": "Once"}
        first, second = (
            self.defer("POST", "/res.partner", headers=headers, json=sent)
            for _attempt in range(2)
        )
        self.assertEqual(first.content, second.content)
        self.assertEqual(second.headers["Idempotency-Replayed"], "true")
        self.assertEqual(second.headers["Location"], first.headers["Location"])
        self.assertEqual(len(self.env["restapi.job"].search([])), 1)

    def test_only_its_owner_sees_it(self):
        name = self.defer("POST", "/res.partner", json={"name": "x"}).json()["id"]
        other = new_test_user(self.env, "job_other", groups=self.groups)
        same_user = make_rest_key(self.user)[1]
        for key in (make_key(other), same_user):
            for method, path in (
                ("GET", f"/jobs/{name}"),
                ("GET", f"/jobs/{name}/file"),
                ("DELETE", f"/jobs/{name}"),
            ):
                response = self.call(method, path, key)
                self.assertProblem(response, 404, "unknown_job")
        self.assertEqual(self.get(f"/jobs/{name}")["state"], "queued")
        # A web session stands for the user.
        self.authenticate("api_user", "api_user")
        self.assertEqual(self.call("GET", f"/jobs/{name}", None).status_code, 200)
        self.authenticate("job_other", "job_other")
        self.assertEqual(self.call("GET", f"/jobs/{name}", None).status_code, 404)

    def test_addresses(self):
        for path in ("/jobs/x", f"/jobs/{uuid.uuid4()}", f"/jobs/{uuid.uuid4()}/file"):
            self.assertProblem(self.call("GET", path), 404, "unknown_job")
        name = self.defer("POST", "/res.partner", json={"name": "x"}).json()["id"]
        self.assertProblem(self.call("GET", f"/jobs/{name}/file"), 404, "no_file")
        self.assertEqual(self.call("HEAD", f"/jobs/{name}").status_code, 200)
        self.assertProblem(
            self.call("GET", f"/jobs/{name}?x=1"), 400, "unknown_parameter"
        )
        response = self.call("POST", f"/jobs/{name}", json={})
        self.assertEqual(response.status_code, 405, response.text)

    def test_queued_jobs_are_cancelled(self):
        name = self.defer("POST", "/res.partner", json={"name": "x"}).json()["id"]
        response = self.call("DELETE", f"/jobs/{name}")
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["state"], "cancelled")
        self.assertTrue(response.json()["ended"])
        self.assertProblem(self.call("DELETE", f"/jobs/{name}"), 409, "not_cancelled")

    def test_not_any_number(self):
        self.env.cr.execute(
            SQL(
                """INSERT INTO restapi_job (name, state, user_id, source, method, path)
                   SELECT 'n' || n, 'queued', %s, %s, 'POST', '/x'
                     FROM generate_series(1, %s) n""",
                self.user.id,
                self.job(self.defer("POST", "/res.partner", json={"name": "x"})).source,
                MAX_WAITING - 1,
            )
        )
        response = self.call("POST", "/res.partner", headers=ASYNC, json={"name": "x"})
        self.assertProblem(response, 429, "too_many_jobs")
        # Another credential has jobs of its own.
        key = make_rest_key(self.user)[1]
        self.defer("POST", "/res.partner", key, json={"name": "x"})

    def test_no_client_reaches_the_model(self):
        admin = make_key(self.env.ref("base.user_admin"))
        self.assertEqual(self.call("GET", "/restapi.job", admin).status_code, 404)

    def test_old_jobs_are_forgotten(self):
        jobs = [
            self.job(self.defer("POST", "/res.partner", json={"name": "x"}))
            for _job in range(3)
        ]
        now = datetime.now()
        for job, days in zip(jobs, (8, 6, None), strict=True):
            job.ended = days and now - timedelta(days=days)
        self.env.flush_all()
        self.env["restapi.job"]._gc_ended()
        self.assertEqual([bool(job.exists()) for job in jobs], [False, True, True])
        self.env["ir.config_parameter"].set_param("restapi.job_days", "5")
        self.env["restapi.job"]._gc_ended()
        self.assertEqual([bool(job.exists()) for job in jobs], [False, False, True])


@tagged("post_install", "-at_install")
class TestAdministration(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "job_manager",
            groups="base.group_user,restapi.restapi_group_manager",
        )

    def setUp(self):
        super().setUp()
        response = self.call(
            "POST",
            "/res.partner?fields=name",
            headers=ASYNC,
            json={"name": "password: 1234"},
        )
        name = response.json()["id"]
        self.job = self.env["restapi.job"].search([("name", "=", name)])

    def test_managers_see_all_but_what_was_sent(self):
        job = self.job.with_user(self.manager)
        action = self.env.ref("restapi.restapi_job_action")
        self.assertEqual(action.res_model, job._name)
        (row,) = job.read()
        self.assertEqual(row["credential"].split(":")[0], "Users API Keys")
        self.assertNotIn("1234", str(row))
        self.assertNotIn("result", row)
        with self.assertRaises(AccessError):
            job.read(["result"])
        for change in (
            lambda: job.write({"state": "done"}),
            job.unlink,
            job.copy,
        ):
            with self.assertRaises(AccessError):
                change()

    def test_others_see_nothing(self):
        job = self.job.with_user(self.user)
        for use in (
            lambda: job.read(["state"]),
            lambda: job.search([]),
            job.action_cancel,
            job.action_retry,
        ):
            with self.assertRaises(AccessError):
                use()

    def test_managers_cancel_and_retry(self):
        job = self.job.with_user(self.manager)
        job.action_cancel()
        self.assertEqual(job.state, "cancelled")
        job.action_retry()
        self.assertEqual(job.state, "cancelled", "its owner does not want it")
        self.job.write({"state": "failed", "status": 500, "attempts": 3})
        self.env.flush_all()
        job.action_retry()
        self.assertEqual((job.state, job.attempts, job.status), ("queued", 0, 0))
