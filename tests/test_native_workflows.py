"""Whole workflows through the native dialect alone."""

import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.common import ApiCase

SALES = (
    "base.group_user,base.group_partner_manager,sales_team.group_sale_manager,"
    "account.group_account_manager,product.group_product_manager"
)
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    "RU5ErkJggg=="
)


class WorkflowCase(ApiCase):
    groups = SALES
    # Of an addon that the workflow is about.
    model = "res.partner"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        if cls.model not in cls.env:
            cls.skipTest(cls, f"{cls.model} is not installed")

    def post(self, path, body=None, status=200, **params):
        response = self.call("POST", path, json=body, params=params)
        self.assertEqual(response.status_code, status, response.text)
        return response.json()

    def create(self, model, values, **params):
        return self.post(f"/{model}", values, 201, fields="id", **params)["id"]

    def press(self, model, id_, button, **params):
        return self.post(f"/{model}/{id_}/{button}", **params)


@tagged("post_install", "-at_install")
class TestSale(WorkflowCase):
    """From a customer to a paid invoice."""

    model = "sale.order"

    def _product(self, kind):
        return self.create(
            "product.product",
            {"name": f"Sold {kind}", "type": kind, "invoice_policy": "order"},
        )

    def _order(self, kind="service"):
        customer = self.create(
            "res.partner", {"name": "Lumber & Co", "country_id": {"code": "US"}}
        )
        tax = self.create(
            "account.tax",
            {"name": "Workflow 20 %", "amount": 20, "type_tax_use": "sale"},
        )
        line = {
            "product_id": self._product(kind),
            "product_uom_qty": 3,
            "price_unit": 100,
            "discount": 10,
            "tax_ids": [tax],
        }
        note = {"display_type": "line_note", "name": "Before noon"}
        return self.create(
            "sale.order", {"partner_id": customer, "order_line": [line, note]}
        )

    def _invoice(self, order):
        context = f"{{'active_model':'sale.order','active_ids':[{order}]}}"
        wizard = self.create(
            "sale.advance.payment.inv",
            {"advance_payment_method": "delivered"},
            context=context,
        )
        answer = self.press(
            "sale.advance.payment.inv", wizard, "create_invoices", context=context
        )
        self.assertEqual(answer["result"]["res_model"], "account.move")
        self.assertNotIn("pending", answer, "it shows what was made")
        [invoice] = self.get(f"/sale.order/{order}?fields=invoice_ids")["invoice_ids"]
        return invoice

    def test_quotation_to_payment(self):
        order = self._order()
        totals = "state,amount_untaxed,amount_tax,amount_total"
        self.assertEqual(
            self.get(f"/sale.order/{order}?fields={totals}"),
            {
                "id": order,
                "state": "draft",
                "amount_untaxed": 270.0,
                "amount_tax": 54.0,
                "amount_total": 324.0,
            },
        )
        self.assertEqual(
            self.press("sale.order", order, "action_confirm"), {"result": True}
        )
        invoice = self._invoice(order)
        self.press("account.move", invoice, "action_post")
        pending = self.press("account.move", invoice, "action_register_payment")[
            "pending"
        ]
        self.assertEqual(pending["model"], "account.payment.register")
        context = str(pending["context"])
        wizard = self.create(pending["model"], pending["values"], context=context)
        self.press(pending["model"], wizard, "action_create_payments", context=context)
        found = self.get(
            f"/account.move/{invoice}"
            "?fields=state,payment_state,amount_total,amount_residual"
        )
        self.assertIn(found.pop("payment_state"), ("paid", "in_payment"))
        self.assertEqual(
            found,
            {
                "id": invoice,
                "state": "posted",
                "amount_total": 324.0,
                "amount_residual": 0.0,
            },
        )

    @mute_logger("odoo.http")
    def test_invoice_of_what_is_not_confirmed(self):
        order = self._order()
        context = f"{{'active_model':'sale.order','active_ids':[{order}]}}"
        wizard = self.create(
            "sale.advance.payment.inv",
            {"advance_payment_method": "delivered"},
            context=context,
        )
        response = self.call(
            "POST",
            f"/sale.advance.payment.inv/{wizard}/create_invoices",
            params={"context": context},
        )
        self.assertProblem(response, 422, "user_error")

    def test_delivery(self):
        if "stock.picking" not in self.env:
            self.skipTest("stock is not installed")
        self.user.group_ids += self.env.ref("stock.group_stock_user")
        order = self._order("consu")
        self.press("sale.order", order, "action_confirm")
        [picking] = self.get(f"/sale.order/{order}?fields=picking_ids")["picking_ids"]
        self.press("stock.picking", picking, "button_validate")
        found = self.get(f"/stock.picking/{picking}?fields=state")
        self.assertEqual(found["state"], "done")


@tagged("post_install", "-at_install")
class TestLead(WorkflowCase):
    """From a lead to a won opportunity."""

    model = "crm.lead"

    def test_lead_to_won(self):
        lead = self.create("crm.lead", {"type": "lead", "name": "Forty chairs"})
        self.post(f"/crm.lead/{lead}/convert_opportunity", {"partner": None})
        self.press("crm.lead", lead, "action_set_won_rainbowman")
        found = self.get(f"/crm.lead/{lead}?fields=type,probability,stage_id(is_won)")
        self.assertEqual((found["type"], found["probability"]), ("opportunity", 100.0))
        self.assertTrue(found["stage_id"]["is_won"])


@tagged("post_install", "-at_install")
class TestProduct(WorkflowCase):
    """A product with an image, in two languages."""

    model = "product.template"

    def test_image_and_translation(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        values = {"name": "Folding chair", "image_1920": PNG}
        product = self.create("product.template", values)
        path = f"/product.template/{product}"
        response = self.call(
            "PATCH", f"{path}?context={{'lang':'fr_FR'}}", json={"name": "Chaise"}
        )
        self.assertEqual(response.status_code, 200, response.text)
        for headers, name in (
            ({}, "Folding chair"),
            ({"Accept-Language": "fr-FR"}, "Chaise"),
            ({"Accept-Language": "en-US"}, "Folding chair"),
        ):
            found = self.get(f"{path}?fields=name", headers=headers)
            self.assertEqual(found["name"], name)
        image = self.get(f"{path}?fields=image_128")["image_128"]
        self.assertTrue(base64.b64decode(image).startswith(b"\x89PNG"))


@tagged("post_install", "-at_install")
class TestMessage(WorkflowCase):
    """A message with a file, on a record that has a conversation."""

    model = "mail.message"

    def test_message_with_a_file(self):
        partner = self.create("res.partner", {"name": "Jo"})
        file = self.create(
            "ir.attachment",
            {
                "name": "measures.txt",
                "raw": base64.b64encode(b"45 x 90 cm").decode(),
                "res_model": "res.partner",
                "res_id": partner,
            },
        )
        [message] = self.post(
            f"/res.partner/{partner}/message_post",
            {"body": "As agreed.", "attachment_ids": [file]},
            fields="body,model,res_id,attachment_ids(name)",
        )["result"]
        self.assertEqual(message["body"], "<p>As agreed.</p>")
        self.assertEqual(
            (message["model"], message["res_id"]), ("res.partner", partner)
        )
        self.assertEqual(
            message["attachment_ids"], [{"id": file, "name": "measures.txt"}]
        )
        self.assertEqual(self.env["ir.attachment"].browse(file).raw, b"45 x 90 cm")
