"""Errors before a database is chosen: in the shape of the dialect, not in HTML."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase

OTHER = {"X-Odoo-Database": "no_such_database"}
SHAPES = (
    ("/api/res.partner", {}, {"error", "code", "details", "request_id"}),
    ("/api", {}, {"error", "code", "details", "request_id"}),
    ("/api/res.partner", {"Access-Token": "x"}, {"error", "error_descrip"}),
    ("/api/auth/get_tokens", {}, {"error", "error_descrip"}),
    ("/api/auth/token", {}, {"type", "message"}),
    ("/api/res.partner", {"api-key": "x"}, {"error", "message"}),
    ("/restapi/1.0/object/res.partner", {}, {"error"}),
    ("/restapi/1.0/common/oauth1/request_token", {}, {"error"}),
    (
        "/restapi/1.0/common/oauth2/access_token",
        {},
        {"error", "error_description"},
    ),
    ("/start", {}, {"error"}),
)


@tagged("post_install", "-at_install")
class TestNoDatabase(ApiCase):
    def assertShapes(self, headers, status):
        for path, own, keys in SHAPES:
            with self.subTest(path=path, headers=own):
                response = self.url_open(path, headers={**headers, **own})
                self.assertEqual(response.status_code, status, response.text)
                self.assertEqual(set(response.json()), keys)
                self.assertEqual(response.headers["Cache-Control"], "no-store")
                self.assertIn("X-Request-Id", response.headers)

    def test_database_that_does_not_exist(self):
        self.authenticate(None, None)
        self.opener.cookies.clear()
        self.assertShapes(OTHER, 404)
        response = self.call("POST", "/res.partner", headers=OTHER, json={"name": "x"})
        self.assertIn(
            "X-Odoo-Database", self.assertProblem(response, 404, "no_database")
        )

    def test_session_of_another_database(self):
        self.authenticate("admin", "admin")
        self.assertShapes(OTHER, 403)
        response = self.call("GET", "/res.partner", headers=OTHER)
        self.assertIn("cookie", self.assertProblem(response, 403, "invalid_database"))

    def test_pages_are_those_of_odoo(self):
        self.authenticate(None, None)
        self.opener.cookies.clear()
        for path in ("/web/nothing", "/restapi/docs", "/apiary", "/api/docs"):
            with self.subTest(path=path), mute_logger("odoo.http"):
                response = self.url_open(path, headers=OTHER)
                self.assertEqual(response.status_code, 404)
                self.assertIn("text/html", response.headers["Content-Type"])
