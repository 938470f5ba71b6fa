"""OpenAPI of the dialects beside the native one: valid, and true of real answers."""

from typing import Any

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from odoo.tests import new_test_user, tagged

from .common import ApiCase

MODELS = ("res.partner", "res.country", "res.partner.category", "sale.order")
PASSWORD = "api_dialects_password"


@tagged("post_install", "-at_install")
class TestDocuments(ApiCase):
    groups = "base.group_user,base.group_partner_manager,sales_team.group_sale_salesman"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.other = new_test_user(
            cls.env, login="api_dialects", password=PASSWORD, groups=cls.groups
        )
        cls.account = cls.env["restapi.account"].create(
            {"name": "Documents", "user_id": cls.other.id, "is_limited": False}
        )
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Documented",
                "country_id": cls.env.ref("base.be").id,
                "category_id": [(0, 0, {"name": "Documented"})],
                "child_ids": [(0, 0, {"name": "Below"})],
            }
        )

    def document(self, dialect: str) -> dict[str, Any]:
        models = ",".join(MODELS)
        return self.get(f"/openapi.json?models={models}&dialect={dialect}")

    def answer(self, path: str, **headers: str) -> Any:
        response = self.url_open(path, headers=headers)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def assertDescribed(self, document, path, value, method="get") -> None:
        """Check a real answer against its schema."""
        operation = document["paths"][path][method]
        content = operation["responses"]["200"]["content"]
        schema = {
            **content["application/json"]["schema"],
            "components": document["components"],
        }
        errors = list(Draft202012Validator(schema).iter_errors(value))
        self.assertFalse(errors, errors[:3])

    def test_documents_are_valid(self):
        for dialect in ("mrm", "rest_api", "restful", "candidroot", "synconics"):
            with self.subTest(dialect):
                document = self.document(dialect)
                validate(document)
                self.assertTrue(document["info"]["title"])
                operations = [
                    operation["operationId"]
                    for item in document["paths"].values()
                    for operation in item.values()
                ]
                self.assertEqual(len(operations), len(set(operations)))

    def test_unknown_dialect(self):
        response = self.call("GET", "/openapi.json?dialect=soap")
        self.assertProblem(response, 400, "invalid_dialect")

    def test_rest_api(self):
        tokens = self.url_open(
            "/api/auth/get_tokens",
            json={"username": "api_dialects", "password": PASSWORD},
        ).json()
        document = self.document("rest_api")
        self.assertDescribed(document, "/auth/get_tokens", tokens, "post")
        header = {"Access-Token": tokens["access_token"]}
        for model in MODELS:
            found = self.answer(f"/api/{model}?limit=5", **header)
            self.assertDescribed(document, f"/{model}", found)
        found = self.answer(f"/api/res.partner/{self.partner.id}", **header)
        self.assertDescribed(document, "/res.partner/{id}", found)

    def test_restful(self):
        issued = self.url_open(
            "/api/auth/token", json={"login": "api_dialects", "password": PASSWORD}
        ).json()
        document = self.document("restful")
        self.assertDescribed(document, "/auth/token", issued, "post")
        header = {"Access-Token": issued["access_token"]}
        for model in MODELS:
            found = self.answer(f"/api/{model}?limit=5", **header)
            self.assertDescribed(document, f"/{model}", found)
        found = self.answer(f"/api/res.partner/{self.partner.id}", **header)
        self.assertDescribed(document, "/res.partner/{id}", found)

    def test_candidroot(self):
        header = {"api-key": self.account._restapi_new_key()}
        self.env.flush_all()
        document = self.document("candidroot")
        for model in MODELS:
            found = self.answer(f"/api/{model}/search?limit=5", **header)
            self.assertDescribed(document, f"/{model}/search", found)
        for end in ("schema", "record_count"):
            found = self.answer(f"/api/res.partner/{end}", **header)
            self.assertDescribed(document, f"/res.partner/{end}", found)
        found = self.answer(f"/api/res.partner/{self.partner.id}", **header)
        self.assertDescribed(document, "/res.partner/{id}", found)

    def test_synconics(self):
        header = {"Authorization": f"Bearer {self.key}"}
        document = self.document("synconics")
        self.assertEqual(document["servers"], [{"url": "/restapi/1.0"}])
        base = "/restapi/1.0/object"
        for model in MODELS:
            found = self.answer(f"{base}/{model}?limit=5", **header)
            self.assertDescribed(document, f"/object/{model}", found)
        found = self.answer(f"{base}/res.partner/{self.partner.id}", **header)
        self.assertDescribed(document, "/object/res.partner/{id}", found)
        flows = document["components"]["securitySchemes"]["oauth2"]["flows"]
        self.assertEqual(set(flows), {"authorizationCode", "clientCredentials"})

    def test_empty_values(self):
        """A schema says false where the dialect says false, and null elsewhere."""
        for dialect, kinds in (
            ("mrm", ["string", "null"]),
            ("rest_api", ["string", "null"]),
            ("restful", ["string", "boolean"]),
            ("candidroot", ["string", "boolean"]),
            ("synconics", ["string", "boolean"]),
        ):
            schemas = self.document(dialect)["components"]["schemas"]
            phone = schemas["res.partner"]["properties"]["phone"]
            self.assertEqual(phone["type"], kinds, dialect)
