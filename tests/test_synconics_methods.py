"""Methods of models in the Synconics dialect, and workflow signals."""

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .support.common import make_key
from .support.synconics import SynconicsCase


@tagged("post_install", "-at_install")
class TestMethods(SynconicsCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.belgium = cls.env.ref("base.be")
        cls.partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Method {i}",
                    "city": city,
                    "color": i,
                    "country_id": cls.belgium.id,
                }
                for i, city in enumerate(["Ghent", "Ghent", "Liège"])
            ]
        )
        cls.one = cls.partners[0].id
        cls.domain = "[('name','like','Method ')]"

    # -- check access rights

    def test_check_access_rights(self):
        path = "/object/res.partner/check_access_rights?operation="
        self.assertEqual(
            self.answer("GET", path + "['read']&raise_exception=True"), {"return": True}
        )
        self.assertEqual(
            self.answer("GET", path + "['read','write']"), {"return": True}
        )
        self.assertEqual(self.answer("GET", path + "unlink"), {"return": True})

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_check_access_rights_without_right(self):
        path = "/object/res.country/check_access_rights?operation=['read','create']"
        self.assertIn("res.country", self.refusal(403, "GET", path))
        self.refusal(403, "GET", path + "&raise_exception=True")
        self.assertEqual(
            self.answer("GET", path + "&raise_exception=False"), {"return": False}
        )

    # -- fields

    def test_fields_get(self):
        query = "allfields=[]&attributes=['string','help','type']"
        body = self.answer("GET", f"/object/res.partner/fields_get?{query}")
        fields = body["res.partner"]
        self.assertEqual(fields["city"], {"type": "char", "string": "City"})
        self.assertEqual(fields["country_id"]["type"], "many2one")
        self.assertNotIn("signup_type", fields)

    def test_fields_get_some(self):
        path = "/object/res.partner/fields_get?allfields=['type','city']"
        fields = self.answer("GET", path)["res.partner"]
        self.assertEqual(set(fields), {"type", "city"})
        self.assertIn(["contact", "Contact"], fields["type"]["selection"])

    # -- documented methods

    def test_search_read_and_read(self):
        row = {
            "id": self.one,
            "name": "Method 0",
            "country_id": [self.belgium.id, "Belgium"],
        }
        fields = "fields=['name','country_id']"
        for path in (
            f"/search_read?domain=[('id','=',{self.one})]&{fields}",
            f"/search_read?args=[[('id','=',{self.one})],['name','country_id']]",
            f"/search_read?kwargs={{'domain':[('id','=',{self.one})],'fields':['name','country_id']}}",
            f"/read?ids={self.one}&{fields}",
        ):
            with self.subTest(path=path):
                self.assertEqual(
                    self.answer("GET", f"/object/res.partner{path}"),
                    {"res.partner": [row]},
                )
        path = f"/object/res.partner/{self.one}/read?{fields}"
        self.assertEqual(self.answer("GET", path), {"res.partner": row})

    def test_search_by_position(self):
        path = f"/object/res.partner/search?args=[{self.domain},0,2,'name desc']"
        ids = self.partners.ids[::-1][:2]
        self.assertEqual(self.answer("GET", path), {"res.partner": ids})

    def test_default_get(self):
        path = "/object/res.partner/default_get?fields=['type','city']"
        self.assertEqual(self.answer("GET", path), {"res.partner": {"type": "contact"}})
        context = "&context={'default_city': 'Rome'}"
        self.assertEqual(
            self.answer("GET", path + context)["res.partner"]["city"], "Rome"
        )

    def test_name_create_and_search(self):
        id_, name = self.answer("POST", "/object/res.partner/name_create?name=Named")[
            "res.partner"
        ]
        self.assertEqual(name, "Named")
        for path in (
            "?name=Named",
            "?args=['Named']",
            "?name=named&domain=[('id','>',0)]&limit=5",
        ):
            body = self.answer("GET", f"/object/res.partner/name_search{path}")
            self.assertEqual(body, {"res.partner": [[id_, "Named"]]})

    def test_name_get(self):
        path = f"/object/res.partner/name_get?ids={self.one}"
        self.assertEqual(
            self.answer("GET", path), {"res.partner": [[self.one, "Method 0"]]}
        )

    def test_copy(self):
        path = f"/object/res.partner/{self.one}/copy?default={{'city':'Bruges'}}"
        [id_] = self.answer("POST", path)["res.partner"]
        copied = self.env["res.partner"].browse(id_)
        self.assertEqual((copied.city, copied.country_id), ("Bruges", self.belgium))
        wrong = f"/object/res.partner/{self.one}/copy?default={{'no_such_field':1}}"
        self.refusal(400, "POST", wrong)

    def test_export_data(self):
        fields = "['name','country_id/code']"
        path = f"/object/res.partner/export_data?ids={self.one}&fields={fields}"
        self.refusal(403, "GET", path)
        self.user.group_ids += self.env.ref("base.group_allow_export")
        body = self.answer("GET", path)
        self.assertEqual(body, {"res.partner": {"datas": [["Method 0", "BE"]]}})
        self.refusal(400, "GET", path.replace("'name'", "'no_such_field'"))

    def test_read_group(self):
        query = f"domain={self.domain}&groupby=['city']&fields="
        path = f"/object/res.partner/read_group?{query}"
        first, second = self.answer(
            "GET", path + "['city','color:sum','most:max(color)']"
        )["res.partner"]
        domain = [["city", "=", "Ghent"], ["name", "like", "Method "]]
        self.assertEqual(
            first,
            {
                "city": "Ghent",
                "city_count": 2,
                "color": 1,
                "most": 1,
                "__domain": domain,
            },
        )
        self.assertEqual((second["city"], second["most"]), ("Liège", 2))

    def test_read_group_lazy_or_not(self):
        path = (
            f"/object/res.partner/read_group?domain={self.domain}&fields=['color:sum']"
            "&groupby=['country_id','city','create_date:month']"
        )
        [group] = self.answer("GET", path)["res.partner"]
        self.assertEqual(group["country_id"], [self.belgium.id, "Belgium"])
        self.assertEqual(group["country_id_count"], 3)
        self.assertEqual(
            group["__context"], {"group_by": ["city", "create_date:month"]}
        )
        groups = self.answer("GET", f"{path}&lazy=False&orderby=city desc")[
            "res.partner"
        ]
        self.assertEqual(
            [(row["city"], row["__count"]) for row in groups],
            [("Liège", 1), ("Ghent", 2)],
        )
        self.assertIn("create_date:month", groups[0])
        query = {"domain": str(groups[1]["__domain"])}
        search = self.answer("GET", "/object/res.partner/search", params=query)
        self.assertEqual(set(search["res.partner"]), set(self.partners[:2].ids))

    def test_read_group_of_everything(self):
        query = f"domain={self.domain}&fields=['color:avg']&groupby=[]"
        path = f"/object/res.partner/read_group?{query}"
        [group] = self.answer("GET", path)["res.partner"]
        self.assertEqual((group["__count"], group["color"]), (3, 1.0))

    # -- any method

    def test_any_public_method(self):
        path = f"/object/res.partner/{self.one}/action_archive"
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            self.partners[0].active = True
            self.assertEqual(self.answer(method, path), {"res.partner": None})
            self.assertFalse(self.partners[0].active)

    def test_arguments_of_any_method(self):
        path = "/object/res.partner/write"
        ids = ",".join(map(str, self.partners.ids))
        body = self.answer("POST", f"{path}?ids={ids}&args=[{{'city':'Mons'}}]")
        self.assertEqual(body, {"res.partner": True})
        self.assertEqual(set(self.partners.mapped("city")), {"Mons"})
        body = {"ids": self.partners.ids, "kwargs": {"vals": {"city": "Ypres"}}}
        self.assertEqual(self.answer("PUT", path, json=body), {"res.partner": True})
        self.assertEqual(set(self.partners.mapped("city")), {"Ypres"})

    def test_result_of_any_kind(self):
        model = "restapi_test.everything"
        record = self.env[model].create({"name": "Kinds"})
        body = self.answer("GET", f"/object/{model}/{record.id}/various")
        self.assertEqual(
            body[model],
            {
                "moment": "2026-11-21 08:15:00",
                "day": "2026-11-21",
                "records": [record.id],
                "pair": [1, "a"],
                "text": "<b>bold</b>",
                "raw": "raw",
                "binary": "/w==",
                "amount": 1.5,
                "3": None,
                "nan": None,
            },
        )


@tagged("post_install", "-at_install")
class TestWorkflow(SynconicsCase):
    groups = "sales_team.group_sale_manager,account.group_account_invoice"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        product = cls.env["product.product"].create({"name": "Signal", "list_price": 3})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Signal"}).id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )

    def test_signals_of_a_sale_order(self):
        for signal, state in (
            ("quotation_sent", "sent"),
            ("order_confirm", "sale"),
            ("action_lock", "sale"),
            ("action_unlock", "sale"),
            ("cancel", "cancel"),
            ("draft", "draft"),
        ):
            with self.subTest(signal=signal):
                path = f"/workflow/sale.order/{self.order.id}/{signal}"
                self.assertEqual(self.answer("GET", path), {})
                self.assertEqual(self.order.state, state)

    def test_invoice_open(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.order.partner_id.id,
                "invoice_line_ids": [(0, 0, {"name": "Line", "price_unit": 5})],
            }
        )
        self.assertEqual(
            self.answer("GET", f"/workflow/account.move/{invoice.id}/invoice_open"), {}
        )
        self.assertEqual(invoice.state, "posted")

    def test_refused_signals(self):
        path = f"/workflow/sale.order/{self.order.id}"
        self.assertIn("no_signal", self.refusal(404, "GET", f"{path}/no_signal"))
        self.refusal(404, "GET", "/workflow/sale.order/999999/order_confirm")
        self.refusal(400, "GET", "/workflow/sale.order/99999999999/order_confirm")
        reader = new_test_user(self.env, login="api_reader", groups="base.group_user")
        self.order.action_confirm()
        headers = {"Authorization": f"Bearer {make_key(reader)}"}
        with mute_logger("odoo.addons.base.models.ir_model"):
            self.refusal(403, "GET", f"{path}/cancel", headers=headers)
        self.assertEqual(self.order.state, "sale")
