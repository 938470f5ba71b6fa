"""Side ways of a limited credential: moved lines, names, trees, orders, contexts."""

from odoo import Command
from odoo.tests import tagged

from ..core import scope
from ..core.access import Access
from ..core.grant import READ, UPDATE
from .test_grants import GrantCase


@tagged("post_install", "-at_install")
class TestSideWays(GrantCase):
    groups = "base.group_user,base.group_partner_manager,sales_team.group_sale_manager"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        product = cls.env["product.product"].create({"name": "Thing"})
        line = {"product_id": product.id, "price_unit": 5}
        cls.order, cls.other = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.company.id,
                    "order_line": [Command.create(line), Command.create(line)],
                }
            ]
            * 2
        )

    def test_lines_are_moved_with_the_field_that_says_whose_they_are(self):
        lines = {"model_id": "sale.order.line", "may_update": True, "may_delete": True}
        order = {
            "model_id": "sale.order",
            "may_update": True,
            "field_ids": ["order_line"],
        }
        mine, theirs = self.order.order_line.ids, self.other.order_line.ids
        ways = (
            [theirs[0]],
            [[4, theirs[0], 0]],
            [[3, mine[0], 0]],
            [[5, 0, 0]],
            [[6, 0, [theirs[0]]]],
            [{"id": mine[0], "name": "x"}, theirs[1]],
        )
        limited = self.key_with(order, {**lines, "field_ids": ["name"]})
        for value in ways:
            with self.subTest(value=value):
                response = self.call(
                    "PUT",
                    f"/sale.order/{self.order.id}",
                    limited,
                    json={"order_line": value},
                )
                self.assertRefused(response)
                self.assertIn("order_id of sale.order.line", response.text)
        response = self.synconics(
            "PUT",
            f"sale.order/{self.order.id}",
            limited,
            vals=f"{{'order_line': [[4, {theirs[0]}, 0]]}}",
        )
        self.assertEqual(response.status_code, 403, response.text)
        self.env.invalidate_all()
        self.assertEqual(self.order.order_line.ids, mine)
        self.assertEqual(self.other.order_line.ids, theirs)
        able = self.key_with(order, {**lines, "field_ids": ["name", "order_id"]})
        response = self.call(
            "PUT",
            f"/sale.order/{self.order.id}",
            able,
            json={"order_line": [theirs[0]]},
        )
        self.assertEqual(response.status_code, 200, response.text)

    def test_names_made_of_related_records(self):
        """Lines of a price list are called by their product, users by their partner."""
        model = self.env["res.users"]
        partner = {"model_id": "res.partner", "field_ids": ["name"]}
        users = {"model_id": "res.users", "field_ids": ["partner_id"]}
        self.patch(type(model), "_rec_name", "partner_id")
        for lines, allowed in (((users, partner), True), ((users,), False)):
            self.key_with(*lines)
            self.env.flush_all()
            granted = self.env["restapi.key"]._restapi_grant(self.made.id)
            access = Access(self.env, granted)
            self.assertEqual(access.allows_label(model), allowed)

    def test_the_models_own_order_tells_nothing_hidden(self):
        partners = self.env["res.partner"].create(
            [{"name": name} for name in ("Zoe", "Abe", "Mia")]
        )
        domain = f"[('id','in',{partners.ids})]"
        key = self.key_with({"model_id": "res.partner", "field_ids": ["email"]})
        rows = self.get(f"/res.partner?fields=email&domain={domain}", key=key)
        self.assertEqual([row["id"] for row in rows["results"]], partners.ids)
        response = self.synconics("GET", "res.partner/search", key, domain=domain)
        self.assertEqual(response.json()["res.partner"], partners.ids)
        names = {"model_id": "res.partner", "field_ids": ["complete_name", "name"]}
        rows = self.get(
            f"/res.partner?fields=name&domain={domain}", key=self.key_with(names)
        )
        self.assertEqual(
            [row["name"] for row in rows["results"]], ["Abe", "Mia", "Zoe"]
        )

    def test_trees_need_the_field_of_the_parent(self):
        key = self.key_with({"model_id": "res.partner", "field_ids": ["name"]})
        for condition in (
            f"('id','child_of',{self.company.id})",
            f"('id','parent_of',[{self.person.id}])",
        ):
            path = f"/res.partner?fields=name&domain=[{condition}]"
            self.assertRefused(self.call("GET", path, key))
        both = {"model_id": "res.partner", "field_ids": ["name", "parent_id"]}
        found = self.get(path, key=self.key_with(both))
        self.assertEqual(
            {row["id"] for row in found["results"]}, {self.person.id, self.company.id}
        )

    def test_groups_are_named_by_what_may_be_read(self):
        orders = {"model_id": "sale.order", "field_ids": ["partner_id", "name"]}
        hidden = self.key_with(
            orders, {"model_id": "res.partner", "field_ids": ["email"]}
        )
        path = "sale.order/read_group"
        asked = {"groupby": "['partner_id']", "fields": "['partner_id']"}
        response = self.synconics("GET", path, hidden, domain="[]", **asked)
        self.assertEqual(response.status_code, 403, response.text)
        shown = self.key_with(
            orders, {"model_id": "res.partner", "field_ids": ["name"]}
        )
        response = self.synconics("GET", path, shown, domain="[]", **asked)
        self.assertEqual(response.status_code, 200, response.text)

    def test_records_by_xmlid_are_those_of_the_credential(self):
        partner = {
            "model_id": "res.partner",
            "may_update": True,
            "field_ids": ["country_id"],
        }
        path = f"/res.partner/{self.company.id}"
        sent = {"country_id": {"xmlid": "base.fr"}}
        self.assertRefused(self.call("PUT", path, self.key_with(partner), json=sent))
        some = {"model_id": "res.country", "domain": "[('code', '=', 'BE')]"}
        key = self.key_with(partner, some)
        self.assertRefused(self.call("PUT", path, key, json=sent))
        sent = {"country_id": {"xmlid": "base.be"}}
        response = self.call("PUT", path, key, json=sent)
        self.assertEqual(response.status_code, 200, response.text)

    def test_defaults_are_of_fields_that_may_be_read(self):
        line = {
            "model_id": "sale.order",
            "may_create": True,
            "field_ids": ["name", "partner_id"],
        }
        path = "sale.order/default_get"
        for fields, status in (("['name']", 200), ("['name','company_id']", 403)):
            response = self.synconics("GET", path, self.key_with(line), fields=fields)
            self.assertEqual(response.status_code, status, response.text)

    def test_active_records_are_those_of_the_credential(self):
        line = {"model_id": "res.partner", "may_create": True}
        mine = {
            "model_id": "sale.order",
            "field_ids": ["name"],
            "domain": f"[('id', '=', {self.order.id})]",
        }
        key = self.key_with(line, mine)
        for context, status in (
            ({"active_model": "sale.order", "active_ids": [self.order.id]}, 201),
            ({"active_model": "sale.order", "active_id": self.other.id}, 403),
            (
                {
                    "active_model": "sale.order",
                    "active_ids": [self.order.id, self.other.id],
                },
                403,
            ),
            ({"active_model": "sale.order.line", "active_ids": [1]}, 403),
            ({"active_ids": [self.order.id]}, 403),
        ):
            with self.subTest(context=context):
                response = self.call(
                    "POST", f"/res.partner?context={context}", key, json={"name": "N"}
                )
                self.assertEqual(response.status_code, status, response.text)

    def test_a_word_of_one_right_names_the_model_for_that_right(self):
        granted = scope.grant("read vault:write")
        self.assertTrue(granted.allows("vault", READ))
        self.assertTrue(granted.names("vault", UPDATE))
        self.assertFalse(granted.names("vault", READ))
        self.assertFalse(granted.names("other", READ))
