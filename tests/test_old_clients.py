"""What real clients of the old addons send beyond their documents."""

from typing import Any

from requests import Response
from werkzeug.test import EnvironBuilder

from odoo.http import HTTPRequest
from odoo.tests import BaseCase, new_test_user, tagged

from ..dialects import registry
from ..dialects.native import Native
from .support.common import ApiCase

PASSWORD = "correct horse battery staple"
NATIVE = {"error", "code", "details", "request_id"}
REST_API = {"error", "error_descrip"}
RESTFUL = {"type", "message"}
CANDIDROOT = {"error", "message"}


@tagged("post_install", "-at_install")
class TestHeaderNames(BaseCase):
    """A server that passes underscores on has them arrive under the same name."""

    def test_underscores_are_hyphens_where_they_arrive(self):
        for name, value, expected in (
            ("HTTP_ACCESS_TOKEN", "a" * 40, "rest_api"),
            ("HTTP_ACCESS_TOKEN", f"access_token_{'a' * 40}", "restful"),
            ("HTTP_API_KEY", "key", "candidroot"),
        ):
            with self.subTest(name=name, expected=expected):
                builder = EnvironBuilder(
                    "/api/res.partner", environ_overrides={name: value}
                )
                dialect = registry.choose(HTTPRequest(builder.get_environ()), Native.name)
                self.assertEqual(dialect.name, expected)
                self.assertEqual(dialect.credential()[0], value)


@tagged("post_install", "-at_install")
class TestOldClients(ApiCase):
    def setUp(self) -> None:
        super().setUp()
        groups = "base.group_user,base.group_partner_manager"
        new_test_user(self.env, login="old", password=PASSWORD, groups=groups)
        self.env.flush_all()

    def send(self, method: str, path: str, **kwargs: Any) -> Response:
        return self.url_open(path, method=method, **kwargs)

    def restful_token(self) -> str:
        pair = {"login": "old", "password": PASSWORD}
        return self.send("POST", "/api/auth/token", json=pair).json()["access_token"]

    def test_token_of_restful_in_query_or_body(self):
        token = self.restful_token()
        partner = self.env["res.partner"].create({"name": "Old"})
        path = f"/api/res.partner/{partner.id}"
        for name in ("access_token", "access-token"):
            for response in (
                self.send("GET", f"{path}?{name}={token}"),
                self.send("GET", path, json={name: token}),
                self.send("GET", "/api/res.partner", json={name: token, "limit": 1}),
                self.send("GET", path, data={name: token}),
                self.send("DELETE", f"/api/auth/token?{name}=access_token_{'0' * 40}"),
            ):
                with self.subTest(name=name, url=response.url):
                    self.assertIn(response.status_code, (200, 401), response.text)
                    if response.status_code == 200:
                        self.assertEqual(set(response.json()), {"count", "data"})
        response = self.send("PUT", f"{path}?access_token={token}", json={"city": "x"})
        self.assertEqual(response.json()["data"][0]["city"], "x")

    def test_token_of_restful_beside_values_and_arguments(self):
        partner = self.env["res.partner"].create({"name": "Old"})
        path = f"/api/res.partner/{partner.id}"
        for name in ("access_token", "access-token"):
            sent = {name: self.restful_token()}
            form = {key: (None, value) for key, value in sent.items()}
            for response in (
                self.send("POST", "/api/res.partner", json={**sent, "name": "J"}),
                self.send("POST", "/api/res.partner", data={**sent, "name": "F"}),
                self.send(
                    "POST", "/api/res.partner", files={**form, "name": (None, "M")}
                ),
                self.send("PUT", path, json={**sent, "city": "Gent"}),
                self.send("PATCH", f"{path}/read", json={**sent, "fields": ["city"]}),
                self.send("PATCH", path, json={**sent, "_method": "read(['city'])"}),
            ):
                with self.subTest(name=name, method=response.request.method):
                    self.assertEqual(response.status_code, 200, response.text)
                    self.assertEqual(set(response.json()), {"count", "data"})
        self.assertEqual(partner.city, "Gent")
        # A value of the record's own, which is none of our tokens.
        response = self.send(
            "PUT", path, json={"access_token": "x"}, headers={"Access-Token": sent[name]}
        )
        self.assertEqual(response.status_code, 422, response.text)

    def test_wrong_token_of_restful_is_refused_in_its_shape(self):
        wrong = f"access_token_{'0' * 40}"
        for response in (
            self.send("GET", f"/api/res.partner?access_token={wrong}"),
            self.send("GET", "/api/res.partner", json={"access_token": wrong}),
        ):
            self.assertEqual(response.status_code, 401)
            self.assertEqual(set(response.json()), {"type", "message"})

    def test_quoted_order_of_restful(self):
        headers = {"Access-Token": self.restful_token()}
        for order in ('"name desc"', "'id'", "name desc"):
            query = {"order": order, "limit": "1", "fields": "name"}
            response = self.send(
                "GET", "/api/res.partner", params=query, headers=headers
            )
            self.assertEqual(response.status_code, 200, response.text)

    def test_quoted_order_of_synconics(self):
        path = "/restapi/1.0/object/res.partner"
        headers = {"Authorization": f"Bearer {self.key}"}
        for order in ('"create_date"', "'name desc'", "name desc"):
            response = self.send(
                "GET", f"{path}?order={order}&limit=1", headers=headers
            )
            self.assertEqual(response.status_code, 200, response.text)
        response = self.send("GET", f'{path}?order="no_such"', headers=headers)
        self.assertEqual(response.status_code, 400)

    def test_reading_by_post_of_synconics(self):
        partners = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        headers = {"Authorization": f"Bearer {self.key}"}
        ids = ",".join(map(str, partners.ids))
        path = f"/restapi/1.0/object/res.partner?ids={ids}"
        count = self.env["res.partner"].search_count([])
        for body in ({}, {"data": ""}, {"data": " {} "}, {"json": {}}):
            with self.subTest(body=body):
                response = self.send("POST", path, headers=headers, **body)
                rows = response.json()["res.partner"]
                self.assertEqual([row["name"] for row in rows], ["A", "B"])
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_list_of_rest_api(self):
        pair = {"username": "old", "password": PASSWORD}
        token = self.send("POST", "/api/auth/get_tokens", json=pair).json()[
            "access_token"
        ]
        headers = {"Access-Token": token}
        body = [{"name": "A"}, {"name": "B", "display_name": "x", "id": 1}]
        response = self.send("POST", "/api/res.partner", json=body, headers=headers)
        self.assertLess(response.status_code, 300, response.text)
        ids = [row["id"] for row in response.json()]
        names = self.env["res.partner"].browse(ids).mapped("name")
        self.assertEqual(names, ["A", "B"])
        body = [{"name": "A"}, {"nmae": "B"}, {"name": "C", "country_id": "nowhere"}]
        response = self.send("POST", "/api/res.partner", json=body, headers=headers)
        self.assertEqual(response.status_code, 409, response.text)
        pointers = [error["pointer"] for error in response.json()["details"]]
        self.assertEqual(pointers, ["/1/nmae", "/2/country_id"])

    def test_form_data_at_the_token_endpoint(self):
        parts = {"grant_type": (None, "client_credentials"), "client_id": (None, "x")}
        path = "/restapi/1.0/common/oauth2/access_token"
        response = self.send("POST", path, files=parts)
        self.assertEqual(response.status_code, 401, response.text)
        self.assertEqual(response.json()["error"], "invalid_client")
        response = self.send("POST", path, files={"client_id": (None, "x")})
        self.assertIn(response.json()["error"], ("invalid_request", "invalid_client"))

    def test_without_a_credential_errors_are_in_the_shape_of_the_address(self):
        """Or in that of the parameters, where these are of one dialect alone."""
        model, record = "/api/res.partner", "/api/res.partner/1"
        filters = {"json": {"filters": []}}
        for method, path, keys, body in (
            ("GET", model, NATIVE, {}),
            ("POST", model, NATIVE, {"json": {"name": "x"}}),
            ("PATCH", record, NATIVE, {}),
            ("GET", "/api/res_partner", NATIVE, {}),
            ("GET", f"{model}?access_token=wrong", RESTFUL, {}),
            ("GET", model, RESTFUL, {"json": {"access_token": "wrong"}}),
            ("PATCH", f"{record}/action_archive", RESTFUL, {}),
            ("GET", f"{model}?filters=[]", REST_API, {}),
            ("GET", model, REST_API, filters),
            ("POST", f"{model}?__context__={{}}", REST_API, {"json": {"name": "x"}}),
            ("PUT", f"{record}/action_archive", REST_API, {}),
            ("GET", "/api/report/get_pdf", REST_API, {}),
            ("GET", f"{model}/search", CANDIDROOT, {}),
            ("POST", f"{model}/execute_kw", CANDIDROOT, {"json": {"method": "read"}}),
            ("GET", "/restapi/1.0/object/res.partner", {"error"}, {}),
        ):
            with self.subTest(method=method, path=path, body=body):
                response = self.send(method, path, **body)
                self.assertIn(response.status_code, (400, 401), response.text)
                self.assertEqual(set(response.json()), keys)

    def test_with_a_credential_looks_do_not_count(self):
        bearer = {"Authorization": f"Bearer {self.key}"}
        self.authenticate("old", PASSWORD)
        for headers in ({}, bearer):
            for query, code in (
                ("?filters=[]", "unknown_parameter"),
                ("?access_token=x", "unknown_parameter"),
                ("/search", "invalid_id"),
            ):
                with self.subTest(query=query, headers=headers):
                    path = f"/api/res.partner{query}"
                    response = self.send("GET", path, headers=headers)
                    self.assertProblem(response, 400, code)
