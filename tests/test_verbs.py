"""Which methods an address answers to: ``405`` with ``Allow``, ``OPTIONS``, ``HEAD``."""

from odoo.tests import tagged

from .support.common import ApiCase

# Address, the methods it has, and the keys of an error of its dialect.
NATIVE = {"error", "code", "details", "request_id"}
REST_API = {"error", "error_descrip"}
RESTFUL = {"type", "message"}
CANDIDROOT = {"error", "message"}
SYNCONICS = {"error"}
ADDRESSES = {
    "/api/health": ("GET", NATIVE),
    "/api/health/": ("GET", NATIVE),
    "/api/openapi.json": ("GET", NATIVE),
    "/api/models": ("GET", NATIVE),
    "/api/postman.json": ("GET", NATIVE),
    "/api/auth/get_tokens": ("GET POST", REST_API),
    "/api/auth/refresh_token": ("POST", REST_API),
    "/api/auth/delete_tokens/": ("POST", REST_API),
    "/api/report/sale.report_saleorder": ("GET PUT", REST_API),
    "/api/auth/token": ("DELETE GET POST", RESTFUL),
    "/api/generate_token": ("POST", CANDIDROOT),
    "/api/res.partner/search": ("GET", CANDIDROOT),
    "/api/res.partner/schema/": ("GET", CANDIDROOT),
    "/api/res.partner/record_count": ("GET", CANDIDROOT),
    "/api/res.partner/create": ("POST", CANDIDROOT),
    "/api/res.partner/execute_kw": ("POST", CANDIDROOT),
    "/api/res.partner/generate_token": ("POST", CANDIDROOT),
    "/start": ("GET", SYNCONICS),
    "/restapi/1.0/common/version": ("GET", SYNCONICS),
    "/restapi/1.0/common/oauth1/request_token": ("POST", SYNCONICS),
    "/restapi/1.0/workflow/sale.order/1/confirm": ("GET", SYNCONICS),
    "/restapi/1.0/report/sale.report_saleorder/1": ("GET", SYNCONICS),
}
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@tagged("post_install", "-at_install")
class TestVerbs(ApiCase):
    def _allowed(self, answer):
        return set(answer.headers["Allow"].split(", "))

    def test_wrong_ones_of_addresses_with_a_meaning(self):
        for path, (methods, keys) in ADDRESSES.items():
            known = set(methods.split())
            allowed = known | ({"HEAD"} if "GET" in known else set())
            for verb in sorted(set(VERBS) - known):
                with self.subTest(path=path, verb=verb):
                    answer = self.url_open(
                        path, method=verb, headers={"Accept": "application/json"}
                    )
                    self.assertEqual(answer.status_code, 405, answer.text)
                    self.assertEqual(self._allowed(answer), allowed)
                    self.assertEqual(set(answer.json()), keys, answer.text)

    def test_options_tells_them_and_does_nothing(self):
        for path, (methods, _keys) in ADDRESSES.items():
            with self.subTest(path=path):
                answer = self.url_open(path, method="OPTIONS")
                self.assertEqual((answer.status_code, answer.text), (204, ""))
                known = set(methods.split()) | {"OPTIONS"}
                self.assertEqual(self._allowed(answer) - {"HEAD"}, known)

    def test_options_of_models(self):
        """Of all dialects, as nothing tells which; of one, where something does."""
        for path, headers, allowed in (
            ("/api/res.partner", {}, {"GET", "QUERY", "POST", "PUT", "PATCH"}),
            ("/api/res.partner/1", {}, {"GET", "PUT", "PATCH", "DELETE"}),
            ("/api/res.partner/1/unlink", {}, {"PUT", "PATCH", "POST"}),
            ("/api/res.partner/unlink", {"Authorization": "x"}, {"POST"}),
            ("/api/res.partner/fields", {"Authorization": "x"}, {"GET", "POST"}),
            ("/api", {}, {"GET"}),
            ("/api/res.partner/1/unlink", {"Access-Token": "x"}, {"PUT"}),
            ("/api/res.partner/1", {"api-key": "x"}, {"GET", "PUT", "DELETE"}),
            ("/api/res.partner", {"api-key": "x"}, set()),
            ("/api/a/b/c/d", {}, set()),
            (
                "/restapi/1.0/object/res.partner/7",
                {},
                {"GET", "PUT", "DELETE"},
            ),
        ):
            with self.subTest(path=path, headers=headers):
                answer = self.url_open(path, method="OPTIONS", headers=headers)
                self.assertEqual(answer.status_code, 204)
                self.assertEqual(self._allowed(answer) - {"HEAD", "OPTIONS"}, allowed)

    def test_wrong_ones_of_models_need_a_credential_first(self):
        self.assertProblem(self.call("PUT", "/res.partner", None), 401, "unauthorized")
        answer = self.call("DELETE", "/res.partner")
        self.assertProblem(answer, 405, "method_not_allowed")
        allowed = {"GET", "HEAD", "QUERY", "POST", "PUT", "PATCH"}
        self.assertEqual(self._allowed(answer), allowed)

    def test_head_is_a_get_without_its_body(self):
        for path in ("/health", "/res.partner?limit=1", "/openapi.json?models="):
            with self.subTest(path=path):
                got, head = self.call("GET", path), self.call("HEAD", path)
                self.assertEqual((head.status_code, head.text), (200, ""))
                for name in ("Content-Type", "Content-Length", "ETag"):
                    self.assertEqual(
                        head.headers.get(name), got.headers.get(name), name
                    )
        self.assertEqual(self.call("HEAD", "/res.partner/0").status_code, 400)
        self.assertEqual(self.call("HEAD", "/no.model").status_code, 404)
