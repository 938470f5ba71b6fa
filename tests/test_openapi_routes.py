"""Every row of a dialect's table of routes is described, and nothing else is."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from odoo.tests import tagged

from ..dialects import registry
from ..dialects.base import Dialect
from ..dialects.synconics.methods import METHODS
from ..openapi.dialects import DESCRIPTIONS
from .support.common import ApiCase
from .support.endpoints import make_all

MODEL = "res.partner"
# Of every path that has GET or anything at all.
NOT_DESCRIBED = frozenset(["HEAD", "OPTIONS"])
# What tells the dialect of a request below the same prefix.
CHOOSE: dict[str, dict[str, str]] = {
    "mrm": {"Authorization": "Bearer x"},
    "rest_api": {"Access-Token": "x"},
    "restful": {"Access-Token": "access_token_x"},
    "candidroot": {"api-key": "x"},
    "synconics": {},
}
# Where a name may be one of something else too, which other methods are for: of a
# method or a field, beside the words of the native dialect; of a method that Synconics'
# call by all of them, and that is described once.
NAMED = {
    "mrm": re.compile(r"/res\.partner(/1)?/[a-z]\w*$"),
    "synconics": re.compile(r"/object/"),
}


@tagged("post_install", "-at_install")
class TestRoutes(ApiCase):
    def setUp(self) -> None:
        super().setUp()
        make_all(self.env)
        self.env.flush_all()

    def document(self, dialect: str) -> dict[str, Any]:
        return self.get(f"/openapi.json?models={MODEL}&dialect={dialect}")

    def test_all_dialects_have_a_document(self):
        self.assertLessEqual(set(DESCRIPTIONS), set(registry.offered()))

    def test_every_route_is_described(self):
        for name, dialect in registry.offered().items():
            with self.subTest(name):
                routes = {
                    (rule.rule, method)
                    for rule in dialect.routes.iter_rules()
                    for method in rule.methods - NOT_DESCRIBED
                }
                described = set(self.described(dialect, self.document(name)))
                self.assertFalse(routes - described)

    def described(
        self, dialect: type[Dialect], document: dict[str, Any]
    ) -> Iterator[tuple[str, str]]:
        """Give the route that serves each operation; there must be one."""
        for address, methods in self.addresses(document):
            below = address.removeprefix("/api")
            for method in methods:
                adapter = dialect.routes.bind("")
                rule, _values = adapter.match(below, method, return_rule=True)
                yield rule.rule, method

    def addresses(self, document: dict[str, Any]) -> Iterator[tuple[str, set[str]]]:
        """Give each address of a document, and the methods that it has there."""
        known = document["components"]["parameters"]
        found: dict[str, set[str]] = {}
        for path, item in document["paths"].items():
            prefixes = [
                urlsplit(server["url"]).path
                for server in item.get("servers", document["servers"])
            ]
            for key in item.keys() - {"servers"}:
                parameters = [
                    known[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
                    for each in item[key]["parameters"]
                ]
                values = {
                    each["name"]: each["example"]
                    for each in parameters
                    if each["in"] == "path"
                }
                below, method = path.format(**values), key.removeprefix("x-").upper()
                for prefix in prefixes:
                    found.setdefault(f"{prefix}{below}", set()).add(method)
        yield from found.items()

    def test_options_tell_what_is_described(self):
        for name, headers in CHOOSE.items():
            for address, methods in self.addresses(self.document(name)):
                with self.subTest(name, address=address):
                    answer = self.url_open(address, method="OPTIONS", headers=headers)
                    allowed = set(answer.headers["Allow"].split(", "))
                    self.assertLessEqual(methods, allowed)
                    if not (name in NAMED and NAMED[name].search(address)):
                        self.assertEqual(methods, allowed - NOT_DESCRIBED)

    def test_methods_of_synconics_are_described(self):
        ends = {path.rpartition("/")[2] for path in self.document("synconics")["paths"]}
        self.assertFalse(METHODS.keys() - ends)
