"""Tests say what they need, so that those that need little are told apart."""

import inspect
import re
import sys
from collections.abc import Iterator

from odoo.tests import BaseCase, tagged

from .support import needs

PACKAGE = __name__.rpartition(".")[0]
MARKS = {
    needs.SERVER: re.compile(r"\bServer\("),
    needs.BROWSER: re.compile(r"\bself\.(browser_js|start_tour)\(|\bChromeBrowser\("),
    needs.PROGRAM: re.compile(r"\bsubprocess\.|\bRESTAPI_SANDBOX_"),
}


def classes() -> Iterator[type[BaseCase]]:
    """Give the classes of all tests of this addon."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{PACKAGE}.test_"):
            found = [value for value in vars(module).values() if _is_own(value, name)]
            yield from found


def _is_own(value: object, module: str) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, BaseCase)
        and value.__module__ == module
    )


def source(cls: type) -> str:
    """Return the text of a class and of those of ours that it is built on."""
    own = [base for base in cls.__mro__ if base.__module__.startswith(PACKAGE)]
    return "\n".join(map(inspect.getsource, own))


@tagged("post_install", "-at_install")
class TestNeeds(BaseCase):
    def test_tags_are_there_where_something_is_started(self):
        found = dict.fromkeys(MARKS, 0)
        for cls in classes():
            text = "" if cls is TestNeeds else source(cls)
            for tag, mark in MARKS.items():
                if mark.search(text):
                    found[tag] += 1
                    self.assertIn(tag, cls.test_tags, cls)
        self.assertTrue(all(found.values()), found)
