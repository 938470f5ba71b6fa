"""Response schemas on the models: spellings, checks, suggestions, previews."""

import json
import textwrap

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from ..core import schema
from ..core.errors import BadRequest
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..records.access import Access
from ..records.read import schema_literal
from ..records.read.plan import compile_plan
from ..records.read.serializer import Serializer

# The example of the rest_api dialect; Odoo 19 calls ``tax_id`` of a line ``tax_ids``.
EXAMPLE = """
( # simple fields (non relational):
    'id', 'name', 'date_order', 'create_date', 'amount_tax', 'amount_total', 'state',
    # many2one fields:
    ('partner_id', ( 'id', 'name', 'city', )),
    ('user_id', ( 'id', 'name', )),
    ('payment_term_id', ( 'id', 'name', )),
    # one2many fields:
    ('order_line', [(
        'id',
        ('product_id', ( # many2one
            'id', 'name', 'type', 'barcode',
            ('categ_id', ( # many2one
                'id', 'name',
            )),
            ('attribute_line_ids', [( # one2many
                'id', 'display_name',
            )]),
        )),
        'name', 'product_uom_qty', 'price_unit',
        ('tax_ids', [( # many2many
            'id', 'name',
        )]),
        'price_subtotal',
    )]),
)
"""
NATIVE_EXAMPLE = (
    "id,name,date_order,create_date,amount_tax,amount_total,state,partner_id(id,name,city),"
    "user_id(id,name),payment_term_id(id,name),order_line(id,product_id(id,name,type,barcode,"
    "categ_id(id,name),attribute_line_ids(id,display_name)),name,product_uom_qty,price_unit,"
    "tax_ids(id,name),price_subtotal)"
)


@tagged("post_install", "-at_install")
class TestSpellings(TransactionCase):
    def parsed(self, text, model="sale.order"):
        return schema_literal.parse(self.env[model], text)

    def test_the_example_as_printed(self):
        self.assertEqual(self.parsed(EXAMPLE), schema.parse(NATIVE_EXAMPLE))

    def test_spellings_of_the_same(self):
        expected = schema.parse("id,partner_id(id,name),order_line(name,tax_ids(id))")
        for text in (
            "('id', ('partner_id', ('id', 'name')), ('order_line', [('name', ('tax_ids', [('id',)]))]))",
            '["id", ["partner_id", ["id", "name"]], ["order_line", [["name", ["tax_ids", [["id"]]]]]]]',
            '["id", ["partner_id", ["id", "name"]], ["order_line", ["name", ["tax_ids", ["id"]]]]]',
            "['id', ('partner_id', ['id', 'name']), ('order_line', ('name', ('tax_ids', ('id'))))]",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.parsed(text), expected)

    def test_forgotten_comma(self):
        self.assertEqual(
            self.parsed("('name', ('state_id', ('code')))", "res.partner"),
            schema.parse("name,state_id(code)"),
        )
        self.assertEqual(self.parsed("('name')", "res.partner"), schema.parse("name"))

    def test_one_pair_in_a_wrapped_list(self):
        for text in (
            "(('order_line', [('product_id', ('id', 'name'))]),)",
            '[["order_line", [["product_id", ["id", "name"]]]]]',
        ):
            self.assertEqual(
                self.parsed(text), schema.parse("order_line(product_id(id,name))")
            )
        self.assertEqual(
            self.parsed("(('order_line', [('product_id', ('tax_ids', [('id',)]))]),)"),
            schema.parse("order_line(product_id,tax_ids(id))"),
        )

    def test_what_is_wrong_has_its_path(self):
        for text, message in (
            (
                "(('order_line', [(('product_id', ('barcod',)),)]),)",
                "order_line.product_id.barcod: unknown field, did you mean barcode?",
            ),
            ("('nam',)", "nam: unknown field, did you mean name?"),
            ("(('name', ('id',)),)", "name: a char field has no fields below it."),
            (
                "(1,)",
                "schema: a field's name, or a pair of a name and the fields below it, is expected.",
            ),
            ("5", "schema: a list of fields is expected."),
            ("(", "schema: not a JSON or Python literal."),
        ):
            with self.subTest(text=text), self.assertRaises(BadRequest) as caught:
                self.parsed(text)
            self.assertEqual(str(caught.exception), message)


@tagged("post_install", "-at_install")
class TestStoredSchemas(TransactionCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.model = cls.env["ir.model"]._get("res.partner")
        cls.service = cls.env["restapi.service"]

    def test_only_a_valid_schema_is_saved(self):
        with self.assertRaises(ValidationError) as caught:
            self.model.rest_api__read_all__schema = "(('child_ids', [('nam',)]),)"
        self.assertEqual(
            str(caught.exception),
            "Schema: Read All: child_ids.nam: unknown field, did you mean name?",
        )
        with self.assertRaises(ValidationError):
            self.model.rest_api__create_one__defaults = "{'nam': 1}"
        with self.assertRaises(ValidationError):
            self.model.rest_api__create_one__defaults = "[1]"

    def test_a_change_counts_at_once(self):
        self.assertIsNone(self.service._stored_schema("res.partner", "read_one"))
        for text, names in (
            ("('name',)", ("name",)),
            ("('name', 'city')", ("name", "city")),
        ):
            self.model.rest_api__read_one__schema = text
            node = self.service._stored_schema("res.partner", "read_one")
            self.assertEqual(tuple(child.name for child in node.fields), names)
        self.model.rest_api__create_one__defaults = "{'city': 'Ghent'}"
        self.assertEqual(
            self.service._create_defaults("res.partner"), {"city": "Ghent"}
        )

    def test_models_are_available_by_default(self):
        self.assertTrue(self.model.rest_api__used)
        self.assertFalse(self.env["ir.model"].search([("rest_api__used", "=", False)]))

    def test_suggestion_from_views_is_valid_and_nested(self):
        order = self.env["ir.model"]._get("sale.order")
        order.action_rest_api_suggest()
        node = self.service._stored_schema("sale.order", "read_one")
        lines = next(child for child in node.fields if child.name == "order_line")
        self.assertIn("product_id", [child.name for child in lines.fields])
        names = [
            child.name
            for child in self.service._stored_schema("sale.order", "read_all").fields
        ]
        self.assertIn("amount_total", names)
        for model in ("res.partner", "product.template", "account.move", "res.users"):
            self.env["ir.model"]._get(model).action_rest_api_suggest()
        order.rest_api__read_one__schema = "('id',)"
        order.action_rest_api_suggest()
        self.assertEqual(order.rest_api__read_one__schema, "('id',)")

    def test_preview(self):
        self.model.rest_api__read_one__schema = "('name', ('country_id', ('code',)))"
        action = self.model.with_context(
            rest_api_kind="read_one"
        ).action_rest_api_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        answer = json.loads(preview.answer)
        self.assertEqual(set(answer), {"id", "name", "country_id"})
        action = self.model.with_context(
            rest_api_kind="read_all"
        ).action_rest_api_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("no schema", preview.answer)

    def test_example_reads_an_order(self):
        partner = self.env["res.partner"].create(
            {"name": "Customer 1", "city": "City 1"}
        )
        product = self.env["product.product"].create(
            {"name": "Product 1", "barcode": "2400000032632", "list_price": 111}
        )
        tax = self.env["account.tax"].create({"name": "ITAX X", "amount": 15})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": 11,
                            "tax_ids": tax.ids,
                        },
                    )
                ],
            }
        )
        plan = compile_plan(
            order.browse(), schema_literal.parse(order, textwrap.dedent(EXAMPLE))
        )
        row = Serializer(NATIVE, Access(self.env, FULL)).rows(plan, order)[0]
        self.assertEqual(
            row["partner_id"],
            {"id": partner.id, "name": "Customer 1", "city": "City 1"},
        )
        self.assertIsNone(row["payment_term_id"])
        line = row["order_line"][0]
        self.assertEqual(
            line["product_id"],
            {
                "id": product.id,
                "name": "Product 1",
                "type": "consu",
                "barcode": "2400000032632",
                "categ_id": None,
                "attribute_line_ids": [],
            },
        )
        self.assertEqual(
            (line["product_uom_qty"], line["price_unit"], line["price_subtotal"]),
            (11.0, 111.0, 1221.0),
        )
        self.assertEqual(line["tax_ids"], [{"id": tax.id, "name": "ITAX X"}])
