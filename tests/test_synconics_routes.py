"""Which requests of the Synconics dialect a replica may serve, and texts of it."""

from werkzeug.test import EnvironBuilder

from odoo.http import HTTPRequest
from odoo.tests import BaseCase, tagged

from ..core.errors import BadRequest
from ..dialects import registry
from ..dialects.arguments import Arguments
from ..dialects.native import Native
from ..dialects.synconics.dialect import Synconics
from ..records.call import workflow


def dialect(method, path):
    http = HTTPRequest(EnvironBuilder(path, method=method).get_environ())
    return registry.choose(http, Native.name)


@tagged("post_install", "-at_install")
class TestRoutes(BaseCase):
    def test_choice(self):
        for path, expected in (
            ("/restapi/1.0/object/res.partner", Synconics),
            ("/restapi", Synconics),
            ("/start", Synconics),
            ("/api/res.partner", Native),
            ("/api/start", Native),
            ("/api", Native),
        ):
            with self.subTest(path=path):
                self.assertIs(type(dialect("GET", path)), expected)

    def test_what_only_reads(self):
        for method, path, expected in (
            ("GET", "/common/version", True),
            ("GET", "/object/res.partner", True),
            ("HEAD", "/object/res.partner/7", True),
            ("GET", "/object/res.partner/search", True),
            ("GET", "/object/res.partner/7/read", True),
            ("GET", "/object/res.partner/read_group", True),
            ("GET", "/object/res.partner/fields_get", True),
            ("GET", "/object/res.partner/check_access_rights", True),
            ("GET", "/no/such/path", True),
            ("PATCH", "/object/res.partner", True),  # a 405 writes nothing
            ("POST", "/object/res.partner/search", False),
            ("GET", "/object/res.partner/default_get", False),
            ("GET", "/object/res.partner/7/copy", False),
            ("GET", "/object/res.partner/7/action_archive", False),
            ("GET", "/object/res.partner/any_method", False),
            ("GET", "/workflow/sale.order/7/order_confirm", False),
            ("GET", "/report/sale.report_saleorder/7", False),
            ("POST", "/object/res.partner", False),
            ("PUT", "/object/res.partner/7", False),
            ("DELETE", "/object/res.partner/7", False),
        ):
            with self.subTest(method=method, path=path):
                found = dialect(method, f"/restapi/1.0{path}")
                self.assertIs(found.reads_only, expected)

    def test_signals_are_buttons(self):
        prefixes = workflow.BUTTON_PREFIXES
        for signal in workflow.SIGNALS:
            for name in workflow.buttons(signal):
                self.assertTrue(name.startswith(prefixes), name)
        self.assertEqual(list(workflow.buttons("unlink")), [])
        self.assertEqual(list(workflow.buttons("action_x")), ["action_x"])


@tagged("post_install", "-at_install")
class TestArguments(BaseCase):
    def test_ids(self):
        for sent in (
            "12,17",
            "[12, 17]",
            "(12,17,)",
            "12, 17,12",
            [12, 17],
            ["12", 17],
        ):
            with self.subTest(sent=sent):
                self.assertEqual(Arguments({"ids": sent}).ids(), (12, 17))
        for sent in ("", None, False, [], "[]"):
            self.assertEqual(Arguments({"ids": sent}).ids(), ())
        for sent in ("x", "1.5", [True], [1.5], [None], {"id": 1}, True, 0, [0], 2**31):
            with self.subTest(sent=sent), self.assertRaises(BadRequest):
                Arguments({"ids": sent}).ids()

    def test_names(self):
        for sent in ("a,b", "a, b", "'a','b'", "['a','b']", "('a','b')", ["a", "b"]):
            with self.subTest(sent=sent):
                self.assertEqual(
                    Arguments({"fields": sent}).names("fields"), ("a", "b")
                )
        for sent in ("", "[]", "None", None, False, []):
            self.assertEqual(Arguments({"fields": sent}).names("fields"), ())
        for sent in ("[1]", 1, {"a": 1}, [["a"]], "['a'"):
            with self.subTest(sent=sent), self.assertRaises(BadRequest):
                Arguments({"fields": sent}).names("fields")

    def test_booleans_and_integers(self):
        for sent in (True, "True", "true", "1", 1):
            self.assertIs(Arguments({"x": sent}).boolean("x", False), True)
        for sent in (False, "False", "false", "0", 0):
            self.assertIs(Arguments({"x": sent}).boolean("x", True), False)
        for sent in (None, "", "None", False):
            self.assertEqual(Arguments({"x": sent}).integer("x", 0, 9), 9)
        for sent in (5, "5", " 5 "):
            self.assertEqual(Arguments({"x": sent}).integer("x", 0, 9), 5)
        for sent in (True, "x", 1.5, [1], -1, 10**30):
            with self.subTest(sent=sent), self.assertRaises(BadRequest):
                Arguments({"x": sent}).integer("x", 0, 9)

    def test_objects(self):
        for sent in ("{'a': 1}", '{"a": 1}', "{'a': 1},", {"a": 1}):
            self.assertEqual(Arguments({"vals": sent}).mapping("vals"), {"a": 1})
        for sent in ("[1]", "{1: 2}", 5, "{'a'}", ({"a": 1}, {"a": 2})):
            with self.subTest(sent=sent), self.assertRaises(BadRequest):
                Arguments({"vals": sent}).mapping("vals")

    def test_positions(self):
        sent = Arguments({"args": "[1, 2]", "kwargs": {"c": 3}, "d": 4})
        named = sent.positional(("a", "b", "c"))
        self.assertEqual([named.value(name) for name in "abcd"], [1, 2, 3, 4])
        with self.assertRaises(BadRequest):
            sent.positional(("a",))
