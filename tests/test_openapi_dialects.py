"""The documents of all dialects: valid, complete in words, and true of real answers."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from odoo.tests import new_test_user, tagged

from ..openapi.dialects import DESCRIPTIONS
from .support.common import ApiCase

MODELS = ("res.partner", "res.country", "res.partner.category", "sale.order")
PASSWORD = "api_dialects_password"
REPORT = "sale.report_saleorder"


class DialectCase(ApiCase):
    """Calls what a document describes, and compares the answers with it."""

    groups = (
        "base.group_user,base.group_partner_manager,base.group_allow_export,"
        "sales_team.group_sale_salesman"
    )

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
        cls.order = (
            cls.env["sale.order"]
            .with_user(cls.other)
            .create({"partner_id": cls.partner.id})
        )
        cls.spare = cls.env["res.partner"].create({"name": "Spare"})

    def document(self, dialect: str, *models: str) -> dict[str, Any]:
        names = ",".join(models or MODELS)
        return self.get(f"/openapi.json?models={names}&dialect={dialect}")

    def operations(
        self, document: dict[str, Any]
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Give path, method and operation."""
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if method != "servers":
                    yield path, method, operation


@tagged("post_install", "-at_install")
class TestDocuments(DialectCase):
    def test_documents_are_valid(self):
        for dialect in DESCRIPTIONS:
            with self.subTest(dialect):
                document = self.document(dialect)
                validate(document)
                self.assertTrue(document["info"]["title"])
                operations = [
                    operation["operationId"]
                    for _path, _method, operation in self.operations(document)
                ]
                self.assertEqual(len(operations), len(set(operations)))

    def test_all_is_described_in_words(self):
        for dialect in DESCRIPTIONS:
            with self.subTest(dialect):
                document = self.document(dialect)
                components = document["components"]
                described = {
                    **{f"tag {tag['name']}": tag for tag in document["tags"]},
                    **components["parameters"],
                    **components["responses"],
                    **components["schemas"],
                }
                for path, method, operation in self.operations(document):
                    described[f"{method} {path}"] = operation
                    self.assertIn("405", operation["responses"], path)
                for name, schema in components["schemas"].items():
                    for key, value in schema.get("properties", {}).items():
                        described[f"{name}.{key}"] = value
                silent = [
                    name
                    for name, value in described.items()
                    if not value.get("description")
                ]
                self.assertFalse(silent)

    def test_integers_are_bounded(self):
        for dialect in DESCRIPTIONS:
            with self.subTest(dialect):
                loose = [
                    found
                    for found in _schemas(self.document(dialect))
                    if "integer" in found["type"]
                    and not {"minimum", "maximum"} <= found.keys()
                    and "const" not in found
                ]
                self.assertFalse(loose)

    def test_names_of_components_are_words(self):
        for dialect in DESCRIPTIONS:
            components = self.document(dialect)["components"]
            for kind, known in components.items():
                for name in known:
                    self.assertRegex(name, r"^\w+$", kind)
            schemas = components["schemas"]
            self.assertEqual(schemas["res_partner"]["title"], "res.partner")
            self.assertEqual(schemas["res_partner_write"]["title"], "res.partner write")

    def test_unknown_dialect(self):
        response = self.call("GET", "/openapi.json?dialect=soap")
        self.assertProblem(response, 400, "invalid_dialect")

    def test_empty_values(self):
        """A schema says false where the dialect says false, and null elsewhere."""
        text = {"type": ["string", "null"]}
        false = {"anyOf": [{"type": "string"}, {"type": "boolean", "const": False}]}
        for dialect, expected in (
            ("mrm", text),
            ("rest_api", text),
            ("restful", false),
            ("candidroot", false),
            ("synconics", false),
        ):
            schemas = self.document(dialect)["components"]["schemas"]
            phone = schemas["res_partner"]["properties"]["phone"]
            self.assertEqual(phone, phone | expected, dialect)


def _schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Give the schemas in a document that have a type."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), (str, list)) and "in" not in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _schemas(item)


@tagged("post_install", "-at_install")
class TestAnswers(DialectCase):
    """Every operation of every document is called, and answers as it says."""

    def setUp(self) -> None:
        super().setUp()
        self.called: set[str] = set()

    def describe(self, dialect: str) -> None:
        """Choose the document that the calls after this are compared with."""
        self.described = self.document(dialect, "res.partner")
        self.by_name = {
            operation["operationId"]: (path, method, operation)
            for path, method, operation in self.operations(self.described)
        }

    def answer(
        self,
        name: str,
        query: str = "",
        json: Any = None,
        statuses: tuple[int, ...] = (200,),
        *,
        headers: dict[str, str],
        **values: Any,
    ) -> Any:
        """Call an operation and check its answer against its schema.

        :param values: of the parameters in its path; ``id`` is a record's own
        """
        path, method, operation = self.by_name[name]
        servers = self.described["paths"][path].get(
            "servers", self.described["servers"]
        )
        base = servers[0]["url"].removeprefix(self.base_url())
        values = {"id": self.partner.id, "model": "res.partner", **values}
        response = self.url_open(
            f"{base}{path.format(**values)}{query}",
            method=method.upper(),
            headers=headers,
            json=json,
        )
        self.assertIn(response.status_code, statuses, f"{name}: {response.text}")
        value = response.json()
        self.assertDescribed(operation, response.status_code, value)
        self.called.add(name)
        return value

    def assertDescribed(self, operation, status: int, value: Any) -> None:
        components = self.described["components"]
        described = operation["responses"][str(status)]
        if "$ref" in described:
            described = components["responses"][described["$ref"].rpartition("/")[2]]
        schema = {
            **described["content"]["application/json"]["schema"],
            "components": components,
        }
        errors = list(Draft202012Validator(schema).iter_errors(value))
        self.assertFalse(errors, f"{operation['operationId']}: {errors[:3]}")

    def assertAllCalled(self) -> None:
        self.assertEqual(self.by_name.keys() - self.called, set())

    def check_models(self, name: str, path: str, headers: dict[str, str]) -> None:
        """Compare lists of other models, whose fields are of other types."""
        document = self.document(name)
        self.described = document
        for model in MODELS:
            response = self.url_open(path.format(model=model), headers=headers)
            self.assertEqual(response.status_code, 200, response.text)
            described = path.removeprefix("/api").removeprefix("/restapi/1.0")
            key = described.partition("?")[0].format(model=model)
            operation = document["paths"][key]["get"]
            self.assertDescribed(operation, 200, response.json())

    @property
    def report_statuses(self) -> tuple[int, ...]:
        """A server without wkhtmltopdf says so."""
        missing = self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install"
        return (503,) if missing else (200,)

    def test_native(self):
        self.describe("mrm")
        headers = {"Authorization": f"Bearer {self.key}"}
        for name in ("health", "openapi", "postman"):
            self.answer(name, headers=headers)
        self.answer("list_res_partner", "?limit=5", headers=headers)
        self.answer("read_res_partner", headers=headers)
        new = {"name": "New", "child_ids": [{"name": "Line"}]}
        made = self.answer(
            "create_res_partner", json=new, statuses=(201,), headers=headers
        )
        for name in ("put_res_partner", "update_res_partner"):
            change = {"child_ids": {"replace": []}}
            self.answer(name, json=change, id=made["id"], headers=headers)
        self.answer("delete_res_partner", id=made["id"], headers=headers)
        self.assertAllCalled()
        self.check_models("mrm", "/api/{model}?limit=5", headers)

    def test_rest_api(self):
        self.describe("rest_api")
        log_in = {"username": "api_dialects", "password": PASSWORD}
        self.answer(
            "get_tokens_by_query",
            f"?username=api_dialects&password={PASSWORD}",
            headers={},
        )
        tokens = self.answer("get_tokens", json=log_in, headers={})
        refresh = {"refresh_token": tokens["refresh_token"]}
        renewed = self.answer("refresh_token", json=refresh, headers={})
        headers = {"Access-Token": renewed["access_token"]}
        self.answer("list_res_partner", "?limit=5", headers=headers)
        self.answer("read_res_partner", headers=headers)
        made = self.answer("create_res_partner", json={"name": "New"}, headers=headers)
        one = {"id": made["id"], "headers": headers}
        self.answer("update_res_partner", json={"city": "Ghent"}, **one)
        self.answer("call_res_partner", json={}, method="get_metadata", **one)
        self.answer("delete_res_partner", **one)
        for name in ("get_pdf", "put_pdf"):
            self.answer(
                name,
                f"?report_name={REPORT}&ids={self.order.id}",
                statuses=self.report_statuses,
                headers=headers,
            )
        self.check_models("rest_api", "/api/{model}?limit=5", headers)
        self.describe("rest_api")
        self.answer("delete_tokens", json=refresh, headers={})
        self.assertAllCalled()

    def test_restful(self):
        self.describe("restful")
        log_in = {"login": "api_dialects", "password": PASSWORD}
        self.answer(
            "log_in_by_query", f"?login=api_dialects&password={PASSWORD}", headers={}
        )
        issued = self.answer("log_in", json=log_in, headers={})
        headers = {"Access-Token": issued["access_token"]}
        self.answer("list_res_partner", "?limit=5", headers=headers)
        self.answer("read_res_partner", headers=headers)
        made = self.answer("create_res_partner", json={"name": "New"}, headers=headers)
        one = {"id": made["data"][0]["id"], "headers": headers}
        self.answer("update_res_partner", json={"city": "Ghent"}, **one)
        self.answer("call_res_partner", method="get_metadata", json={}, **one)
        self.answer("call_named_res_partner", json={"_method": "get_metadata"}, **one)
        self.answer("delete_res_partner", **one)
        self.check_models("restful", "/api/{model}?limit=5", headers)
        self.describe("restful")
        self.answer("log_out", headers=headers)
        self.assertAllCalled()

    def test_candidroot(self):
        headers = {"api-key": self.account._restapi_new_key()}
        self.env.flush_all()
        self.describe("candidroot")
        for name in ("search", "schema", "count"):
            self.answer(f"{name}_res_partner", headers=headers)
        self.answer("read_res_partner", headers=headers)
        made = self.answer("create_res_partner", json={"name": "New"}, headers=headers)
        one = {"id": made["id"], "headers": headers}
        self.answer("update_res_partner", json={"city": "Ghent"}, **one)
        call = {"method": "name_search", "kwargs": {"limit": 1}}
        self.answer("execute_kw_res_partner", json=call, headers=headers)
        self.answer("delete_res_partner", **one)
        for name in ("generate_token", "generate_token_res_partner"):
            self.answer(name, json={"expiration_days": 1}, headers=headers)
        self.assertAllCalled()
        self.check_models("candidroot", "/api/{model}/search?limit=5", headers)

    def test_synconics(self):
        headers = {"Authorization": f"Bearer {self.key}"}
        self.describe("synconics")
        self.assertEqual(
            self.described["servers"], [{"url": f"{self.base_url()}/restapi/1.0"}]
        )
        flows = self.described["components"]["securitySchemes"]["oauth2"]["flows"]
        self.assertEqual(set(flows), {"authorizationCode", "clientCredentials"})
        self.env["ir.config_parameter"].set_param("restapi.demo", "True")
        for name in ("version", "start"):
            self.answer(name, headers={})
        self._call_objects(headers)
        self._call_methods(headers)
        query = f"?ids={self.order.id}"
        report = {"report": REPORT, "headers": headers, "id": self.order.id}
        statuses = self.report_statuses
        self.answer("report_of_several", query, statuses=statuses, **report)
        self.answer("report", statuses=statuses, **report)
        self.answer(
            "signal",
            model="sale.order",
            id=self.order.id,
            signal="order_confirm",
            headers=headers,
        )
        self.assertAllCalled()
        path = "/restapi/1.0/object/{model}?limit=5"
        self.check_models("synconics", path, headers)

    def _call_objects(self, headers: dict[str, str]) -> None:
        self.answer("list_res_partner", "?limit=5", headers=headers)
        self.answer("read_res_partner", headers=headers)
        made = self.answer("create_res_partner", json={"name": "New"}, headers=headers)
        id_ = made["res.partner"]["id"]
        change = {"city": "Ghent"}
        self.answer("update_res_partner", json=change, id=id_, headers=headers)
        query = f"?ids={id_}"
        self.answer("update_several_res_partner", query, json=change, headers=headers)
        self.answer("delete_several_res_partner", query, headers=headers)
        self.answer("delete_res_partner", id=self.spare.id, headers=headers)

    def _call_methods(self, headers: dict[str, str]) -> None:
        for name, query in (
            ("search", "?limit=5"),
            ("count", ""),
            ("search_read", "?limit=5"),
            ("read_group", "?fields=['id:count']&groupby=['country_id']"),
            ("check_access_rights", "?operation=read"),
            ("fields_get", "?allfields=['id']"),
            ("name_search", "?name=a&limit=5"),
            ("read_by_method", ""),
            ("name_get", ""),
            ("export_data", "?fields=['id','name']"),
            ("default_get", "?fields=['name','type']"),
        ):
            self.answer(f"{name}_res_partner", query, headers=headers)
        self.answer("name_create_res_partner", json={"name": "x"}, headers=headers)
        self.answer("copy_res_partner", json={}, headers=headers)
        for verb in ("get", "post", "put", "patch", "delete"):
            body = {} if verb in ("post", "put", "patch") else None
            for name in ("call", "call_record"):
                self.answer(
                    f"{name}_by_{verb}",
                    json=body,
                    method="get_metadata",
                    headers=headers,
                )
