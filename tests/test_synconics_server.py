"""The Synconics dialect on a real server with two workers.

Custom models change the registry of every worker, and a report is rendered by
wkhtmltopdf: neither is so inside of a test's transaction.
"""

import base64
import io

import requests

from odoo.fields import Command
from odoo.tests import get_db_name, tagged
from odoo.tests.common import new_test_user
from odoo.tools.pdf import PdfFileReader

from ..dialects.synconics import xml
from .support.committed import CommittedCase
from .support.common import make_key
from .support.server import Server

TOO_MANY = ",".join(map(str, range(1, 200)))
CALLS = 8  # enough to reach both workers


class ServerCase(CommittedCase):
    groups = "base.group_user"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.user_id, cls.key = cls.committed(cls._make_user)
        cls.addClassCleanup(cls.committed, cls._remove_user)
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))

    @classmethod
    def _make_user(cls, env):
        user = new_test_user(env, login="api_server", groups=cls.groups)
        return user.id, make_key(user)

    @classmethod
    def _remove_user(cls, env):
        env["res.users"].browse(cls.user_id).unlink()

    def send(self, method, path, **kwargs):
        headers = {"Authorization": f"Bearer {self.key}", **kwargs.pop("headers", {})}
        url = f"{self.server.url}/restapi/1.0{path}"
        return requests.request(method, url, headers=headers, timeout=120, **kwargs)

    def answer(self, method, path, **kwargs):
        response = self.send(method, path, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()


@tagged("post_install", "-at_install")
class TestCustomModels(ServerCase):
    groups = "base.group_system"

    def create_model(self, name):
        values = f"{{'name':'Custom Model','model':'{name}','state':'manual'}}"
        path = f"/object/ir.model?vals={values}"
        record = self.answer("POST", path)["ir.model"]
        self.addCleanup(self.answer, "DELETE", f"/object/ir.model/{record['id']}")
        return record

    def test_inspect_a_new_model(self):
        record = self.create_model("x_custom_model")
        self.assertEqual(
            (record["model"], record["state"]), ("x_custom_model", "manual")
        )
        path = "/object/x_custom_model/fields_get?attributes=['string','help','type']"
        for _ in range(CALLS):
            fields = self.answer("GET", path)["x_custom_model"]
            self.assertEqual(
                {name: field["type"] for name, field in fields.items()},
                {
                    "create_uid": "many2one",
                    "create_date": "datetime",
                    "write_uid": "many2one",
                    "write_date": "datetime",
                    "display_name": "char",
                    "id": "integer",
                },
            )

    def test_use_a_new_model(self):
        model = self.create_model("x_custom")
        path = (
            f"/object/ir.model.fields?vals={{'model_id':{model['id']},'name':'x_name',"
            "'ttype':'char','state':'manual','required':True}"
        )
        field = self.answer("POST", path)["ir.model.fields"]
        self.assertEqual(field["model_id"], [model["id"], "Custom Model"])
        self.assertEqual((field["name"], field["ttype"]), ("x_name", "char"))
        self.assertIs(field["required"], True)
        path = "/object/x_custom?vals={'x_name':'test record'}"
        for count in range(1, CALLS + 1):
            record = self.answer("POST", path)["x_custom"]
            self.assertEqual(record["x_name"], "test record")
            self.assertEqual(
                record["create_uid"], [self.user_id, "api_server (base.group_system)"]
            )
            self.assertEqual(
                self.answer("GET", "/object/x_custom/search_count"), {"count": count}
            )
            read = self.answer("GET", f"/object/x_custom/{record['id']}")["x_custom"]
            self.assertEqual(read["display_name"], "test record")

    def test_a_field_more_and_a_field_less(self):
        model = self.create_model("x_changing")
        first = self.answer("POST", "/object/x_changing", json={"vals": {}})[
            "x_changing"
        ]["id"]
        values = {
            "model_id": model["id"],
            "name": "x_size",
            "ttype": "integer",
            "state": "manual",
        }
        field = self.answer("POST", "/object/ir.model.fields", json=values)[
            "ir.model.fields"
        ]
        for size in range(CALLS):
            path = f"/object/x_changing/{first}"
            self.assertEqual(
                self.answer("PUT", path, json={"x_size": size})["x_changing"]["x_size"],
                size,
            )
        self.answer("DELETE", f"/object/ir.model.fields/{field['id']}")
        for _ in range(CALLS):
            self.assertNotIn(
                "x_size",
                self.answer("GET", f"/object/x_changing/{first}")["x_changing"],
            )
            response = self.send(
                "PUT", f"/object/x_changing/{first}", json={"x_size": 1}
            )
            self.assertEqual(response.status_code, 403, response.text)

    def test_a_model_that_is_gone(self):
        model = self.answer(
            "POST",
            "/object/ir.model?vals={'name':'Gone','model':'x_gone','state':'manual'}",
        )["ir.model"]
        self.answer("GET", "/object/x_gone")
        self.assertEqual(self.answer("DELETE", f"/object/ir.model/{model['id']}"), {})
        for _ in range(CALLS):
            self.assertEqual(self.send("GET", "/object/x_gone").status_code, 404)

    def test_access_of_the_clients_own_choice(self):
        values = {
            "name": "Closed",
            "model": "x_closed",
            "state": "manual",
            "access_ids": [],
        }
        model = self.answer("POST", "/object/ir.model", json=values)["ir.model"]
        self.addCleanup(self.answer, "DELETE", f"/object/ir.model/{model['id']}")
        response = self.send("GET", "/object/x_closed")
        self.assertEqual(response.status_code, 403)
        self.assertIn("x_closed", response.json()["error"]["message"])


@tagged("post_install", "-at_install")
class TestReports(ServerCase):
    groups = "sales_team.group_sale_salesman_all_leads"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.one, cls.two = cls.committed(cls._make_orders)
        cls.addClassCleanup(cls.committed, cls._remove_orders)

    @classmethod
    def _make_orders(cls, env):
        partner = env["res.partner"].create({"name": "Report"})
        line = Command.create({"display_type": "line_note", "name": "A line"})
        values = {"partner_id": partner.id, "order_line": [line]}
        return env["sale.order"].create([values, values]).ids

    @classmethod
    def _remove_orders(cls, env):
        orders = env["sale.order"].browse([cls.one, cls.two])
        partners = orders.partner_id
        orders.unlink()
        partners.unlink()

    def assertPdf(self, document, id_):
        self.assertEqual(set(document), {"id", "state", "format", "result"})
        self.assertEqual(
            (document["id"], document["state"], document["format"]),
            (id_, "true", "pdf"),
        )
        content = base64.b64decode(document["result"], validate=True)
        self.assertTrue(content.startswith(b"%PDF-"))
        self.assertEqual(PdfFileReader(io.BytesIO(content)).getNumPages(), 1)

    def test_single_report(self):
        body = self.answer("GET", f"/report/sale.report_saleorder/{self.one}")
        self.assertEqual(set(body), {"report"})
        self.assertPdf(body["report"], self.one)

    def test_report_set(self):
        body = self.answer(
            "GET", f"/report/sale.report_saleorder?ids={self.two},{self.one}"
        )
        self.assertEqual(len(body["report"]), 2)
        for document, id_ in zip(body["report"], (self.two, self.one), strict=True):
            self.assertPdf(document, id_)

    def test_report_in_xml(self):
        path = f"/report/sale.report_saleorder?ids={self.one}"
        response = self.send("GET", path, headers={"Accept": "application/xml"})
        [document] = xml.loads(response.content)["report"]
        self.assertPdf(document, self.one)

    def test_refused_reports(self):
        for status, path in (
            (404, "/report/sale.no_report/1"),
            (404, "/report/web.login/1"),
            (404, "/report/..%2Fetc%2Fpasswd/1"),
            (404, "/report/sale.report_saleorder/999999"),
            (400, "/report/sale.report_saleorder"),
            (400, "/report/sale.report_saleorder/1x"),
            (
                400,
                f"/report/sale.report_saleorder?ids={TOO_MANY}",
            ),
            (403, "/report/base.report_irmodeloverview/1"),
        ):
            with self.subTest(path=path):
                response = self.send("GET", path)
                self.assertEqual(response.status_code, status, response.text)
                self.assertEqual(response.json()["error"]["code"], status)
