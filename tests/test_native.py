"""The native dialect: every row of its table, as a client sees it."""

from odoo.tests import tagged

from .support.common import ApiCase


@tagged("post_install", "-at_install")
class TestNative(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.belgium = cls.env.ref("base.be")
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": f"Native {i}", "city": "Ghent", "country_id": cls.belgium.id}
                for i in range(5)
            ]
        )

    def test_health_without_credential(self):
        self.assertEqual(self.get("/health", key=None), {"status": "ok"})
        self.assertEqual(self.get("/health/", key=None), {"status": "ok"})

    def test_list_page(self):
        body = self.get(
            "/res.partner?domain=[('name','like','Native')]&fields=id,name,country_id"
            "&limit=2&offset=1&order=name desc"
        )
        belgium = {"id": self.belgium.id, "name": "Belgium"}
        self.assertEqual(
            body,
            {
                "count": 2,
                "total": 5,
                "limit": 2,
                "offset": 1,
                "results": [
                    {
                        "id": self.partners[3].id,
                        "name": "Native 3",
                        "country_id": belgium,
                    },
                    {
                        "id": self.partners[2].id,
                        "name": "Native 2",
                        "country_id": belgium,
                    },
                ],
            },
        )

    def test_list_total_of_last_page_and_beyond(self):
        path = "/res.partner?domain=[('name','like','Native')]&fields=id"
        for query, count in (("&limit=3&offset=3", 2), ("&offset=50", 0), ("", 5)):
            with self.subTest(query=query):
                body = self.get(path + query)
                self.assertEqual((body["count"], body["total"]), (count, 5))

    def test_list_defaults(self):
        body = self.get("/res.partner?domain=[('name','=','Native 0')]")
        self.assertEqual((body["limit"], body["offset"]), (80, 0))
        row = body["results"][0]
        self.assertEqual(row["city"], "Ghent")
        self.assertIsNone(row["street"])
        self.assertIs(row["active"], True)
        self.assertNotIn("image_1920", row)
        self.assertIn("display_name", row)

    def test_domain_in_python_and_json(self):
        for domain in (
            "[('name','=','Native 1'),('active','=',True)]",
            '[["name","=","Native 1"],["active","=",true]]',
            '[("name","=","Native 1"),["active","=",true],("street","=",None)]',
            "['|',('name','=','Native 1'),('id','=',0)]",
        ):
            with self.subTest(domain=domain):
                body = self.get(
                    "/res.partner", params={"domain": domain, "fields": "name"}
                )
                self.assertEqual(
                    body["results"], [{"id": self.partners[1].id, "name": "Native 1"}]
                )

    def test_parameters_in_a_body(self):
        domain = [["id", "in", self.partners.ids]]
        for body in (
            {"domain": domain, "fields": "id", "limit": 2, "order": "id"},
            {"domain": str(domain), "fields": ["id"], "limit": "2", "order": "id"},
        ):
            response = self.call("GET", "/res.partner?limit=1", json=body)
            self.assertEqual(
                response.json()["results"],
                [{"id": id_} for id_ in self.partners[:2].ids],
            )
        for body, code in (
            ({"limit": 1.5}, "invalid_limit"),
            ({"limit": True}, "invalid_limit"),
            ({"order": ["id"]}, "invalid_order"),
            ({"fields": [["id"]]}, "invalid_fields"),
            ({"fields": 5}, "invalid_fields"),
            ({"domain": 5}, "invalid_domain"),
            ([], "invalid_body"),
        ):
            with self.subTest(body=body):
                response = self.call("GET", "/res.partner", json=body)
                self.assertProblem(response, 400, code)

    def test_retrieve(self):
        record = self.get(
            f"/res.partner/{self.partners[0].id}?fields=name,country_id(code)"
        )
        self.assertEqual(
            record,
            {
                "id": self.partners[0].id,
                "name": "Native 0",
                "country_id": {"id": self.belgium.id, "code": "BE"},
            },
        )

    def test_retrieve_archived(self):
        self.partners[0].active = False
        self.assertIs(
            self.get(f"/res.partner/{self.partners[0].id}?fields=active")["active"],
            False,
        )

    def test_slug_and_dotted_name(self):
        for slug in ("res.partner", "res_partner", "res.partner/"):
            self.assertEqual(self.get(f"/{slug}?limit=1&fields=id")["count"], 1)
        lines = self.get("/restapi_test_line?fields=id")
        self.assertEqual(lines["total"], 0)

    def test_create(self):
        response = self.call(
            "POST",
            "/res.partner?fields=name,country_id,zip",
            json={
                "name": "Created",
                "country_id": {"id": self.belgium.id},
                "zip": 9000,
            },
        )
        self.assertEqual(response.status_code, 201, response.text)
        partner = self.env["res.partner"].search([("name", "=", "Created")])
        self.assertEqual(
            response.json(),
            {
                "id": partner.id,
                "record": {
                    "id": partner.id,
                    "name": "Created",
                    "country_id": {"id": self.belgium.id, "name": "Belgium"},
                    "zip": "9000",
                },
            },
        )
        self.assertEqual(response.headers["Location"], f"/api/res.partner/{partner.id}")
        self.assertEqual(partner.create_uid, self.user)

    def test_create_answers_all_fields(self):
        record = self.call("POST", "/res_partner", json={"name": "All"}).json()[
            "record"
        ]
        self.assertGreater(len(record), 50)

    def test_create_under_any_content_type(self):
        for content_type in ("text/html", "application/x-www-form-urlencoded", ""):
            with self.subTest(content_type=content_type):
                response = self.call(
                    "POST",
                    "/res.partner?fields=name",
                    data='{"name": "Typed"}',
                    headers={"Content-Type": content_type},
                )
                self.assertEqual(response.json()["record"]["name"], "Typed")

    def test_update_with_put_and_patch(self):
        partner = self.partners[0]
        for method, city in (("PUT", "Bruges"), ("PATCH", "Ypres")):
            with self.subTest(method=method):
                response = self.call(
                    method,
                    f"/res.partner/{partner.id}?fields=city",
                    json={"city": city},
                )
                self.assertEqual(response.status_code, 200)
                self.assertEqual(
                    response.json(),
                    {"id": partner.id, "record": {"id": partner.id, "city": city}},
                )
                self.assertEqual(partner.city, city)

    def test_update_several(self):
        ids = self.partners[2:0:-1].ids
        response = self.call(
            "PUT", f"/res.partner/{ids[0]},{ids[1]}?fields=city", json={"city": "Liège"}
        )
        self.assertEqual(
            response.json(),
            {"ids": ids, "records": [{"id": id_, "city": "Liège"} for id_ in ids]},
        )

    def test_update_several_is_all_or_nothing(self):
        response = self.call(
            "PUT",
            f"/res.partner/{self.partners[0].id},2147483647",
            json={"city": "Namur"},
        )
        self.assertProblem(response, 404, "missing_record")
        self.assertEqual(self.partners[0].city, "Ghent")

    def test_delete_one_and_several(self):
        first, second, third = self.partners[:3]
        response = self.call("DELETE", f"/res.partner/{first.id}")
        self.assertEqual((response.status_code, response.json()), (200, {"ok": True}))
        response = self.call("DELETE", f"/res.partner/{second.id},{third.id}")
        self.assertEqual(response.json(), {"ok": True})
        self.assertFalse(self.partners[:3].exists())

    def test_written_record_that_leaves_sight_is_its_id(self):
        record = self.env["restapi_test.everything"].create({"name": "here"})
        self.env["ir.rule"].create(
            {
                "name": "no Narnia",
                "model_id": self.env["ir.model"]._get_id("restapi_test.everything"),
                "domain_force": "[('name', '!=', 'Narnia')]",
                "perm_write": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        response = self.call(
            "PUT",
            f"/restapi_test.everything/{record.id}?fields=name",
            json={"name": "Narnia"},
        )
        self.assertEqual(
            response.json(), {"id": record.id, "record": {"id": record.id}}
        )

    def test_head_is_get_without_body(self):
        response = self.call("HEAD", "/res.partner?limit=1&fields=id")
        self.assertEqual((response.status_code, response.content), (200, b""))
        self.assertGreater(int(response.headers["Content-Length"]), 10)

    def test_answers_set_no_cookie(self):
        for response in (
            self.call("GET", "/res.partner?limit=1&utm_campaign=spam"),
            self.call("GET", "/nothing"),
            self.call("GET", "/res.partner", key=None),
        ):
            self.assertNotIn("Set-Cookie", response.headers)

    def test_request_id(self):
        response = self.call("GET", "/health", headers={"X-Request-Id": "abc-1"})
        self.assertEqual(response.headers["X-Request-Id"], "abc-1")
        response = self.call(
            "GET", "/health", headers={"X-Request-Id": "a b" + "c" * 200}
        )
        self.assertRegex(response.headers["X-Request-Id"], r"^[0-9a-f]{32}$")

    def test_problem_json(self):
        response = self.call(
            "GET", "/nothing/7", headers={"Accept": "application/problem+json"}
        )
        self.assertEqual(response.headers["Content-Type"], "application/problem+json")
        body = response.json()
        self.assertEqual(
            (body["status"], body["title"], body["code"]),
            (404, "Not Found", "unknown_model"),
        )
        self.assertEqual(body["detail"], "There is no model nothing.")

    def test_another_database(self):
        self.get(f"/res.partner?limit=1&fields=id&db={self.env.cr.dbname}")
        response = self.call("GET", "/res.partner?db=other")
        self.assertProblem(response, 400, "invalid_database")

    def test_model_that_is_switched_off(self):
        self.env["ir.model"]._get("res.bank").rest_api__used = False
        self.assertProblem(self.call("GET", "/res.bank"), 404, "unknown_model")
        self.env["ir.model"]._get("res.bank").rest_api__used = True
        self.get("/res.bank")


@tagged("post_install", "-at_install")
class TestChoice(ApiCase):
    """Which dialect a request without a credential speaks."""

    def test_default_dialect(self):
        for dialect, status, keys in (
            ("mrm", 401, {"error", "code", "details", "request_id"}),
            ("rest_api", 400, {"error", "error_descrip"}),
            ("restful", 401, {"type", "message"}),
            ("nonsense", 401, {"error", "code", "details", "request_id"}),
        ):
            with self.subTest(dialect=dialect):
                self.env["ir.config_parameter"].set_param(
                    "restapi.default_dialect", dialect
                )
                response = self.call("GET", "/res.partner", key=None)
                self.assertEqual(
                    (response.status_code, set(response.json())), (status, keys)
                )
                for method, path in (
                    ("PATCH", "/res.partner/1"),
                    ("GET", "/res_partner"),
                ):
                    response = self.call(method, path, key=None)
                    self.assertProblem(response, 401, "unauthorized")
