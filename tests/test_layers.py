"""Imports go downwards only, from what answers requests to what knows nothing of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parent.parent
# What each folder, or file at the top, may import beside itself.
BELOW_SERVICE = frozenset(["core", "settings", "records", "changes", "auth"])
ALLOWED: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "settings": frozenset(),
    "cors": frozenset(["core"]),
    "records": frozenset(["core", "settings"]),
    "changes": frozenset(["core", "settings"]),
    "auth": frozenset(["core", "settings", "records"]),
    "webhooks": frozenset(["core", "records", "auth", "changes"]),
    "openapi": BELOW_SERVICE | {"idempotency"},
    "dialects": BELOW_SERVICE | {"idempotency", "openapi"},
    "clients": BELOW_SERVICE | {"openapi"},
    "service": BELOW_SERVICE | {"openapi", "dialects", "clients"},
    "idempotency": frozenset(["core", "records"]),
    "monitoring": BELOW_SERVICE | {"dialects"},
    "custom_dispatcher": frozenset(["dispatcher", "dialects"]),
    "dispatcher": BELOW_SERVICE | {"cors", "dialects", "idempotency", "monitoring"},
}


def imports(file: Path) -> Iterator[str]:
    """Give what a file imports of this addon: names at the top of it."""
    folder = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = folder[: len(folder) - node.level + 1]
        if base:
            yield base[0]
        elif node.module:
            yield node.module.split(".")[0]
        else:
            yield from (alias.name for alias in node.names)


@tagged("post_install", "-at_install")
class TestLayers(BaseCase):
    def test_imports_go_downwards(self):
        for name, allowed in ALLOWED.items():
            files = sorted((ROOT / name).rglob("*.py")) or [ROOT / f"{name}.py"]
            for file in files:
                upwards = set(imports(file)) - allowed - {name}
                with self.subTest(file=str(file.relative_to(ROOT))):
                    self.assertEqual(upwards, set())
