"""Trees of records: rights at every level, options, number of statements."""

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..core import schema
from ..core.formats import NATIVE
from ..core.grant import FULL
from ..records.access import Access
from ..records.read import plan
from ..records.read.serializer import Serializer
from .support.common import ApiCase, make_key

TREE = (
    "name,partner_id(id,name,country_id(code)),user_id,payment_term_id(name),"
    "order_line(name,product_id(name,categ_id(name),product_tag_ids(name)),tax_ids(name))"
)


@tagged("post_install", "-at_install")
class TestOrderTrees(ApiCase):
    groups = "base.group_user,sales_team.group_sale_salesman_all_leads"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.products = cls.env["product.product"].create(
            [{"name": f"P{i}", "list_price": i} for i in range(3)]
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Tree", "country_id": cls.env.ref("base.be").id}
        )

    def make_orders(self, count):
        return self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "order_line": [
                        (0, 0, {"product_id": product.id, "product_uom_qty": i % 7 + 1})
                        for product in self.products
                    ],
                }
                for i in range(count)
            ]
        )

    def test_tree_over_http(self):
        order = self.make_orders(1)
        body = self.get(f"/sale.order/{order.id}?fields={TREE}")
        self.assertEqual(
            body["partner_id"]["country_id"],
            {"id": self.env.ref("base.be").id, "code": "BE"},
        )
        self.assertEqual(
            [line["product_id"]["name"] for line in body["order_line"]],
            ["P0", "P1", "P2"],
        )
        self.assertEqual(body["order_line"][0]["product_id"]["product_tag_ids"], [])

    def statements(self, count):
        """Count the SQL statements that a tree of ``count`` orders takes."""
        orders = self.make_orders(count).with_user(self.user)
        tree = plan.compile_plan(orders.browse(), schema.parse(TREE))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        found = orders.search_fetch([("id", "in", orders.ids)], tree.fetch)
        rows = Serializer(NATIVE, Access(self.env, FULL)).rows(tree, found)
        self.assertEqual(len(rows), count)
        self.assertTrue(all(len(row["order_line"]) == 3 for row in rows))
        return self.env.cr.sql_log_count - before

    def test_number_of_statements_is_the_same_for_any_number_of_records(self):
        self.statements(1)  # fills the caches of rights
        counts = {count: self.statements(count) for count in (1, 10, 300)}
        self.assertEqual(len(set(counts.values())), 1, counts)
        self.assertLess(counts[1], 25)

    def test_list_takes_three_statements(self):
        self.get("/res.country?fields=name&limit=5")
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.get("/res.country?fields=name&limit=5")
        statements = self.env.cr.sql_log_count - before
        # timeout, key, page, total
        self.assertLessEqual(statements, 5)


@tagged("post_install", "-at_install")
class TestTrees(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.record = cls.env["restapi_test.everything"].create(
            {
                "name": "tree",
                "one2many_ids": [
                    (0, 0, {"name": name, "sequence": sequence, "active": active})
                    for name, sequence, active in (
                        ("c", 3, True),
                        ("a", 1, True),
                        ("gone", 2, False),
                        ("b", 2, True),
                    )
                ],
            }
        )

    def lines(self, spec):
        path = f"/restapi_test.everything/{self.record.id}"
        return self.get(path, params={"fields": spec})

    def names(self, spec):
        return [line["name"] for line in self.lines(spec)["one2many_ids"]]

    def test_archived_lines_are_left_out_in_the_models_order(self):
        self.assertEqual(self.names("one2many_ids(name)"), ["a", "b", "c"])
        self.assertEqual(len(self.lines("one2many_ids")["one2many_ids"]), 3)

    def test_options(self):
        for spec, names, more in (
            ("one2many_ids(name;order=name desc)", ["c", "b", "a"], False),
            ("one2many_ids(name;limit=2)", ["a", "b"], True),
            ("one2many_ids(name;limit=3)", ["a", "b", "c"], False),
            ("one2many_ids(name;order=name desc;limit=1)", ["c"], True),
            ("one2many_ids(name;domain=[('name','in',['a','c'])])", ["a", "c"], False),
            ("one2many_ids(name;domain=[('name','=','a')];limit=1)", ["a"], False),
        ):
            with self.subTest(spec=spec):
                body = self.lines(spec)
                self.assertEqual([line["name"] for line in body["one2many_ids"]], names)
                self.assertEqual(body.get("one2many_ids@more", False), more)

    def test_tree_of_the_same_model(self):
        above = self.record.one2many_ids[0]
        self.env["restapi_test.line"].create(
            {"name": "below", "parent_id": self.record.id, "above_id": above.id}
        )
        body = self.get(
            f"/restapi_test.line/{above.id}?fields=child_ids(name,above_id(name))"
        )
        self.assertEqual(
            body["child_ids"][0]["above_id"], {"id": above.id, "name": above.name}
        )

    def test_two_users_see_different_trees(self):
        self.env["ir.rule"].create(
            {
                "name": "own lines",
                "model_id": self.env["ir.model"]._get_id("restapi_test.line"),
                "domain_force": "[('name', '!=', 'b')]",
                "groups": [(4, self.env.ref("base.group_user").id)],
            }
        )
        other = new_test_user(
            self.env,
            login="api_sees_all",
            groups="base.group_user,base.group_partner_manager",
        )
        self.env["ir.rule"].create(
            {
                "name": "all lines",
                "model_id": self.env["ir.model"]._get_id("restapi_test.line"),
                "domain_force": "[(1, '=', 1)]",
                "groups": [(4, self.env.ref("base.group_partner_manager").id)],
            }
        )
        plain = new_test_user(self.env, login="api_sees_some", groups="base.group_user")
        path = f"/restapi_test.everything/{self.record.id}?fields=one2many_ids(name)"
        seen = {
            user: [
                line["name"]
                for line in self.get(path, key=make_key(user))["one2many_ids"]
            ]
            for user in (other, plain)
        }
        self.assertEqual(seen, {other: ["a", "b", "c"], plain: ["a", "c"]})

    @mute_logger("odoo.http")
    def test_field_groups_below(self):
        path = f"/restapi_test.everything/{self.record.id}?fields=one2many_ids(name,secret)"
        response = self.call("GET", path)
        self.assertIn("secret", self.assertProblem(response, 403, "access_error"))

    @mute_logger("odoo.http")
    def test_field_groups_of_a_relation(self):
        response = self.call("GET", "/res.users?fields=api_key_ids(name)&limit=1")
        self.assertEqual(response.status_code, 200, response.text)

    @mute_logger("odoo.http")
    def test_no_right_on_the_model_below(self):
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.category")]
        ).write({"active": False})
        tag = self.env["res.partner.category"].create({"name": "t"})
        self.record.many2many_ids = tag
        path = f"/restapi_test.everything/{self.record.id}"
        response = self.call("GET", f"{path}?fields=many2many_ids(name)")
        self.assertProblem(response, 403, "access_error")
        self.assertNotIn("many2many_ids", self.get(path))

    def test_inherited_fields(self):
        row = self.get(
            f"/res.users/{self.user.id}?fields=name,email,partner_id(name),tz,category_id"
        )
        self.assertEqual(row["name"], self.user.name)
        self.assertEqual(row["partner_id"]["name"], self.user.name)
        self.assertEqual(row["category_id"], [])
