"""Orders of lists: paths to related records, and why some are refused."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase
from .test_grants import GrantCase

MODEL = "restapi_test.everything"


@tagged("post_install", "-at_install")
class TestOrders(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        belgium, france = cls.env.ref("base.be"), cls.env.ref("base.fr")
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": "Bo", "ref": "3", "country_id": france.id},
                {"name": "Al", "ref": "1", "country_id": belgium.id},
                {"name": "Cy", "ref": "2", "country_id": belgium.id},
            ]
        )
        cls.records = cls.env[MODEL].create(
            [
                {"name": name, "integer": number, "many2one_id": partner.id}
                for name, number, partner in (
                    ("a", 3, cls.partners[0]),
                    ("b", 1, cls.partners[1]),
                    ("c", 2, cls.partners[2]),
                    ("d", 0, cls.env["res.partner"]),
                )
            ]
        )
        cls.env.flush_all()

    def order(self, order: str) -> str:
        body = self.get(
            f"/{MODEL}",
            params={
                "order": order,
                "fields": "name",
                "domain": f"[('id','in',{self.records.ids})]",
            },
        )
        return "".join(row["name"] for row in body["results"])

    def test_paths(self):
        for order, names in (
            ("many2one_id.name", "bacd"),
            ("many2one_id.name desc", "dcab"),
            ("many2one_id.ref nulls first", "dbca"),
            ("many2one_id.ref desc nulls last", "acbd"),
            ("many2one_id.country_id.code,many2one_id.name desc", "cbad"),
            ("many2one_id.country_id.code desc nulls last, id", "abcd"),
            ("many2one_id.country_id,name desc", "cbad"),
            ("many2one_id.country_id.id,name", "bcad"),
            ("many2one_id.id", "abcd"),
            ("stored", "dbca"),
            ("stored desc", "acbd"),
            ("related", "bacd"),
        ):
            with self.subTest(order=order):
                self.assertEqual(self.order(order), names)

    @mute_logger("odoo.http")
    def test_refused_orders_say_why(self):
        for order, code, reason in (
            ("computed", "invalid_order", "computed and not stored"),
            ("many2one_id.commercial_company_nam", "unknown_field", "did you mean"),
            ("many2one_id.same_vat_partner_id.name", "invalid_order", "not stored"),
            ("one2many_ids", "invalid_order", "list of records"),
            ("many2many_ids", "invalid_order", "list of records"),
            ("one2many_ids.name", "invalid_order", "only a many2one"),
            ("name.x", "invalid_order", "only a many2one"),
            ("binary", "invalid_order", "a file"),
            ("column_binary", "invalid_order", "a file"),
            ("properties", "invalid_order", "properties"),
            ("properties.color", "invalid_order", "only a many2one"),
            ("name.id", "invalid_order", "no many2one"),
            ("nam", "unknown_field", "did you mean name?"),
            ("many2one_id" + ".parent_id" * 5, "too_deep", "dots"),
            ("many2one_id..name", "invalid_order", "not a field"),
            ("many2one_id.name;drop", "invalid_order", "not a field"),
        ):
            with self.subTest(order=order):
                response = self.call("GET", f"/{MODEL}", params={"order": order})
                self.assertIn(reason, self.assertProblem(response, 400, code))
        for order in ("secret", "many2one_id.user_ids.password"):
            response = self.call("GET", f"/{MODEL}", params={"order": order})
            self.assertIn(response.status_code, (400, 403))

    def test_hidden_records_have_no_place(self):
        self.env["ir.rule"].create(
            {
                "name": "not Al",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Al')]",
            }
        )
        self.assertEqual(self.order("many2one_id.name nulls last,name"), "acbd")
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner")]
        ).write({"active": False})
        with mute_logger("odoo.http"):
            response = self.call("GET", f"/{MODEL}?order=many2one_id.name")
        self.assertProblem(response, 403, "access_error")


@tagged("post_install", "-at_install")
class TestOrdersOfLimitedKeys(GrantCase):
    @mute_logger("odoo.http")
    def test_each_step_is_one_that_the_key_may_read(self):
        partner = {"model_id": "res.partner", "field_ids": ["name", "country_id"]}
        key = self.key_with(
            partner, {"model_id": "res.country", "field_ids": ["code", "name"]}
        )
        path = "/res.partner?fields=name&order="
        self.get(f"{path}country_id.code", key=key)
        for order in (
            "country_id.phone_code",
            "parent_id.name",
            "country_id.currency_id.name",
        ):
            self.assertRefused(self.call("GET", f"{path}{order}", key))
        some = {"model_id": "res.country", "domain": "[('code', '=', 'BE')]"}
        key = self.key_with(partner, some)
        self.assertRefused(self.call("GET", f"{path}country_id.code", key))
