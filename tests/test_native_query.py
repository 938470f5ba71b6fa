"""``QUERY`` (RFC 10008): a list whose parameters are a body."""

from odoo.tests import tagged

from ..dialects.native import Native
from .support.common import ApiCase


@tagged("post_install", "-at_install")
class TestQuery(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Queried {i}"} for i in range(3)]
        )

    def query(self, body, path="/res.partner", **kwargs):
        return self.call("QUERY", path, json=body, **kwargs)

    def test_answers_as_a_list(self):
        domain = [["name", "like", "Queried"]]
        body = {"domain": domain, "fields": ["name"], "limit": 2, "order": "id"}
        response = self.query(body)
        self.assertEqual(response.status_code, 200, response.text)
        query = f"domain={domain}&fields=name&limit=2&order=id"
        self.assertEqual(response.json(), self.get(f"/res.partner?{query}"))
        self.assertEqual(response.json()["total"], 3)

    def test_body_goes_over_the_query(self):
        body = {"limit": 2, "fields": "id", "context": {"active_test": False}}
        response = self.query(body, "/res_partner?limit=1&offset=1")
        found = response.json()
        self.assertEqual((found["limit"], found["offset"], found["count"]), (2, 1, 2))

    def test_unknown_parameters(self):
        for path, body in (
            ("/res.partner", {"limitt": 1}),
            ("/res.partner?limitt=1", {}),
            ("/res.partner", {"filters": []}),
        ):
            response = self.query(body, path)
            self.assertProblem(response, 400, "unknown_parameter")
        response = self.query({"limitt": 1})
        self.assertIn("did you mean limit?", response.json()["error"])

    def test_parameters_in_the_body_of_other_reads(self):
        response = self.call("GET", "/res.partner", json={"field": "x"})
        self.assertProblem(response, 400, "unknown_parameter")
        # Old clients send the same body with every method.
        path = f"/res.partner/{self.partners[0].id}?fields=name"
        self.assertEqual(set(self.get(path, json={"field": "x"})), {"id", "name"})

    def test_bodies_that_are_none(self):
        for body in ([], 5, "x"):
            self.assertProblem(self.query(body), 400, "invalid_body")
        response = self.call(
            "QUERY",
            "/res.partner",
            data="{",
            headers={"Content-Type": "application/json"},
        )
        self.assertProblem(response, 400, "invalid_json")

    def test_content_type_is_needed(self):
        for headers in ({}, {"Content-Type": "text/plain"}):
            response = self.call("QUERY", "/res.partner", data="{}", headers=headers)
            self.assertProblem(response, 415, "unsupported_media_type")
            self.assertEqual(response.headers["Accept-Query"], "application/json")

    def test_options_tell_of_it(self):
        response = self.call("OPTIONS", "/res.partner")
        self.assertIn("QUERY", response.headers["Allow"].split(", "))
        self.assertEqual(response.headers["Accept-Query"], "application/json")
        response = self.call("OPTIONS", "/res.partner/1")
        self.assertNotIn("Accept-Query", response.headers)

    def test_sessions_need_no_origin(self):
        self.authenticate("api_user", "api_user")
        response = self.query({"limit": 1, "fields": "id"}, key=None)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["count"], 1)

    def test_replica_may_serve_it(self):
        class Http:
            method, headers, args = "QUERY", {}, {}

        self.assertTrue(Native(Http(), "/res.partner").reads_only)
        self.assertFalse(Native(Http(), "/res.partner/search").endpoint)

    def test_elsewhere(self):
        for path in ("/res.partner/1", "/res.partner/1/name_get", "/health"):
            response = self.query({}, path)
            self.assertProblem(response, 405, "method_not_allowed")

    def test_other_dialects_do_not_know_it(self):
        response = self.query({}, key=None, headers={"api-key": "x"})
        self.assertIn(response.status_code, (401, 405))
        self.assertProblem(self.query({}, key=None), 401, "unauthorized")
