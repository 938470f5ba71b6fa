"""Of strangers little is read, whatever they send it as."""

from odoo.tests import tagged

from .support.common import ApiCase

LARGE = 65 * 1024


@tagged("post_install", "-at_install")
class TestStrangersBodies(ApiCase):
    def send(self, method: str, path: str, body: bytes, **headers: str) -> int:
        return self.url_open(
            path, data=body, method=method, headers=headers
        ).status_code

    def test_large_body_without_a_credential_is_not_read(self):
        body = b'{"username":"a","password":"' + b"b" * LARGE + b'"}'
        form = b"username=a&password=" + b"b" * LARGE
        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        for method, path, sent, headers in (
            ("POST", "/api/auth/get_tokens", body, {}),
            ("GET", "/api/auth/get_tokens", body, {}),
            ("POST", "/api/auth/get_tokens", form, form_type),
            ("POST", "/api/auth/refresh_token", body, {}),
            ("POST", "/api/auth/token", body, {}),
            ("POST", "/restapi/1.0/common/oauth2/access_token", form, form_type),
            ("POST", "/restapi/1.0/common/oauth1/request_token", form, form_type),
        ):
            with self.subTest(path=path, headers=headers):
                self.assertEqual(self.send(method, path, sent, **headers), 413)

    def test_large_body_with_a_wrong_credential_is_not_read(self):
        body = b'{"name":"' + b"b" * LARGE + b'"}'
        for headers in (
            {"Authorization": "Bearer wrong"},
            {"Access-Token": "a" * 40},
            {"Access-Token": "access_token_" + "a" * 40},
            {"api-key": "wrong"},
        ):
            with self.subTest(headers=headers):
                status = self.send("POST", "/api/res.partner", body, **headers)
                self.assertIn(status, (401, 413))

    def test_large_body_with_a_good_credential_is_read(self):
        text = "b" * LARGE
        response = self.call(
            "POST", "/res.partner", json={"name": "x", "comment": text}
        )
        self.assertEqual(response.status_code, 201, response.text[:200])
