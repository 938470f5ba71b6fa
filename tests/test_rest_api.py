"""The dialect ``rest_api``: every row of its table, every error of it."""

import base64
import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_tokens import TokenCase

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class RestApiCase(TokenCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.belgium = cls.env.ref("base.be")
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Zoë Ünder",
                "city": "Ghent",
                "ref": "Z-1",
                "country_id": cls.belgium.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.token = self.tokens()["access_token"]

    def ask(self, method, path, token=None, **kwargs):
        return self.send(method, path, token or self.token, **kwargs)

    def ok(self, method, path, **kwargs):
        response = self.ask(method, path, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def stored(self, model, kind, text):
        self.env["ir.model"]._get(model)[f"rest_api__{kind}"] = text


@tagged("post_install", "-at_install")
class TestReading(RestApiCase):
    def test_read_all(self):
        body = self.ok("GET", "/res.partner", json={"filters": [["ref", "=", "Z-1"]]})
        self.assertEqual(
            body,
            {"count": 1, "results": [{"id": self.partner.id, "name": "Zoë Ünder"}]},
        )

    def test_filters_in_the_query(self):
        for filters in ("[('ref','=','Z-1')]", '[["ref","=","Z-1"]]'):
            for path in ("/res.partner", "/res.partner/"):
                body = self.ok("GET", path, params={"filters": filters})
                self.assertEqual(body["count"], 1)

    def test_offset_limit_order(self):
        self.env["res.partner"].create(
            [{"name": f"R {i}", "city": "Rome-x"} for i in range(4)]
        )
        sent = {
            "filters": "[('city','=','Rome-x')]",
            "offset": 1,
            "limit": 2,
            "order": "name desc",
        }
        for kwargs in ({"params": sent}, {"json": sent}):
            body = self.ok("GET", "/res.partner", **kwargs)
            self.assertEqual(body["count"], 2)
            self.assertEqual([row["name"] for row in body["results"]], ["R 2", "R 1"])

    def test_body_wins_over_query(self):
        body = self.ok("GET", "/res.partner?limit=1", json={"limit": 2})
        self.assertEqual(body["count"], 2)

    def test_include_and_exclude(self):
        query = "filters=[('ref','=','Z-1')]&exclude_fields=*&include_fields="
        for included, expected in (
            ("city", {"city": "Ghent"}),
            ("city,ref", {"city": "Ghent", "ref": "Z-1"}),
            ("('city','ref')", {"city": "Ghent", "ref": "Z-1"}),
            (
                "('city',('country_id',('code',)))",
                {"city": "Ghent", "country_id": {"id": self.belgium.id, "code": "BE"}},
            ),
            (
                '["country_id"]',
                {"country_id": {"id": self.belgium.id, "name": "Belgium"}},
            ),
        ):
            with self.subTest(included=included):
                body = self.ok("GET", f"/res.partner?{query}{included}")
                self.assertEqual(body["results"], [{"id": self.partner.id, **expected}])

    def test_read_one(self):
        record = self.ok("GET", f"/res.partner/{self.partner.id}")
        self.assertEqual(
            record["country_id"], {"id": self.belgium.id, "name": "Belgium"}
        )
        self.assertIsNone(record["street"])
        self.assertIs(record["active"], True)
        self.assertIn("image_1920", record)
        self.assertEqual(record["child_ids"], [])
        self.assertRegex(record["create_date"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        without = self.ok(
            "GET", f"/res.partner/{self.partner.id}?exclude_fields=name,city"
        )
        self.assertNotIn("name", without)
        self.assertIn("street", without)

    def test_search_field(self):
        record = self.ok("GET", "/res.partner/Z-1?search_field=ref")
        self.assertEqual(record["id"], self.partner.id)
        missing = self.ask("GET", "/res.partner/nothing?search_field=ref")
        self.assertError(missing, 404, "not_found_object_in_odoo")

    def test_stored_schemas(self):
        self.stored("res.partner", "read_all__schema", "('name', 'country_id')")
        self.stored(
            "res.partner", "read_one__schema", "('name', ('country_id', ('code')))"
        )
        body = self.ok("GET", "/res.partner?filters=[('ref','=','Z-1')]")
        row = {
            "id": self.partner.id,
            "name": "Zoë Ünder",
            "country_id": self.belgium.id,
        }
        self.assertEqual(body["results"], [row])
        record = self.ok("GET", f"/res.partner/{self.partner.id}?include_fields=city")
        self.assertEqual(
            record,
            {
                "id": self.partner.id,
                "name": "Zoë Ünder",
                "country_id": {"id": self.belgium.id, "code": "BE"},
                "city": "Ghent",
            },
        )

    def test_escaped_characters(self):
        path = f"/res.partner/{self.partner.id}?exclude_fields=*&include_fields=name"
        self.assertIn("Zoë".encode(), self.ask("GET", path).content)
        self.env["ir.config_parameter"].set_param(
            "rest_api.u_escape_characters_for_unicode_in_responses", "True"
        )
        response = self.ask("GET", path)
        self.assertIn(b"Zo\\u00eb", response.content)
        self.assertEqual(response.json()["name"], "Zoë Ünder")
        self.assertTrue(self.ask("GET", "/res.partner/x").content.isascii())

    def test_cross_origin_parameter(self):
        self.assertNotIn(
            "Access-Control-Allow-Origin",
            self.ask("GET", "/res.partner?limit=1").headers,
        )
        self.env["ir.config_parameter"].set_param(
            "rest_api.cors_parameter_value_in_all_routes", "*"
        )
        self.assertEqual(
            self.ask("GET", "/res.partner?limit=1").headers[
                "Access-Control-Allow-Origin"
            ],
            "*",
        )
        self.assertEqual(self.log_in().headers["Access-Control-Allow-Origin"], "*")

    def test_attachment(self):
        content = base64.b64encode(b"hello attachment").decode()
        made = self.ok(
            "POST", "/ir.attachment", json={"name": "a.txt", "datas": content}
        )
        record = self.ok("GET", f"/ir.attachment/{made['id']}")
        self.assertEqual(record["datas"], content)


@tagged("post_install", "-at_install")
class TestWriting(RestApiCase):
    def test_create(self):
        body = self.ok("POST", "/res.partner", json={"name": "New", "city": "Bonn"})
        self.assertEqual(list(body), ["id"])
        self.assertEqual(self.env["res.partner"].browse(body["id"]).city, "Bonn")

    def test_create_with_image(self):
        body = self.ok("POST", "/res.partner", json={"name": "P", "image_1920": PIXEL})
        self.assertTrue(self.env["res.partner"].browse(body["id"]).image_1920)

    def test_create_schema_and_defaults(self):
        self.stored("res.partner", "create_one__schema", "('id', 'name', 'city')")
        self.stored("res.partner", "create_one__defaults", "{'city': 'Lier'}")
        body = self.ok("POST", "/res.partner", json={"name": "New", "city": "Bonn"})
        self.assertEqual(body, {"id": body["id"], "name": "New", "city": "Lier"})

    def test_query_values_are_converted(self):
        path = f"/res.partner/{self.partner.id}"
        self.assertEqual(
            self.ok("PUT", f"{path}?name=Tom Lenz&city=New York&zip=0106"), {}
        )
        self.assertRecordValues(
            self.partner, [{"name": "Tom Lenz", "city": "New York", "zip": "0106"}]
        )
        self.ok("PUT", path, json={"zip": 106})
        self.assertEqual(self.partner.zip, "106")
        self.ok("PUT", f"{path}?zip=None&is_company=True")
        self.assertRecordValues(self.partner, [{"zip": False, "is_company": True}])

    def test_form(self):
        path = f"/res.partner/{self.partner.id}"
        self.ok("PUT", path, data={"city": "Form & Co", "is_company": "True"})
        self.assertRecordValues(
            self.partner, [{"city": "Form & Co", "is_company": True}]
        )
        self.ok("PUT", path, files={"street": (None, "Multipart 1")})
        self.assertEqual(self.partner.street, "Multipart 1")

    def test_json_under_any_content_type(self):
        path = f"/res.partner/{self.partner.id}"
        for number, content_type in enumerate(
            [
                "text/html",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json",
            ]
        ):
            with self.subTest(content_type=content_type):
                body = json.dumps({"city": f"City {number} & more=1"})
                headers = {"Content-Type": content_type}
                self.ok("PUT", path, data=body, headers=headers)
                self.assertEqual(self.partner.city, f"City {number} & more=1")

    def test_context(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        values = {"name": "Pays", "__context__": {"lang": "fr_FR"}}
        self.ok("PUT", f"/res.partner/{self.partner.id}", json={"name": "x"})
        category = self.env["res.partner.category"].create({"name": "Land"})
        self.ok("PUT", f"/res.partner.category/{category.id}", json=values)
        self.assertEqual(category.with_context(lang="fr_FR").name, "Pays")
        self.assertEqual(category.name, "Land")

    def test_nested_update(self):
        banks = self.env["res.partner.bank"].create(
            [{"acc_number": f"BE {i}", "partner_id": self.partner.id} for i in range(3)]
        )
        categories = self.env["res.partner.category"].create(
            [{"name": "A"}, {"name": "B"}]
        )
        self.user.group_ids += self.env.ref("base.group_system")
        self.ok(
            "PUT",
            f"/res.partner/{self.partner.id}",
            json={
                "bank_ids": [
                    {"id": banks[0].id, "acc_number": "BE new"},
                    {"id": banks[1].id},
                    {"acc_number": "BE 4"},
                ],
                "category_id": [{"id": category.id} for category in categories],
            },
        )
        self.env.invalidate_all()
        self.assertEqual(
            set(self.partner.bank_ids.mapped("acc_number")), {"BE new", "BE 2", "BE 4"}
        )
        self.assertEqual(self.partner.category_id, categories)
        self.ok("PUT", f"/res.partner/{self.partner.id}", json={"category_id": []})
        self.assertFalse(self.partner.category_id)

    def test_update_and_delete_many(self):
        partners = self.env["res.partner"].create([{"name": "D"}] * 3)
        ids = ",".join(map(str, partners.ids))
        self.assertEqual(
            self.ok("PUT", f"/res.partner/{ids}", json={"city": "Same"}), {}
        )
        self.assertEqual(set(partners.mapped("city")), {"Same"})
        self.assertEqual(self.ok("DELETE", f"/res.partner/{ids}"), {})
        self.assertFalse(partners.exists())

    def test_call(self):
        path = f"/res.partner/{self.partner.id}"
        self.assertEqual(
            self.ok("PUT", f"{path}/address_get"), {"contact": self.partner.id}
        )
        copied = self.ok("PUT", f"{path}/copy", json={"default": {"name": "Copied"}})
        self.assertEqual(self.env["res.partner"].browse(copied).name, "Copied")
        self.assertIs(self.ok("PUT", f"{path}/has_access?operation=read"), True)

    def test_call_that_gives_dates(self):
        sent = {"fields": ["create_date"]}
        rows = self.ok("PUT", f"/res.partner/{self.partner.id}/read", json=sent)
        self.assertRegex(rows[0]["create_date"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")

    def test_call_of_the_model(self):
        fields = self.ok(
            "PUT", "/res.partner/0/fields_get", json={"allfields": ["name"]}
        )
        self.assertEqual(list(fields), ["name"])
        found = self.ok("PUT", "/res.partner/0/search_count?domain=[('ref','=','Z-1')]")
        self.assertEqual(found, 1)
        found = self.ok("PUT", "/res.partner/0/name_search?name=Zo&limit=1")
        self.assertEqual(len(found), 1)

    def test_report(self):
        """What it is of, that is: Odoo renders no PDF while it is testing itself."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("there is no wkhtmltopdf")
        if "sale.order" not in self.env:
            self.skipTest("sale is not installed")
        self.user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        sent = {"report_name": "sale.report_saleorder", "ids": [order.id]}
        for method in ("GET", "PUT"):
            text = self.ok(method, "/report/get_pdf", json=sent)
            self.assertIn(order.name.encode(), base64.b64decode(text))
            self.assertEqual(len(text.split("\n")[0]), 76)


@tagged("post_install", "-at_install")
class TestErrors(RestApiCase):
    def test_credentials(self):
        response = self.url_open("/api/report/get_pdf")
        self.assertError(response, 400, "no_access_token")
        # Where the native dialect takes a file.
        path = "/api/res.partner/1/unlink"
        response = self.url_open(path, method="PUT", json={})
        self.assertError(response, 400, "no_access_token")
        self.assertError(
            self.ask("GET", "/res.partner", "0" * 40), 401, "invalid_token"
        )

    def test_client_mistakes(self):
        missing = self.env["res.partner"].search([], order="id desc", limit=1).id + 1000
        path = f"/res.partner/{self.partner.id}"
        for method, address, body, status, code in (
            ("GET", "/res.partner/x", None, 400, "invalid_object_id"),
            ("GET", "/res.partner/99999999999", None, 400, "invalid_object_id"),
            ("PUT", "/res.partner/1,x", {}, 400, "invalid_object_id"),
            ("GET", f"/res.partner/{missing}", None, 404, "not_found_object_in_odoo"),
            (
                "PUT",
                f"/res.partner/{missing}",
                {"name": "x"},
                404,
                "not_found_object_in_odoo",
            ),
            (
                "DELETE",
                f"/res.partner/{missing}",
                None,
                404,
                "not_found_object_in_odoo",
            ),
            ("GET", "/no.such.model", None, 501, "model_not_available"),
            ("PUT", f"{path}/no_such_method", {}, 501, "method_not_exist_in_odoo"),
            ("PUT", f"{path}/_email_send", {}, 403, "access_denied"),
            ("GET", "/report/get_html", None, 501, "report_method_not_implemented"),
            ("GET", "/report/get_pdf", None, 400, "bad_request"),
            (
                "GET",
                "/res.partner?filters=[('no_field','=',1)]",
                None,
                400,
                "bad_request",
            ),
            ("GET", "/res.partner?filters=[('name'", None, 400, "bad_request"),
            ("GET", "/res.partner?limit=x", None, 400, "bad_request"),
            ("GET", "/res.partner?order=no_field", None, 400, "bad_request"),
            ("GET", "/res.partner", [1], 400, "bad_request"),
            ("PUT", path, {"no_field": 1}, 409, "not_updated_object_in_odoo"),
            ("PUT", path, {"country_id": 10**6}, 409, "not_updated_object_in_odoo"),
            ("PUT", path, {"__context__": "x"}, 400, "bad_request"),
            ("POST", "/res.country", {"name": "x"}, 403, "access_denied"),
            ("POST", "/res.partner.bank", {}, 409, "not_created_object_in_odoo"),
            ("PUT", f"{path}/copy", {"no_argument": 1}, 400, "bad_request"),
        ):
            with self.subTest(method=method, address=address, body=body):
                kwargs = {} if body is None else {"json": body}
                with mute_logger("odoo.http", "odoo.sql_db"):
                    self.assertError(self.ask(method, address, **kwargs), status, code)

    def test_bad_json(self):
        response = self.ask("GET", "/res.partner", data="{not json")
        self.assertError(response, 400, "bad_request")

    def test_other_verbs(self):
        response = self.ask("PATCH", f"/res.partner/{self.partner.id}")
        self.assertEqual(response.status_code, 405)
        self.assertEqual(set(response.json()), {"error", "error_descrip"})
        self.assertIn("PUT", response.headers["Allow"])

    @mute_logger("odoo.sql_db")
    def test_refused_delete_tells_why(self):
        response = self.ask("DELETE", f"/res.users/{self.user.id}")
        self.assertError(response, 403, "access_denied")
        self.user.group_ids += self.env.ref("base.group_system")
        response = self.ask("DELETE", f"/res.company/{self.user.company_id.id}")
        self.assertError(response, 409, "not_deleted_object_in_odoo")

    def test_switched_off_model(self):
        self.env["ir.model"]._get("res.partner").rest_api__used = False
        self.assertError(self.ask("GET", "/res.partner"), 501, "model_not_available")

    def test_token_of_another_dialect(self):
        issued = self.url_open(
            "/api/auth/token",
            json={"login": "token_user", "password": "correct horse 1"},
        ).json()["access_token"]
        response = self.ask("GET", "/res.partner", issued.removeprefix("access_token_"))
        self.assertError(response, 401, "invalid_token")
