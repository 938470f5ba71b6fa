"""Codes of errors: all in one table, all in use, and documented as they are."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..core import codes, errors
from ..core.codes import CODES, Code
from ..openapi.errors import SCHEMAS

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "core" / "codes.py"
NOT_SHIPPED = frozenset(["tests", "dev", ".sandbox"])
EXCEPTIONS = {
    name: found
    for name, found in vars(errors).items()
    if isinstance(found, type) and issubclass(found, errors.ApiError)
}
# Where a code is the second argument; of `error` it is one of `details`.
TAKING_A_CODE = frozenset([*EXCEPTIONS, "Problem", "error", "unauthorized", "refused"])
# What reads a parameter, and is told its name.
READERS = frozenset(
    "integer text names sequence mapping boolean flag _names _text _number "
    "_seconds".split()
)
# What else the table's module has.
OTHERS = frozenset(["BY_STATUS", "CODES"])
# Dialects whose clients are told our own codes.
NAMED = ("native", "candidroot")


def shipped(*folders: str) -> Iterator[Path]:
    """Give the files of the addon that may use the table."""
    for file in sorted(ROOT.joinpath(*folders).rglob("*.py")):
        if file != TABLE and not NOT_SHIPPED & set(file.relative_to(ROOT).parts):
            yield file


def calls(*folders: str) -> Iterator[tuple[Path, str, ast.Call]]:
    """Give every call in the addon, with the name of what is called."""
    for file in shipped(*folders):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield file.relative_to(ROOT), name, node


def parameters() -> Iterator[tuple[Path, str]]:
    """Give the names of the parameters that dialects read."""
    for dialect in NAMED:
        for file, name, call in calls("dialects", dialect):
            for argument in call.args if name in READERS else ():
                value = getattr(argument, "value", None)
                if isinstance(value, str) and value.isidentifier():
                    yield file, value


def constants() -> dict[str, str]:
    """Return the name of each constant of the table, by its code."""
    return {
        str(code): name for name, code in vars(codes).items() if isinstance(code, Code)
    }


@tagged("post_install", "-at_install")
class TestCodes(BaseCase):
    def test_codes_are_raised_by_their_constants(self):
        for file, name, call in calls():
            if name not in TAKING_A_CODE:
                continue
            for argument in call.args[1:2]:
                text = isinstance(argument, (ast.Constant, ast.JoinedStr))
                with self.subTest(file=str(file), line=call.lineno):
                    self.assertFalse(
                        text and getattr(argument, "value", "") is not None,
                        "raise codes.… of core/codes.py",
                    )

    def test_exceptions_have_their_codes_from_the_table(self):
        for file in shipped():
            for node in ast.walk(ast.parse(file.read_text())):
                names = {
                    each.id
                    for each in getattr(node, "targets", ())
                    if isinstance(each, ast.Name)
                }
                if isinstance(node, ast.Assign) and "code" in names:
                    with self.subTest(file=str(file), line=node.lineno):
                        literal = isinstance(node.value, ast.Constant)
                        self.assertFalse(literal, "one of core/codes.py")

    def test_constants_that_are_raised_are_in_the_table(self):
        known = set(constants().values())
        for file in shipped():
            for name in uses(file):
                with self.subTest(file=str(file.relative_to(ROOT)), name=name):
                    self.assertIn(name, known)

    def test_every_code_of_the_table_is_in_use(self):
        used = {f"INVALID_{name.upper()}" for _file, name in parameters()}
        used |= {"INVALID_ACCESS_LIFETIME", "INVALID_REFRESH_LIFETIME"}
        for file in shipped():
            used |= set(uses(file))
        of_others = {constants()[code] for code in codes.BY_STATUS.values()}
        self.assertEqual(set(constants().values()) - used - of_others, set())

    def test_parameters_have_a_code_each(self):
        for file, name in parameters():
            with self.subTest(file=str(file), parameter=name):
                self.assertIn(f"invalid_{name}", CODES)

    def test_status_of_exceptions_is_one_of_their_codes(self):
        for name, found in EXCEPTIONS.items():
            with self.subTest(exception=name):
                self.assertIn(found.status, found.code.statuses)
        for file, name, call in calls():
            code = call.args[1] if len(call.args) > 1 else None
            status = (
                422 if name == "error" else getattr(EXCEPTIONS.get(name), "status", 0)
            )
            if status and isinstance(code, ast.Attribute) and code.attr.isupper():
                with self.subTest(file=str(file), line=call.lineno):
                    self.assertIn(status, getattr(codes, code.attr).statuses)

    def test_documentation_has_the_codes_that_there_are(self):
        file = ROOT / "dev" / "sandbox" / "error_page.py"
        spec = importlib.util.spec_from_file_location("restapi_error_page", file)
        page = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(page)
        self.assertEqual(
            (ROOT / "docs" / "errors.md").read_text(),
            page.text(CODES.values()),
            "make errors",
        )

    def test_openapi_has_the_codes_that_there_are(self):
        self.assertEqual(SCHEMAS["ErrorCode"]["enum"], sorted(CODES))


def uses(file: Path) -> Iterator[str]:
    """Give the names of constants of the table in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Attribute) or not node.attr.isupper():
            continue
        if getattr(node.value, "id", "") == "codes" and node.attr not in OTHERS:
            yield node.attr
