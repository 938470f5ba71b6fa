"""Every row of a dialect's table of routes is described, and nothing else is."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from odoo.tests import tagged

from ..dialects import registry
from ..dialects.base import Dialect
from ..dialects.synconics.methods import METHODS
from ..openapi.dialects import DESCRIPTIONS
from .support.common import ApiCase

MODEL = "res.partner"
# Of every path that has GET or anything at all.
NOT_DESCRIBED = frozenset(["HEAD", "OPTIONS"])


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
        parameters = document["components"]["parameters"]
        for path, item in document["paths"].items():
            servers = item.get("servers", document["servers"])
            prefix = urlsplit(servers[0]["url"]).path.removeprefix("/api")
            for method, operation in item.items():
                if method == "servers":
                    continue
                values = {}
                for reference in operation["parameters"]:
                    found = parameters[reference["$ref"].rpartition("/")[2]]
                    if found["in"] == "path":
                        values[found["name"]] = found["example"]
                adapter = dialect.routes.bind("")
                rule, _values = adapter.match(
                    f"{prefix}{path.format(**values)}",
                    method.upper(),
                    return_rule=True,
                )
                yield rule.rule, method.upper()

    def test_methods_of_synconics_are_described(self):
        ends = {path.rpartition("/")[2] for path in self.document("synconics")["paths"]}
        self.assertFalse(METHODS.keys() - ends)
