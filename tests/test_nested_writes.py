"""Trees written in one call: all of it or nothing."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase

EVERYTHING = "/restapi_test.everything"


@tagged("post_install", "-at_install")
class TestNestedWrites(ApiCase):
    groups = "base.group_user,base.group_partner_manager,sales_team.group_sale_salesman_all_leads"

    def create(self, values, fields="id"):
        response = self.call("POST", f"{EVERYTHING}?fields={fields}", json=values)
        self.assertEqual(response.status_code, 201, response.text)
        return self.env[EVERYTHING[1:]].browse(response.json()["id"])

    def update(self, record, values):
        response = self.call("PUT", f"{EVERYTHING}/{record.id}?fields=id", json=values)
        self.assertEqual(response.status_code, 200, response.text)

    def refused(self, values, method="POST", path=EVERYTHING):
        response = self.call(method, path, json=values)
        self.assertProblem(response, 422, "invalid_values")
        return {
            error["pointer"]: error["message"] for error in response.json()["details"]
        }

    def test_one2many_at_any_depth(self):
        record = self.create(
            {"name": "x", "one2many_ids": [{"name": "keep"}, {"name": "drop"}]}
        )
        keep, drop = record.one2many_ids
        self.update(
            record,
            {
                "one2many_ids": [
                    {
                        "id": keep.id,
                        "name": "kept",
                        "child_ids": [
                            {"name": "below", "parent_id": record.id},
                        ],
                    },
                    {"id": drop.id, "_delete": True},
                    {"name": "new", "partner_id": {"xmlid": "base.main_partner"}},
                ]
            },
        )
        self.assertEqual(
            sorted(record.one2many_ids.mapped("name")), ["below", "kept", "new"]
        )
        self.assertEqual(keep.child_ids.name, "below")
        self.assertFalse(drop.exists())

    def test_lines_not_mentioned_stay(self):
        record = self.create(
            {"name": "x", "one2many_ids": [{"name": "a"}, {"name": "b"}]}
        )
        self.update(record, {"one2many_ids": [{"name": "c"}]})
        self.update(record, {"one2many_ids": []})
        self.assertEqual(record.one2many_ids.mapped("name"), ["a", "b", "c"])

    def test_many2many_replaces(self):
        tags = self.env["res.partner.category"].create(
            [{"name": f"Tag {i}"} for i in range(3)]
        )
        record = self.create(
            {"name": "x", "many2many_ids": [{"id": tags[0].id}, tags[1].id]}
        )
        self.assertEqual(record.many2many_ids, tags[:2])
        self.update(record, {"many2many_ids": [{"name": "Tag 2"}]})
        self.assertEqual(record.many2many_ids, tags[2])
        self.update(
            record,
            {"many2many_ids": [{"id": tags[0].id, "name": "Renamed", "color": 3}]},
        )
        self.assertEqual((tags[0].name, tags[0].color), ("Renamed", 3))
        self.update(record, {"many2many_ids": []})
        self.assertFalse(record.many2many_ids)

    def test_command_tuples(self):
        record = self.create(
            {
                "name": "x",
                "one2many_ids": [[0, 0, {"name": "a"}], [0, 0, {"name": "b"}]],
            }
        )
        a, b = record.one2many_ids
        tag = self.env["res.partner.category"].create({"name": "t"})
        self.update(
            record,
            {
                "one2many_ids": [
                    [1, a.id, {"name": "A"}],
                    [2, b.id, 0],
                    [0, 0, {"name": "c"}],
                ],
                "many2many_ids": [[4, tag.id]],
            },
        )
        self.assertEqual(record.one2many_ids.mapped("name"), ["A", "c"])
        self.assertEqual(record.many2many_ids, tag)
        self.update(record, {"many2many_ids": [[3, tag.id]]})
        self.update(record, {"many2many_ids": [[6, 0, [tag.id]]]})
        self.assertEqual(record.many2many_ids, tag)
        self.update(record, {"many2many_ids": [[5]]})
        self.assertFalse(record.many2many_ids)

    def test_many2one_by_every_key(self):
        belgium = self.env.ref("base.be")
        for country in (
            belgium.id,
            {"id": belgium.id},
            {"xmlid": "base.be"},
            {"code": "BE"},
        ):
            response = self.call(
                "POST",
                "/res.partner?fields=country_id",
                json={"name": "x", "country_id": country},
            )
            self.assertEqual(response.json()["record"]["country_id"]["id"], belgium.id)

    def test_keys_that_match_none_or_several(self):
        self.env["res.partner"].create([{"name": "Twin"}, {"name": "Twin"}])
        for key, message in (
            (
                {"name": "Nobody at all"},
                "many2one_id matches 0 records of res.partner, not one.",
            ),
            (
                {"name": "Twin"},
                "many2one_id matches 2 records of res.partner, not one.",
            ),
            (
                {"xmlid": "base.be"},
                "many2one_id has no res.partner with the xmlid base.be.",
            ),
            ({"xmlid": "nothing"}, 'many2one_id needs an xmlid like "base.be".'),
        ):
            with self.subTest(key=key):
                self.assertEqual(
                    self.refused({"name": "x", "many2one_id": key}),
                    {"/many2one_id": message},
                )

    def test_every_mistake_is_listed_and_nothing_written(self):
        before = self.env[EVERYTHING[1:]].search_count([])
        errors = self.refused(
            {
                "integer": "x",
                "one2many_ids": [
                    {"name": "good"},
                    {"name": "bad", "partner_id": 2147483647, "nam": "x"},
                    {"sequence": "x", "child_ids": [{"sequence": 1}]},
                ],
            }
        )
        self.assertEqual(
            set(errors),
            {
                "/name",
                "/integer",
                "/one2many_ids/1/partner_id",
                "/one2many_ids/1/nam",
                "/one2many_ids/2/name",
                "/one2many_ids/2/sequence",
                "/one2many_ids/2/child_ids/0/name",
                "/one2many_ids/2/child_ids/0/parent_id",
            },
        )
        self.assertEqual(self.env[EVERYTHING[1:]].search_count([]), before)

    @mute_logger("odoo.sql_db")
    def test_missing_required_fields_alone(self):
        self.assertEqual(self.refused({}), {"/name": "name is required."})
        self.assertEqual(
            set(self.refused({"name": "x", "one2many_ids": [{}, {"name": "a"}, {}]})),
            {"/one2many_ids/0/name", "/one2many_ids/2/name"},
        )

    @mute_logger("odoo.sql_db")
    def test_required_field_that_is_cleared(self):
        record = self.create({"name": "x", "one2many_ids": [{"name": "a"}]})
        path = f"{EVERYTHING}/{record.id}"
        self.assertEqual(
            self.refused({"name": None}, "PUT", path), {"/name": "name is required."}
        )
        line = {"id": record.one2many_ids.id, "name": None}
        self.assertEqual(
            list(self.refused({"one2many_ids": [line]}, "PUT", path)),
            ["/one2many_ids/0/name"],
        )

    def test_required_field_that_the_model_fills_in(self):
        partner = self.env["res.partner"].create({"name": "Buyer"})
        product = self.env["product.product"].create({"name": "Thing", "list_price": 5})
        response = self.call(
            "POST",
            "/sale.order?fields=name,order_line(name,product_uom_qty,price_subtotal)",
            json={
                "partner_id": {"id": partner.id},
                "order_line": [{"product_id": product.id, "product_uom_qty": 3}],
            },
        )
        self.assertEqual(response.status_code, 201, response.text)
        line = response.json()["record"]["order_line"][0]
        self.assertEqual((line["name"], line["price_subtotal"]), ("Thing", 15.0))

    def test_failure_below_rolls_back_above(self):
        record = self.create({"name": "before", "one2many_ids": [{"name": "a"}]})
        self.refused(
            {"name": "after", "one2many_ids": [{"id": 2147483647, "name": "x"}]},
            "PUT",
            f"{EVERYTHING}/{record.id}",
        )
        self.assertEqual(record.name, "before")

    def test_lines_of_another_record_are_refused(self):
        mine = self.create({"name": "mine"})
        theirs = self.create(
            {"name": "theirs", "one2many_ids": [{"name": "line"}]}
        ).one2many_ids
        for item in ({"id": theirs.id, "name": "taken"}, {"id": theirs.id}):
            with self.subTest(item=item):
                errors = self.refused(
                    {"one2many_ids": [item]}, "PUT", f"{EVERYTHING}/{mine.id}"
                )
                self.assertEqual(list(errors), ["/one2many_ids/0"])
        self.assertEqual(theirs.name, "line")


# The request of the rest_api dialect's examples, as printed.
PARTNER = {
    "name": "TEST Name~~",
    "street": "TEST Street~~",
    "street2": "TEST Street2~~",
    "city": "TEST City~~",
    "zip": "123~~",
    "phone": "+123456789~~",
    "email": "a@b.com~~",
    "state_id": 6,
    "country_id": 14,
}


@tagged("post_install", "-at_install")
class TestExamples(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": f"Example {i}"} for i in range(4)]
        )

    def check_plain_values(self, partner, values):
        for name, value in values.items():
            stored = partner[name]
            self.assertEqual(stored.id if name.endswith("_id") else stored, value, name)

    def create_partner(self):
        values = {
            **{name: str(value).rstrip("~") for name, value in PARTNER.items()},
            "state_id": 10,
            "country_id": 235,
        }
        response = self.call(
            "POST",
            "/res.partner?fields=id",
            json={
                **values,
                "bank_ids": [
                    {"acc_number": "acc_number 1", "bank_bic": "bank_bic 1"},
                    {"acc_number": "acc_number 2", "bank_bic": "bank_bic 2"},
                    {"acc_number": "acc_number 3", "bank_bic": "bank_bic 3"},
                ],
                "category_id": [{"id": self.tags[0].id}, {"id": self.tags[1].id}],
            },
        )
        self.assertEqual(response.status_code, 201, response.text)
        partner = self.env["res.partner"].browse(response.json()["id"])
        self.check_plain_values(partner, values)
        return partner

    def test_create_one(self):
        partner = self.create_partner()
        self.assertEqual(
            partner.bank_ids.mapped("acc_number"),
            ["acc_number 1", "acc_number 2", "acc_number 3"],
        )
        self.assertEqual(partner.category_id, self.tags[:2])

    def test_update_one(self):
        partner = self.create_partner()
        first, second, third = partner.bank_ids
        response = self.call(
            "PUT",
            f"/res.partner/{partner.id}?fields=bank_ids(acc_number),category_id",
            json={
                **PARTNER,
                "bank_ids": [
                    {
                        "id": first.id,
                        "acc_number": "acc_number 1~~",
                        "bank_bic": "bank_bic 1~~",
                    },
                    {"id": second.id, "_delete": True},
                    {"acc_number": "acc_number 4", "bank_bic": "bank_bic 4"},
                ],
                "category_id": [{"id": self.tags[2].id}, {"id": self.tags[3].id}],
            },
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.check_plain_values(partner, PARTNER)
        # Odoo archives a bank account that is deleted.
        self.assertFalse(second.active)
        self.assertEqual(
            sorted(partner.bank_ids.mapped("acc_number")),
            ["acc_number 1~~", third.acc_number, "acc_number 4"],
        )
        self.assertEqual(partner.category_id, self.tags[2:])
