"""The Postman collection: in order, and no more than its reader may do."""

import json

from odoo.tests import tagged

from .support.common import ApiCase

PATH = "/restapi/docs/postman.json"


@tagged("post_install", "-at_install")
class TestPostman(ApiCase):
    def collection(self, models):
        headers = {"Authorization": f"Bearer {self.key}"}
        response = self.url_open(f"{PATH}?models={models}", headers=headers)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        return response.json()

    def requests(self, model):
        folder = self.collection(model)["item"][0]
        self.assertEqual(folder["name"], model)
        return {item["name"]: item["request"] for item in folder["item"]}

    def test_requests_are_in_order(self):
        requests = self.requests("res.partner")
        self.assertEqual(
            [(name, request["method"]) for name, request in requests.items()],
            [
                ("List", "GET"),
                ("Query", "QUERY"),
                ("Count", "GET"),
                ("Groups", "GET"),
                ("Fields", "GET"),
                ("Call a method", "POST"),
                ("Create or update", "PUT"),
                ("Create", "POST"),
                ("Read", "GET"),
                ("Update", "PATCH"),
                ("Update several", "PATCH"),
                ("Attach a file", "POST"),
                ("Download the file", "GET"),
                ("Delete", "DELETE"),
            ],
        )
        self.assertEqual(
            requests["Read"]["url"]["raw"],
            "{{base_url}}/api/res.partner/{{res_partner_id}}",
        )
        body = requests["Create"]["body"]["raw"]
        self.assertEqual(json.loads(body), {"name": "Example"})
        several = requests["Update several"]["body"]["raw"]
        self.assertIn('"id": {{res_partner_id}},', several)
        self.assertEqual(requests["Attach a file"]["body"]["raw"], "Example")
        self.assertEqual(
            requests["Download the file"]["url"]["raw"],
            "{{base_url}}/api/ir.attachment/{{res_partner_id_file}}/raw",
        )

    def test_only_what_the_user_may_do(self):
        self.assertEqual(
            list(self.requests("res.country")),
            ["List", "Query", "Count", "Groups", "Fields", "Call a method", "Read"],
        )

    def test_variables(self):
        collection = self.collection("res.partner")
        variables = {item["key"]: item["value"] for item in collection["variable"]}
        self.assertEqual(variables, {"base_url": self.base_url(), "key": ""})
        self.assertNotIn(self.key, json.dumps(collection))

    def test_address_is_the_servers_own(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("restapi.issuer", "https://odoo.example/")
        for name in ("Host", "X-Forwarded-Host"):
            with self.subTest(header=name):
                answer = self.call(
                    "GET", "/postman.json", headers={name: "evil.example"}
                )
                self.assertEqual(answer.status_code, 200, answer.text)
                self.assertNotIn("evil", answer.text)
                self.assertEqual(
                    answer.json()["variable"][0]["value"], "https://odoo.example"
                )

    def test_also_below_the_api(self):
        collection = self.get("/postman.json?models=res.partner")
        self.assertEqual(collection, self.collection("res.partner"))

    def test_needs_a_credential(self):
        response = self.url_open(PATH)
        self.assertProblem(response, 401, "unauthorized")

    def test_unknown_model(self):
        response = self.call("GET", "/postman.json?models=no.model")
        self.assertProblem(response, 404, "unknown_model")
