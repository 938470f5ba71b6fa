"""Every row of a dialect's table of routes is described, and nothing else is."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from odoo.tests import tagged

from ..dialects import registry
from ..dialects.base import Dialect
from ..dialects.synconics_methods import METHODS
from ..openapi.dialects import DESCRIPTIONS
from .common import ApiCase

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


@tagged("post_install", "-at_install")
class TestRoutes(ApiCase):
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
        parameters = document["components"]["parameters"]
        for path, item in document["paths"].items():
            servers = item.get("servers", document["servers"])
            operations = {key: item[key] for key in item.keys() - {"servers"}}
            named = {
                reference["$ref"].rpartition("/")[2]
                for operation in operations.values()
                for reference in operation["parameters"]
            }
            values = {
                parameters[name]["name"]: parameters[name].get("example")
                for name in named
            }
            prefix = urlsplit(servers[0]["url"]).path
            yield f"{prefix}{path.format(**values)}", set(map(str.upper, operations))

    def test_options_tell_what_is_described(self):
        for name, headers in CHOOSE.items():
            for address, methods in self.addresses(self.document(name)):
                with self.subTest(name, address=address):
                    answer = self.url_open(address, method="OPTIONS", headers=headers)
                    allowed = set(answer.headers["Allow"].split(", "))
                    self.assertLessEqual(methods, allowed)
                    # All verbs call a method of Synconics', each is described once.
                    if name != "synconics":
                        self.assertEqual(methods, allowed - NOT_DESCRIBED)

    def test_methods_of_synconics_are_described(self):
        ends = {path.rpartition("/")[2] for path in self.document("synconics")["paths"]}
        self.assertFalse(METHODS.keys() - ends)
