"""OPTIONS, CORS, methods and sizes: what is decided before anything is done."""

from odoo.tests import tagged

from .support.common import ApiCase

CORS = "rest_api.cors_parameter_value_in_all_routes"
ORIGIN = "https://shop.example.com"


@tagged("post_install", "-at_install")
class TestCrossOrigin(ApiCase):
    def set_parameter(self, name, value):
        self.env["ir.config_parameter"].set_param(name, value)

    def test_off_by_default(self):
        response = self.call("GET", "/health", headers={"Origin": ORIGIN})
        self.assertNotIn("Access-Control-Allow-Origin", response.headers)

    def test_listed_origin_on_every_answer(self):
        self.set_parameter(CORS, f"https://other.example.com, {ORIGIN}/")
        for path, status, key in (
            ("/health", 200, None),
            ("/res.partner", 401, None),
            ("/nothing", 404, ""),
            ("/res.partner?limit=a", 400, ""),
        ):
            with self.subTest(path=path):
                response = self.call("GET", path, key=key, headers={"Origin": ORIGIN})
                self.assertEqual(response.status_code, status)
                self.assertEqual(
                    response.headers["Access-Control-Allow-Origin"], ORIGIN
                )
                self.assertIn("Origin", response.headers["Vary"])
                self.assertIn(
                    "X-Request-Id", response.headers["Access-Control-Expose-Headers"]
                )
                self.assertNotIn("Access-Control-Allow-Credentials", response.headers)

    def test_other_origins_are_not_allowed(self):
        self.set_parameter(CORS, ORIGIN)
        for origin in (
            "https://evil.example",
            "null",
            f"{ORIGIN}.evil.example",
            "http://shop.example.com",
        ):
            response = self.call("GET", "/health", headers={"Origin": origin})
            self.assertNotIn("Access-Control-Allow-Origin", response.headers)

    def test_preflight(self):
        self.set_parameter(CORS, "*")
        response = self.call(
            "OPTIONS",
            "/res.partner/1",
            key=None,
            headers={"Origin": ORIGIN, "Access-Control-Request-Method": "DELETE"},
        )
        self.assertEqual((response.status_code, response.content), (204, b""))
        self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
        self.assertIn("DELETE", response.headers["Access-Control-Allow-Methods"])
        for name in [
            "Access-Token",
            "api-key",
            "Login-Token",
            "Authorization",
            "Content-Type",
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
        ]:
            self.assertIn(name, response.headers["Access-Control-Allow-Headers"])

    def test_options_executes_nothing(self):
        partner = self.env["res.partner"].create({"name": "Stay"})
        response = self.call(
            "OPTIONS", f"/res.partner/{partner.id}", json={"name": "Changed"}
        )
        self.assertEqual(response.status_code, 204)
        self.assertEqual(partner.name, "Stay")

    def test_wrong_method(self):
        for method, path, allowed in (
            ("DELETE", "/res.partner", "GET, HEAD, PATCH, POST, PUT, QUERY"),
            ("POST", "/res.partner/1", "DELETE, GET, HEAD, PATCH, PUT"),
            ("PUT", "/health", "GET, HEAD"),
            ("POST", "/health", "GET, HEAD"),
            ("TRACE", "/res.partner", "GET, HEAD, PATCH, POST, PUT, QUERY"),
            ("DELETE", "/res.partner/fields", "GET, HEAD, POST"),
        ):
            with self.subTest(method=method, path=path):
                response = self.call(method, path)
                self.assertProblem(response, 405, "method_not_allowed")
                self.assertEqual(
                    sorted(response.headers["Allow"].split(", ")), allowed.split(", ")
                )

    def test_nothing_there(self):
        for path in ("/a/b/c/d", "/res.partner//1"):
            with self.subTest(path=path):
                self.assertEqual(self.call("GET", path).status_code, 404)

    def test_body_too_large(self):
        self.set_parameter("restapi.max_body_mib", "1")
        response = self.call(
            "POST", "/res.partner", data='{"name": "' + "x" * 2**20 + '"}'
        )
        self.assertProblem(response, 413, "request_entity_too_large")

    def test_compressed_body(self):
        response = self.call(
            "POST",
            "/res.partner",
            data=b"\x1f\x8b",
            headers={"Content-Encoding": "gzip"},
        )
        self.assertProblem(response, 415, "unsupported_media_type")
