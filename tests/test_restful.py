"""The dialect ``restful``: every row of its table, every error of it."""

import json

from odoo.tests import tagged

from .test_tokens import PASSWORD, TokenCase

FORM = "application/x-www-form-urlencoded"


class RestfulCase(TokenCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.belgium = cls.env.ref("base.be")
        cls.partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Restful {i}",
                    "city": "Ghent",
                    "color": i,
                    "country_id": cls.belgium.id,
                }
                for i in range(4)
            ]
        )

    def issued(self, **kwargs):
        sent = kwargs or {"json": {"login": "token_user", "password": PASSWORD}}
        response = self.url_open("/api/auth/token", **{"method": "GET", **sent})
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def ok(self, method, path, **kwargs):
        response = self.send(method, path, self.token, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(set(response.json()), {"count", "data"})
        return response.json()

    def assertProblem(self, response, status, kind):
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(set(response.json()), {"type", "message"})
        self.assertEqual(response.json()["type"], kind, response.text)


@tagged("post_install", "-at_install")
class TestRestfulTokens(RestfulCase):
    def test_log_in(self):
        body = self.issued()
        self.assertEqual(
            " ".join(body),
            "uid user_context company_id company_ids partner_id access_token expires_in "
            "company_name currency country contact_address",
        )
        self.assertEqual(body["uid"], self.user.id)
        self.assertEqual(body["company_ids"], self.user.company_ids.ids)
        self.assertEqual(body["expires_in"], "31536000")
        self.assertRegex(body["access_token"], "^access_token_[0-9a-f]{40}$")

    def test_where_the_password_may_be(self):
        sent = {"login": "token_user", "password": PASSWORD, "db": self.env.cr.dbname}
        tokens = {
            self.issued(params=sent)["access_token"],
            self.issued(data=sent)["access_token"],
            self.issued(data=sent, headers={"content-type": FORM, "charset": "utf-8"})[
                "access_token"
            ],
            self.issued(data=json.dumps(sent), headers={"content-type": FORM})[
                "access_token"
            ],
            self.issued(headers=sent)["access_token"],
            self.issued(json=sent, method="POST")["access_token"],
        }
        self.assertEqual(len(tokens), 1, "asking again gives the same token")

    def test_token_is_not_in_the_table(self):
        token = self.issued()["access_token"]
        self.env.cr.execute("SELECT * FROM restapi_token")
        self.assertNotIn(token, str(self.env.cr.fetchall()))

    def test_log_out(self):
        token = self.issued()["access_token"]
        response = self.send("DELETE", "/auth/token", token)
        self.assertEqual(response.status_code, 200, response.text)
        text = f"access token {token} successfully deleted"
        self.assertEqual(
            response.json()["data"], [{"message": text, "desc": text, "delete": True}]
        )
        self.assertProblem(self.send("GET", "/res.partner", token), 401, "access_token")
        self.assertProblem(
            self.send("DELETE", "/auth/token", token), 401, "access_token"
        )
        again = self.issued()["access_token"]
        self.assertNotEqual(again, token)
        response = self.url_open(
            "/api/auth/token", method="DELETE", data={"access_token": again}
        )
        self.assertEqual(response.status_code, 200, response.text)

    def test_a_new_token_after_a_new_password(self):
        token = self.issued()["access_token"]
        self.user.password = PASSWORD
        self.env.flush_all()
        self.assertProblem(self.send("GET", "/res.partner", token), 401, "access_token")
        self.assertNotEqual(self.issued()["access_token"], token)

    def test_copied_database(self):
        token = self.issued()["access_token"]
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.assertProblem(self.send("GET", "/res.partner", token), 401, "access_token")
        self.assertNotEqual(self.issued()["access_token"], token)

    def test_refused(self):
        for sent, status, kind in (
            ({}, 400, "missing_parameters"),
            ({"login": "token_user"}, 400, "missing_parameters"),
            ({"login": "token_user", "password": "x"}, 401, "access_denied"),
            (
                {"login": "token_user", "password": PASSWORD, "db": "other"},
                400,
                "params",
            ),
        ):
            with self.subTest(sent=sent):
                response = self.url_open("/api/auth/token", method="GET", json=sent)
                self.assertProblem(response, status, kind)
        response = self.url_open("/api/auth/token", method="DELETE")
        self.assertProblem(response, 401, "access_token_not_found")
        pair = self.tokens()
        stranger = self.send(
            "GET", "/res.partner", "access_token_" + pair["access_token"]
        )
        self.assertProblem(stranger, 401, "access_token")


@tagged("post_install", "-at_install")
class TestRestful(RestfulCase):
    def setUp(self):
        super().setUp()
        self.token = self.issued()["access_token"]

    def test_search_with_a_body(self):
        payload = {
            "limit": 2,
            "fields": "['id', 'country_id', 'name', 'street']",
            "domain": f"[('city', '=', 'Ghent'), ('id', '>', '{self.partners[0].id}')]",
            "offset": 1,
            "order": "id",
        }
        for content_type in ("application/json", FORM):
            headers = {"content-type": content_type}
            body = self.ok(
                "GET", "/res.partner", data=json.dumps(payload), headers=headers
            )
            self.assertEqual(
                body,
                {
                    "count": 2,
                    "data": [
                        {
                            "id": partner.id,
                            "country_id": [self.belgium.id, "Belgium"],
                            "name": partner.name,
                            "street": False,
                        }
                        for partner in self.partners[2:]
                    ],
                },
            )

    def test_search_with_a_query(self):
        body = self.ok(
            "GET",
            f"/res.partner?fields=id,name&domain=id:>:{self.partners[0].id},name:like:Restful"
            "&limit=2&order=id desc",
        )
        rows = [
            {"id": partner.id, "name": partner.name} for partner in self.partners[:1:-1]
        ]
        self.assertEqual(body["data"], rows)

    def test_default_limits(self):
        self.env["res.partner"].create([{"name": f"Many {i}"} for i in range(90)])
        self.assertEqual(
            self.ok("GET", "/res.partner?domain=name:like:Many")["count"], 80
        )
        body = self.ok(
            "GET", "/res.partner", json={"domain": "[('name','like','Many')]"}
        )
        self.assertEqual(body["count"], 90)

    def test_read(self):
        body = self.ok("GET", f"/res.partner/{self.partners[0].id}")
        row = body["data"][0]
        self.assertEqual((body["count"], row["name"]), (1, "Restful 0"))
        self.assertRegex(row["create_date"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$")

    def test_create(self):
        body = self.ok(
            "POST", "/res.partner", json={"name": "One", "country_id": self.belgium.id}
        )
        self.assertEqual(body["count"], 1)
        self.assertEqual(body["data"][0]["country_id"], [self.belgium.id, "Belgium"])
        body = self.ok("POST", "/res.partner", json=[{"name": "A"}, {"name": "B"}])
        self.assertEqual([row["name"] for row in body["data"]], ["A", "B"])

    def test_commands_in_a_literal(self):
        payload = {
            "name": "Parent",
            "__api__child_ids": "[(0, 0, {'name': 'Child', 'city': 'Lier'})]",
        }
        body = self.ok("POST", "/res.partner", data=json.dumps(payload))
        parent = self.env["res.partner"].browse(body["data"][0]["id"])
        self.assertEqual(parent.child_ids.city, "Lier")

    def test_update(self):
        category = self.env["res.partner.category"].create({"name": "C"})
        payload = {
            "name": "John Doe",
            "country_id": self.belgium.id,
            "category_id": [{"id": category.id}],
        }
        path = f"/res.partner/{self.partners[0].id}"
        body = self.ok(
            "PUT", path, data=json.dumps(payload), headers={"content-type": FORM}
        )
        self.assertEqual(body["data"][0]["name"], "John Doe")
        self.assertEqual(self.partners[0].category_id, category)

    def test_delete(self):
        id_ = self.partners[0].id
        body = self.ok("DELETE", f"/res.partner/{id_}")
        self.assertEqual(body["data"], f"record {id_} has been successfully deleted")
        self.assertFalse(self.partners[0].exists())

    def test_call(self):
        path = f"/res.partner/{self.partners[0].id}"
        address = {"contact": self.partners[0].id}
        self.assertEqual(self.ok("PATCH", f"{path}/address_get")["data"], address)
        self.assertEqual(
            self.ok("PATCH", path, json={"_method": "address_get"})["data"], address
        )
        body = self.ok("PATCH", path, json={"_method": "address_get(['invoice'])"})
        self.assertEqual(set(body["data"]), {"contact", "invoice"})
        body = self.ok("PATCH", f"{path}/address_get", json={"adr_pref": ["delivery"]})
        self.assertEqual(set(body["data"]), {"contact", "delivery"})

    def test_errors(self):
        missing = self.env["res.partner"].search([], order="id desc", limit=1).id + 1000
        path = f"/res.partner/{self.partners[0].id}"
        for method, address, body, status, kind in (
            ("GET", "/no.such.model", None, 404, "invalid_object_model"),
            ("GET", f"/res.partner/{missing}", None, 404, "missing_record"),
            ("PATCH", f"{path}/no_such_method", None, 404, "invalid_object_or_method"),
            ("PATCH", f"{path}/_write", {}, 403, "access_error"),
            ("PATCH", path, {}, 400, "missing_parameters"),
            ("PATCH", path, {"_method": "x(y)"}, 400, "params"),
            ("GET", "/res.partner/x", None, 400, "params"),
            ("GET", "/res.partner?domain=id:>", None, 400, "params"),
            ("GET", "/res.partner?fields=no_field", None, 400, "params"),
            ("GET", "/res.partner?limit=x", None, 400, "params"),
            ("POST", "/res.country", {"name": "x", "code": "x"}, 403, "access_error"),
            ("PUT", path, {"no_field": 1}, 422, "exception"),
            ("PUT", path, {"__api__child_ids": "[(0,0,"}, 400, "params"),
            ("PUT", path, None, 400, "params"),
        ):
            with self.subTest(method=method, address=address, body=body):
                kwargs = {} if body is None else {"json": body}
                self.assertProblem(
                    self.send(method, address, self.token, **kwargs), status, kind
                )
        response = self.send("OPTIONS", "/res.partner", self.token)
        self.assertEqual(response.status_code, 204)
        response = self.send("PATCH", "/res.partner", self.token)
        self.assertEqual(response.status_code, 405)
