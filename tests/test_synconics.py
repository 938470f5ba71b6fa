"""The Synconics dialect: the requests of its document, typed as printed."""

import re

from odoo.release import serie, version
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..dialects.synconics.endpoints import VERBS
from .support.synconics import SynconicsCase

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
COMPANIES = "[('is_company','=',True), ('customer_rank','>',0)]"


@tagged("post_install", "-at_install")
class TestObjects(SynconicsCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.taiwan = cls.env.ref("base.tw")
        cls.england = cls.env.ref("base.uk")
        cls.env["res.partner"].search([("customer_rank", ">", 0)]).customer_rank = 0
        cls.partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Think Big Systems {i}",
                    "is_company": True,
                    "customer_rank": 1,
                    "street": "89 Lingfield Tower",
                    "city": "London",
                    "country_id": cls.england.id,
                }
                for i in range(7)
            ]
        )
        cls.one, cls.two = cls.partners[0].id, cls.partners[1].id
        cls.country = [cls.england.id, "United Kingdom"]

    def test_version_without_credential(self):
        response = self.url_open("/restapi/1.0/common/version")
        self.assertEqual(response.status_code, 200)
        body = response.json()
        self.assertEqual(
            set(body),
            {
                "server_version",
                "server_version_info",
                "server_series",
                "server_serie",
                "protocol_version",
            },
        )
        self.assertEqual(body["server_version"], version)
        self.assertEqual(body["server_series"], serie)
        self.assertEqual(body["server_version_info"][:4], [19, 0, 0, "final"])
        self.assertEqual(body["protocol_version"], 1)

    # -- list records, pagination, count

    def test_search(self):
        body = self.answer("GET", f"/object/res.partner/search?domain={COMPANIES}")
        self.assertEqual(set(body), {"res.partner"})
        self.assertEqual(sorted(body["res.partner"]), sorted(self.partners.ids))

    def test_search_of_a_page(self):
        path = f"/object/res.partner/search?domain={COMPANIES}"
        everything = self.answer("GET", path)["res.partner"]
        self.assertEqual(
            self.answer("GET", f"{path}&offset=2&limit=3"),
            {"res.partner": everything[2:5]},
        )

    def test_search_in_order(self):
        path = f"/object/res.partner/search?domain={COMPANIES}&order=name desc"
        self.assertEqual(
            self.answer("GET", path), {"res.partner": self.partners.ids[::-1]}
        )

    def test_search_without_a_match(self):
        path = "/object/res.partner/search?domain=[('name','=','Nobody')]"
        self.assertEqual(self.answer("GET", path), {"res.partner": []})

    def test_search_that_counts(self):
        path = f"/object/res.partner/search?domain={COMPANIES}&count=True"
        self.assertEqual(self.answer("GET", path), {"count": 7})

    def test_search_count(self):
        path = f"/object/res.partner/search_count?domain={COMPANIES}"
        self.assertEqual(self.answer("GET", path), {"count": 7})

    # -- read records

    def test_read_single_record(self):
        body = self.answer("GET", f"/object/res.partner/{self.one}")
        self.assertEqual(set(body), {"res.partner"})
        record = body["res.partner"]
        self.assertEqual(record["id"], self.one)
        self.assertEqual(record["street"], "89 Lingfield Tower")
        self.assertIs(record["street2"], False)
        self.assertIs(record["state_id"], False)
        self.assertEqual(record["country_id"], self.country)
        self.assertRegex(record["create_date"], MOMENT)
        self.assertEqual(record["create_uid"], [1, "OdooBot"])
        self.assertIs(record["is_company"], True)
        self.assertEqual(record["child_ids"], [])

    def test_read_single_record_some_fields(self):
        path = f"/object/res.partner/{self.one}?fields=['name','country_id']"
        row = {
            "id": self.one,
            "name": "Think Big Systems 0",
            "country_id": self.country,
        }
        self.assertEqual(self.answer("GET", path), {"res.partner": row})

    def test_read_list_records(self):
        body = self.answer("GET", f"/object/res.partner?ids={self.two},{self.one}")
        self.assertEqual(
            [row["id"] for row in body["res.partner"]], [self.two, self.one]
        )
        self.assertIn("write_date", body["res.partner"][0])

    def test_read_list_records_some_fields(self):
        ids = f"{self.one},{self.two}"
        path = f"/object/res.partner?ids={ids}&fields=['name','country_id']"
        self.assertEqual(
            self.answer("GET", path),
            {
                "res.partner": [
                    {
                        "id": self.one,
                        "name": "Think Big Systems 0",
                        "country_id": self.country,
                    },
                    {
                        "id": self.two,
                        "name": "Think Big Systems 1",
                        "country_id": self.country,
                    },
                ]
            },
        )

    def test_read_list_of_one_record(self):
        body = self.answer("GET", f"/object/res.partner?ids={self.one}&fields=['name']")
        row = {"id": self.one, "name": "Think Big Systems 0"}
        self.assertEqual(body, {"res.partner": [row]})

    def test_read_list_without_those_that_do_not_exist(self):
        body = self.answer(
            "GET", f"/object/res.partner?ids=999999,{self.one}&fields=['name']"
        )
        self.assertEqual([row["id"] for row in body["res.partner"]], [self.one])
        self.refusal(404, "GET", "/object/res.partner?ids=999998,999999")

    def test_read_archived_record(self):
        self.partners[0].active = False
        body = self.answer("GET", f"/object/res.partner?ids={self.one}&fields=['name']")
        self.assertEqual(len(body["res.partner"]), 1)

    def test_read_filter_records(self):
        body = self.answer("GET", f"/object/res.partner?domain={COMPANIES}")
        self.assertEqual(len(body["res.partner"]), 7)
        self.assertIn("street", body["res.partner"][0])

    def test_read_filter_records_some_fields(self):
        fields = "['name','country_id']"
        path = f"/object/res.partner?domain={COMPANIES}&fields={fields}&limit=5"
        rows = self.answer("GET", path)["res.partner"]
        self.assertEqual(len(rows), 5)
        self.assertEqual(set(rows[0]), {"id", "name", "country_id"})

    def test_trailing_slash(self):
        path = f"/object/res.partner/?domain={COMPANIES}&fields=name"
        self.assertEqual(len(self.answer("GET", path)["res.partner"]), 7)
        self.assertIn(
            "res.partner", self.answer("GET", f"/object/res.partner/{self.one}/")
        )

    def test_read_filter_records_that_counts(self):
        path = f"/object/res.partner?domain={COMPANIES}&count=True"
        self.assertEqual(self.answer("GET", path), {"count": 7})

    def test_head(self):
        response = self.send("HEAD", f"/object/res.partner/{self.one}")
        self.assertEqual((response.status_code, response.content), (200, b""))

    # -- create, update, delete

    def test_create(self):
        path = (
            "/object/res.partner?vals={'name':'Peter Mitchell',"
            "'street':'31 Hong Kong street',"
            f"'city':'Taipei','zip':'106','country_id':{self.taiwan.id}}}"
        )
        record = self.answer("POST", path)["res.partner"]
        partner = self.env["res.partner"].browse(record["id"])
        self.assertEqual(partner.street, "31 Hong Kong street")
        self.assertEqual(record["zip"], "106")
        self.assertEqual(record["country_id"], [self.taiwan.id, "Taiwan"])
        self.assertIs(record["street2"], False)
        self.assertRegex(record["write_date"], MOMENT)
        self.assertEqual(record["write_uid"], [self.user.id, self.user.name])

    def test_update_single_record(self):
        # The document has a comma after the values.
        for end in ("", ","):
            values = "{'street2':'Chung Hsiao East Road'}" + end
            path = f"/object/res.partner/{self.one}?vals={values}"
            record = self.answer("PUT", path)["res.partner"]
            self.assertEqual(record["street2"], "Chung Hsiao East Road")
            self.assertEqual(record["city"], "London")
        self.assertEqual(self.partners[0].street2, "Chung Hsiao East Road")

    def test_update_list_records(self):
        path = (
            f"/object/res.partner?ids={self.one},{self.two}"
            "&vals={'street2':'Chung Hsiao East Road'}"
        )
        rows = self.answer("PUT", path)["res.partner"]
        self.assertEqual([row["id"] for row in rows], [self.one, self.two])
        self.assertEqual(
            set(self.partners[:2].mapped("street2")), {"Chung Hsiao East Road"}
        )
        self.assertFalse(self.partners[2].street2)

    def test_delete_single_record(self):
        self.assertEqual(self.answer("DELETE", f"/object/res.partner/{self.one}"), {})
        self.assertFalse(self.partners[0].exists())

    def test_delete_list_records(self):
        path = f"/object/res.partner?ids={self.one},{self.two}"
        self.assertEqual(self.answer("DELETE", path), {})
        self.assertEqual(self.partners.exists(), self.partners[2:])

    def test_one_that_does_not_exist_leaves_all(self):
        ids = f"{self.one},999999"
        self.refusal(404, "DELETE", f"/object/res.partner?ids={ids}")
        self.refusal(
            404, "PUT", f"/object/res.partner?ids={ids}&vals={{'city':'Rome'}}"
        )
        self.assertEqual(self.partners[0].city, "London")

    # -- bodies

    def test_values_in_a_body(self):
        values = {
            "name": "Body",
            "country_id": self.taiwan.id,
            "child_ids": [{"name": "Child"}],
        }
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for kwargs in (
            {"json": values},
            {"json": {"vals": values}},
            {"json": {"vals": str(values)}},
            {
                "data": '{"vals": {"name": "Body", "child_ids": [{"name": "Child"}]}}',
                "headers": form,
            },
            {"data": {"vals": str(values)}},
            {"data": {"name": "Body", "country_id": str(self.taiwan.id)}},
        ):
            with self.subTest(**kwargs):
                record = self.answer("POST", "/object/res.partner", **kwargs)[
                    "res.partner"
                ]
                self.assertEqual(record["name"], "Body")

    def test_parameters_in_a_body(self):
        for method in ("GET", "POST"):
            body = self.answer(
                method,
                "/object/res.partner/search_read",
                json={
                    "domain": [["id", "=", self.one]],
                    "fields": ["name"],
                    "limit": 1,
                },
            )
            row = {"id": self.one, "name": "Think Big Systems 0"}
            self.assertEqual(body, {"res.partner": [row]})

    def test_body_wins_over_query(self):
        body = self.answer(
            "GET",
            "/object/res.partner?ids=999999&fields=name",
            json={"ids": [self.one]},
        )
        self.assertEqual(body["res.partner"][0]["id"], self.one)

    def test_multipart_form(self):
        path = f"/object/res.partner/{self.one}"
        record = self.answer("PUT", path, files={"vals": (None, "{'city': 'Ghent'}")})
        self.assertEqual(record["res.partner"]["city"], "Ghent")
        file = {"vals": ("image.png", b"\x89PNG", "image/png")}
        self.refusal(415, "PUT", path, files=file)

    def test_context(self):
        self.partners[0].active = False
        path = f"/object/res.partner/search_count?domain={COMPANIES}&context="
        self.assertEqual(
            self.answer("GET", path + "{'active_test': False}"), {"count": 7}
        )
        self.assertEqual(self.answer("GET", path + "{}"), {"count": 6})
        self.refusal(403, "GET", path + "{'allowed_company_ids': [999]}")
        self.refusal(400, "GET", path + "{'lang': 'xx_XX'}")

    # -- how to connect

    def test_start_is_for_demonstrations(self):
        self.assertEqual(self.url_open("/start").status_code, 404)
        self.assertEqual(set(self.url_open("/start").json()), {"error"})
        self.env["ir.config_parameter"].set_param("restapi.demo", "True")
        response = self.url_open("/start")
        self.assertEqual(response.status_code, 200)
        body = response.json()
        self.assertEqual(set(body), {"client_id", "client_secret", "host", "database"})
        self.assertEqual(body["database"], self.env.cr.dbname)
        self.assertEqual(f"http://{body['host']}", self.base_url())


@tagged("post_install", "-at_install")
class TestRefusals(SynconicsCase):
    def test_without_credential(self):
        for header in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "OAuth x='1'"},
        ):
            response = self.url_open("/restapi/1.0/object/res.partner", headers=header)
            self.assertEqual(response.status_code, 401)
            self.assertEqual(response.json()["error"]["code"], 401)
            self.assertIn("WWW-Authenticate", response.headers)

    def test_a_session_is_no_credential(self):
        self.authenticate("admin", "admin")
        self.assertEqual(
            self.url_open("/restapi/1.0/object/res.partner").status_code, 401
        )

    def test_what_is_not_there(self):
        for path in (
            "/object/no.model",
            "/object/no.model/1",
            "/object/res.partner/999999",
            "/object/res.partner/no_such_method",
            "/object/res.partner/env",
            "/object/res.partner/1/a/b",
            "/workflow/res.partner/1/no_signal",
            "/report/no.report/1",
            "/nothing",
            "",
        ):
            with self.subTest(path=path):
                self.refusal(404, "GET", path)
        for path in (
            "/restapi",
            "/restapi/2.0/object/res.partner",
            "/restapi/1.0x/start",
        ):
            response = self.url_open(
                path, headers={"Authorization": f"Bearer {self.key}"}
            )
            self.assertEqual(response.status_code, 404)
            self.assertEqual(response.json()["error"]["code"], 404)

    def test_a_signal_reaches_buttons_only(self):
        partner = self.env["res.partner"].create({"name": "Stays"})
        for signal in ("unlink", "write", "_compute_display_name", "sudo"):
            self.refusal(404, "GET", f"/workflow/res.partner/{partner.id}/{signal}")
        self.assertTrue(partner.exists())

    def test_methods_of_http(self):
        for method, path, allowed in (
            ("PATCH", "/object/res.partner", {"GET", "HEAD", "POST", "PUT", "DELETE"}),
            ("POST", "/object/res.partner/1", {"GET", "HEAD", "PUT", "DELETE"}),
            ("POST", "/common/version", {"GET", "HEAD"}),
            ("TRACE", "/object/res.partner/search", {"HEAD", *VERBS.split()}),
            ("FOO", "/object/res.partner/1/action_archive", {"HEAD", *VERBS.split()}),
        ):
            response = self.send(method, path)
            self.assertEqual(response.status_code, 405)
            self.assertEqual(set(response.headers["Allow"].split(", ")), allowed)
            self.assertEqual(response.json()["error"]["code"], 405)

    def test_malformed_requests(self):
        for query in (
            "?domain=[('no_such_field','=',1)]",
            "?domain=[('name','no operator',1)]",
            "?domain=[('name','=',",
            "?domain=__import__('os').system('id')",
            "?domain='name'",
            "?fields=['no_such_field']",
            "?fields=[1]",
            "?fields={'name': 1}",
            "?limit=0",
            "?limit=-1",
            "?limit=many",
            "?offset=99999999999999999999",
            "?order=no_such_field",
            "?order=name; select 1",
            "?ids=1,x",
            "?ids=[1,[2]]",
            "?ids=-1",
            "?ids=99999999999",
            "?count=perhaps",
            "?context=[1]",
            "?name=%00",
            "/-1",
            "/1e3",
            "/1,2",
            "/99999999999999999999",
            "/check_access_rights",
            "/check_access_rights?operation=['fly']",
            "/check_access_rights?operation=['read']&raise_exception=perhaps",
            "/read",
            "/1/read?fields=['no_such_field']",
            "/search?args=[1,2,3,4,5,6]",
            "/search_read?kwargs=[1]",
            "/name_search?operator=drop table&name=x",
            "/name_search?domain=[('id','any!',[])]",
            "/name_create",
            "/web_search_read?kwargs={'domain':[('user_ids','any!',[])],'specification':{}}",
            "/web_search_read?kwargs={'domain':[],'specification':{'no_such_field':{}}}",
            "/search_count?kwargs={'wrong':1}&domain=[('x','=',1)]",
            "/has_access?args=['read','read']",
            "/read_group?groupby=no_such_field",
            "/read_group?groupby=name:day",
            "/read_group?groupby=create_date:eon",
            "/read_group?fields=['id:array_agg']&groupby=['name']",
            "/read_group?fields=['name; drop']&groupby=['name']",
            "/read_group?fields=[]&groupby=['name']&orderby=random()",
        ):
            with self.subTest(query=query):
                partner = self.env.user.partner_id.id
                path = query.replace("/1/", f"/{partner}/")
                self.refusal(400, "GET", f"/object/res.partner{path}")

    def test_malformed_bodies(self):
        path = "/object/res.partner"
        for data in (
            "{",
            "[1]",
            "name",
            '{"vals": 1}',
            '{"vals": [1]}',
            '{"vals": "{"}',
            "<a>",
        ):
            with self.subTest(data=data):
                self.refusal(400, "POST", path, data=data)
        self.refusal(400, "POST", path)
        self.refusal(400, "PUT", path, json={"vals": {"name": "x"}})
        self.refusal(400, "DELETE", path)
        headers = {"Content-Encoding": "gzip"}
        self.refusal(415, "POST", path, data=b"\x1f\x8b", headers=headers)

    def test_all_that_the_orm_refuses_is_403(self):
        create = "/object/res.partner?vals="
        for vals in ("{}", "{'no_such_field': 1}", "{'country_id': 'x'}", "{'id': 7}"):
            with self.subTest(vals=vals), mute_logger("odoo.sql_db"):
                self.refusal(403, "POST", create + vals)
        message = self.refusal(403, "POST", create + "{'no_such_field': 1}")
        self.assertIn("no_such_field", message)
        # a constraint of the model, and one of the database
        self.refusal(
            403,
            "POST",
            create + "{'name':'x','type':'contact','barcode':1,'company_id':999}",
        )
        partner = self.user.partner_id
        self.refusal(
            403,
            "PUT",
            f"/object/res.partner/{partner.id}?vals={{'parent_id':{partner.id}}}",
        )
        with mute_logger("odoo.sql_db"):
            self.refusal(403, "DELETE", f"/object/res.partner/{partner.id}")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_refusal_names_model_operation_and_groups(self):
        message = self.refusal(403, "GET", "/object/ir.config_parameter")
        self.assertIn("ir.config_parameter", message)
        self.assertIn("access", message)
        message = self.refusal(
            403, "POST", "/object/res.country?vals={'name':'X','code':'XX'}"
        )
        self.assertIn("create", message)
        self.assertIn("res.country", message)
        self.assertIn("group", message)
        rule = {
            "name": "Partners stay",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "domain_force": "[('name','!=','Locked')]",
            "perm_read": False,
        }
        self.env["ir.rule"].create(rule)
        partner = self.env["res.partner"].create({"name": "Locked"})
        message = self.refusal(
            403, "PUT", f"/object/res.partner/{partner.id}?vals={{'city':'x'}}"
        )
        self.assertIn("write", message)
        self.assertIn("res.partner", message)

    def test_an_invisible_record_is_not_there(self):
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name','!=','Hidden')]",
            }
        )
        partner = self.env["res.partner"].create({"name": "Hidden"})
        hidden = self.refusal(404, "GET", f"/object/res.partner/{partner.id}")
        absent = self.refusal(404, "GET", "/object/res.partner/999999")
        self.assertEqual(hidden.replace(str(partner.id), "999999"), absent)

    def test_private_methods(self):
        for method in (
            "_search",
            "_compute_display_name",
            "__init__",
            "sudo",
            "browse",
            "fetch",
        ):
            with self.subTest(method=method):
                self.refusal(403, "POST", f"/object/res.partner/{method}")

    def test_a_large_body(self):
        self.env["ir.config_parameter"].set_param("restapi.max_body_mib", "1")
        self.refusal(413, "POST", "/object/res.partner", data="x" * (1024 * 1024 + 1))
