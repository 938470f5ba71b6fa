"""The documents of all dialects: valid, bounded, and complete in words."""

from collections.abc import Iterator
from typing import Any

from openapi_spec_validator import validate

from odoo.tests import new_test_user, tagged

from ..openapi.dialects import DESCRIPTIONS
from .support.common import ApiCase

MODELS = ("res.partner", "res.country", "res.partner.category", "sale.order")
PASSWORD = "api_dialects_password"


class DialectCase(ApiCase):
    """Calls what a document describes, and compares the answers with it."""

    groups = (
        "base.group_user,base.group_partner_manager,base.group_allow_export,"
        "sales_team.group_sale_salesman_all_leads"
    )

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.other = new_test_user(
            cls.env, login="api_dialects", password=PASSWORD, groups=cls.groups
        )
        cls.account = cls.env["restapi.account"].create(
            {"name": "Documents", "user_id": cls.other.id, "is_limited": False}
        )
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Documented",
                "country_id": cls.env.ref("base.be").id,
                "category_id": [(0, 0, {"name": "Documented"})],
                "child_ids": [(0, 0, {"name": "Below"})],
            }
        )
        cls.order = (
            cls.env["sale.order"]
            .with_user(cls.other)
            .create({"partner_id": cls.partner.id})
        )
        cls.spare = cls.env["res.partner"].create({"name": "Spare"})

    def document(self, dialect: str, *models: str) -> dict[str, Any]:
        names = ",".join(models or MODELS)
        return self.get(f"/openapi.json?models={names}&dialect={dialect}")

    def operations(
        self, document: dict[str, Any]
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Give path, method and operation."""
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if method != "servers":
                    yield path, method.removeprefix("x-"), operation


@tagged("post_install", "-at_install")
class TestDocuments(DialectCase):
    def test_documents_are_valid(self):
        for dialect in DESCRIPTIONS:
            with self.subTest(dialect):
                document = self.document(dialect)
                validate(document)
                self.assertTrue(document["info"]["title"])
                operations = [
                    operation["operationId"]
                    for _path, _method, operation in self.operations(document)
                ]
                self.assertEqual(len(operations), len(set(operations)))

    def test_all_is_described_in_words(self):
        for dialect in DESCRIPTIONS:
            with self.subTest(dialect):
                document = self.document(dialect)
                components = document["components"]
                described = {
                    **{f"tag {tag['name']}": tag for tag in document["tags"]},
                    **components["parameters"],
                    **components["responses"],
                    **components["schemas"],
                }
                for path, method, operation in self.operations(document):
                    described[f"{method} {path}"] = operation
                    self.assertIn("405", operation["responses"], path)
                for name, schema in components["schemas"].items():
                    for key, value in schema.get("properties", {}).items():
                        described[f"{name}.{key}"] = value
                silent = [
                    name
                    for name, value in described.items()
                    if not value.get("description")
                ]
                self.assertFalse(silent)

    def test_integers_are_bounded(self):
        for dialect in DESCRIPTIONS:
            with self.subTest(dialect):
                loose = [
                    found
                    for found in _schemas(self.document(dialect))
                    if "integer" in found["type"]
                    and not {"minimum", "maximum"} <= found.keys()
                    and "const" not in found
                ]
                self.assertFalse(loose)

    def test_names_of_components_are_words(self):
        for dialect in DESCRIPTIONS:
            components = self.document(dialect)["components"]
            for kind, known in components.items():
                for name in known:
                    self.assertRegex(name, r"^\w+$", kind)
            schemas = components["schemas"]
            self.assertEqual(schemas["res_partner"]["title"], "res.partner")
            self.assertEqual(schemas["res_partner_write"]["title"], "res.partner write")

    def test_unknown_dialect(self):
        response = self.call("GET", "/openapi.json?dialect=soap")
        self.assertProblem(response, 400, "invalid_dialect")

    def test_empty_values(self):
        """A schema says false where the dialect says false, and null elsewhere."""
        text = {"type": ["string", "null"]}
        false = {"anyOf": [{"type": "string"}, {"type": "boolean", "const": False}]}
        for dialect, expected in (
            ("mrm", text),
            ("rest_api", text),
            ("restful", false),
            ("candidroot", false),
            ("synconics", false),
        ):
            schemas = self.document(dialect)["components"]["schemas"]
            phone = schemas["res_partner"]["properties"]["phone"]
            self.assertEqual(phone, phone | expected, dialect)


def _schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Give the schemas in a document that have a type."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), (str, list)) and "in" not in value:
            yield value
        # What Python's signatures tell of arguments has no bounds.
        value = [value[key] for key in value.keys() - {"x-methods"}]
    if isinstance(value, list):
        for item in value:
            yield from _schemas(item)
