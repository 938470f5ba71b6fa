"""What real clients of the old addons send beyond their documents."""

from typing import Any

from requests import Response

from odoo.tests import new_test_user, tagged

from .common import ApiCase

PASSWORD = "correct horse battery staple"


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

    def test_wrong_token_of_restful_is_refused_in_its_shape(self):
        wrong = f"access_token_{'0' * 40}"
        for response in (
            self.send("GET", f"/api/res.partner?access_token={wrong}"),
            self.send("GET", "/api/res.partner", json={"access_token": wrong}),
        ):
            self.assertEqual(response.status_code, 401)
            self.assertEqual(set(response.json()), {"type", "message"})

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
        rows = self.send("POST", path, headers=headers).json()["res.partner"]
        self.assertEqual([row["name"] for row in rows], ["A", "B"])
        self.assertEqual(
            self.env["res.partner"].search_count([("id", "in", partners.ids)]), 2
        )

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
