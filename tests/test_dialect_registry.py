"""A dialect of another addon: ``tests/addons/restapi_dialect_test``."""

from odoo.tests import tagged

from ..dialects import registry
from .support.common import ApiCase


@tagged("post_install", "-at_install")
class TestDialectOfAnotherAddon(ApiCase):
    def plain(self, path, **headers):
        return self.url_open(path, headers={"X-Plain-Key": self.key, **headers})

    def test_answers_on_a_route_of_its_own_and_below_api(self):
        partner = self.env["res.country"].search([], limit=1)
        for path in ("/plain/res.country", "/api/res.country"):
            with self.subTest(path=path):
                response = self.plain(path)
                self.assertEqual(response.status_code, 200, response.text)
                self.assertEqual(response.headers["Content-Type"][:10], "text/plain")
                self.assertEqual(len(response.text.splitlines()), 10)
                self.assertIn(partner.display_name, response.text)

    def test_errors_are_in_its_own_shape(self):
        for path, status, text in (
            ("/plain/no.model", 404, "unknown_model: There is no model no.model."),
            ("/api/no.model", 404, "unknown_model: There is no model no.model."),
            ("/plain/res.country/7", 404, "not_found: "),
        ):
            with self.subTest(path=path):
                response = self.plain(path)
                self.assertEqual(response.status_code, status, response.text)
                self.assertTrue(response.text.startswith(text), response.text)
        response = self.url_open("/plain/res.country")
        self.assertEqual(response.status_code, 401)
        self.assertTrue(response.text.startswith("no_key: "), response.text)

    def test_limits_of_a_credential_hold(self):
        response = self.plain("/plain/restapi.key")
        self.assertEqual(response.status_code, 404, response.text)
        response = self.plain("/plain/ir.config_parameter")
        self.assertEqual(response.status_code, 403, response.text)

    def test_options_know_it(self):
        response = self.url_open("/plain/res.country", method="OPTIONS")
        self.assertEqual(response.status_code, 204)
        self.assertEqual(response.headers["Allow"], "GET, HEAD, OPTIONS")

    def test_offered_in_settings_page_and_document(self):
        self.assertIn(("plain", "Plain text"), registry.labels())
        settings = self.env["res.config.settings"].fields_get(["restapi_default_dialect"])
        names = dict(settings["restapi_default_dialect"]["selection"])
        self.assertEqual(names["plain"], "Plain text")
        self.assertNotIn("synconics", names)
        page = self.url_open("/restapi/docs").text
        self.assertIn('<option value="plain">Plain text</option>', page)
        self.assertIn('<option value="mrm">Native</option>', page)
        document = self.get("/openapi.json?dialect=plain&models=res.country")
        self.assertEqual(list(document["paths"]), ["/res.country"])
        response = self.call("GET", "/openapi.json?dialect=fancy")
        told = self.assertProblem(response, 400, "invalid_dialect")
        self.assertIn("plain", told)
