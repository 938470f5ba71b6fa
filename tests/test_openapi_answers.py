"""Every operation of every document is called, and answers as it says."""

from typing import Any

from jsonschema import Draft202012Validator
from requests import Response

from odoo.tests import tagged

from ..openapi import headers as described_headers
from .test_openapi_dialects import MODELS, PASSWORD, DialectCase

JSON = "application/json"
REPORT = "sale.report_saleorder"
# Those that a document has to tell of.
HEADERS = tuple(described_headers.TEXTS)


class AnswerCase(DialectCase):
    """Calls the operations of a document by their names."""

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
        data: bytes | None = None,
        **values: Any,
    ) -> Any:
        """Call an operation and check its answer against its schema.

        :param data: a body that is no JSON
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
            data=data,
        )
        self.assertIn(response.status_code, statuses, f"{name}: {response.text}")
        # What GET does there, HEAD would do again.
        if method == "get" and "/workflow/" not in path:
            self.assertHead(response, headers)
        self.assertAnswers(operation, response)
        self.called.add(name)
        is_json = response.headers.get("Content-Type", "").startswith(JSON)
        return response.json() if is_json else response

    def assertHead(self, response: Response, headers: dict[str, str]) -> None:
        """Assert that HEAD tells what GET does, without a body.

        But for parts: a range is one of GET (RFC 9110, 14.2); and for jobs, which
        would be another one.
        """
        if "Range" in headers or "respond-async" in headers.get("Prefer", ""):
            return
        head = self.url_open(response.url, method="HEAD", headers=headers)
        self.assertEqual(head.status_code, response.status_code, response.url)
        self.assertEqual(head.content, b"")
        for name in ("Content-Type", "ETag", "Location", "Link"):
            self.assertEqual(head.headers.get(name), response.headers.get(name), name)

    def assertAnswers(self, operation: dict[str, Any], response: Response) -> None:
        """Assert that there are no other type and no other headers than described."""
        described = self.resolved(operation["responses"][str(response.status_code)])
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        kinds = described.get("content", {})
        if kind == JSON:
            self.assertDescribed(operation, response.status_code, response.json())
        elif response.content:
            self.assertTrue({kind, "*/*"} & kinds.keys(), f"{kind}: {list(kinds)}")
        sent = {name for name in HEADERS if name in response.headers}
        self.assertFalse(
            sent - described.get("headers", {}).keys(), operation["operationId"]
        )

    def resolved(self, answer: dict[str, Any]) -> dict[str, Any]:
        name = answer.get("$ref", "").rpartition("/")[2]
        return self.described["components"]["responses"][name] if name else answer

    def assertDescribed(
        self, operation: dict[str, Any], status: int, value: Any
    ) -> None:
        described = self.resolved(operation["responses"][str(status)])
        schema = {
            **described["content"][JSON]["schema"],
            "components": self.described["components"],
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


@tagged("post_install", "-at_install")
class TestAnswers(AnswerCase):
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
