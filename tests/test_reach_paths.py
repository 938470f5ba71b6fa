"""Side ways of a limited credential: moved lines, names, trees, orders, contexts."""

from odoo import Command
from odoo.tests import tagged

from ..core.grant import READ, UPDATE
from ..records import scope
from ..records.access import Access
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
        partner = {"model_id": "res.partner", "field_ids": ["display_name"]}
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

    def test_a_plain_name_instead_of_one_made_of_hidden_fields(self):
        """Products are called with their code, persons with their company."""
        product = self.order.order_line[0].product_id
        product.default_code = "HIDDEN"
        lines = {"model_id": "sale.order.line", "field_ids": ["product_id"]}
        path = f"/sale.order.line/{self.order.order_line[0].id}?fields=product_id"
        products = {"model_id": "product.product"}
        template = {"model_id": "product.template", "field_ids": ["name"]}
        for fields, name in (
            (["name"], "Thing"),
            (["name", "display_name"], "[HIDDEN] Thing"),
        ):
            key = self.key_with(lines, {**products, "field_ids": fields}, template)
            row = self.get(path, key=key)
            self.assertEqual(row["product_id"], {"id": product.id, "name": name})
        persons = {
            "model_id": "res.partner",
            "field_ids": ["name", "child_ids"],
            "domain": f"[('id', '=', {self.person.id})]",
        }
        self.order.partner_id = self.person
        order = {"model_id": "sale.order", "field_ids": ["partner_id"]}
        row = self.get(
            f"/sale.order/{self.order.id}?fields=partner_id",
            key=self.key_with(order, persons),
        )
        self.assertEqual(row["partner_id"]["name"], "Ann")
        # What Odoo's own methods give is the display name.
        key = self.key_with(lines, {**products, "field_ids": ["name"]}, template)
        response = self.synconics(
            "GET",
            "sale.order.line/search_read",
            key,
            kwargs="{'fields':['product_id']}",
        )
        self.assertNotIn("HIDDEN", response.text)

    def test_exports_name_no_hidden_records(self):
        lines = {"model_id": "sale.order", "field_ids": ["partner_id", "order_line"]}
        hidden = {"model_id": "res.partner", "field_ids": ["email"]}
        shown = {"model_id": "res.partner", "field_ids": ["display_name"]}
        self.user.group_ids += self.env.ref("base.group_allow_export")
        path = f"sale.order/{self.order.id}/export_data"
        for line, status in ((hidden, 403), (shown, 200)):
            response = self.synconics(
                "GET", path, self.key_with(lines, line), fields="['partner_id']"
            )
            self.assertEqual(response.status_code, status, response.text)

    def test_references_are_not_exported(self):
        record = self.env["restapi_test.everything"].create(
            {"name": "x", "reference": f"res.partner,{self.company.id}"}
        )
        key = self.key_with({"model_id": record._name, "field_ids": ["reference"]})
        path = f"{record._name}/{record.id}/export_data"
        response = self.synconics("GET", path, key, fields="['reference']")
        self.assertEqual(response.status_code, 403, response.text)
        self.assertNotIn("Acme", response.text)

    def test_display_names_are_not_searched_through_hidden_fields(self):
        key = self.key_with(
            {"model_id": "res.partner", "field_ids": ["name", "display_name"]}
        )
        for domain in (
            "[('display_name','ilike','acme@')]",
            "[('parent_id.display_name','ilike','acme@')]",
        ):
            path = f"/res.partner?fields=name&domain={domain}"
            self.assertRefused(self.call("GET", path, key))

    def test_lists_are_in_no_hidden_order(self):
        tags = self.env["res.partner.category"].create(
            [{"name": name} for name in ("Zoe", "Abe")]
        )
        self.company.category_id = tags
        partner = {"model_id": "res.partner", "field_ids": ["category_id"]}
        path = f"/res.partner/{self.company.id}?fields=category_id"
        hidden = {"model_id": "res.partner.category", "field_ids": ["color"]}
        shown = {"model_id": "res.partner.category"}
        for lines, ids in (
            ((partner,), tags.ids),
            ((partner, hidden), tags.ids),
            ((partner, shown), tags[::-1].ids),
        ):
            key = self.key_with(*lines)
            self.assertEqual(self.get(path, key=key)["category_id"], ids)
            if len(lines) > 1:
                nested = self.get(f"{path}(id)", key=key)["category_id"]
                self.assertEqual([row["id"] for row in nested], ids)

    def test_links_to_powerful_models_need_their_line(self):
        """The users of a company are the companies of a user."""
        company = self.env["res.company"].create({"name": "Other"})
        self.user.group_ids += self.env.ref("base.group_system")
        line = {"model_id": "res.company", "may_update": True}
        path = f"/res.company/{company.id}?fields=id"
        sent = {"user_ids": [[4, self.user.id, 0]]}
        self.assertRefused(self.call("PUT", path, self.key_with(line), json=sent))
        self.env.invalidate_all()
        self.assertNotIn(company, self.user.company_ids)
        users = {"model_id": "res.users", "may_update": True}
        key = self.key_with(line, {**users, "field_ids": ["company_ids"]})
        response = self.call("PUT", path, key, json=sent)
        self.assertEqual(response.status_code, 200, response.text)

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
            orders, {"model_id": "res.partner", "field_ids": ["display_name"]}
        )
        response = self.synconics("GET", path, shown, domain="[]", **asked)
        self.assertEqual(response.status_code, 200, response.text)

    def test_groups_of_single_records_have_no_names(self):
        for fields in (["email"], ["email", "display_name"]):
            key = self.key_with({"model_id": "res.partner", "field_ids": fields})
            asked = {"groupby": "['id']", "domain": f"[('id','=',{self.company.id})]"}
            response = self.synconics("GET", "res.partner/read_group", key, **asked)
            self.assertEqual(response.status_code, 200, response.text)
            self.assertIn(str(self.company.id), response.text)
            self.assertNotIn("Acme", response.text)

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
