"""The menus of the app: what is where, and by which address."""

from odoo.tests import TransactionCase, tagged

SECTIONS = ["credentials", "monitoring", "tools", "configuration"]


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    def test_four_sections(self):
        root = self.env.ref("restapi.restapi_menu")
        sections = [self.env.ref(f"restapi.restapi_menu_{each}") for each in SECTIONS]
        self.assertEqual(list(root.child_id.sorted("sequence")), sections)

    def test_pages_have_an_address(self):
        root = self.env.ref("restapi.restapi_menu")
        for menu in self.env["ir.ui.menu"].search([("id", "child_of", root.id)]):
            if menu.action and menu.action._name == "ir.actions.act_window":
                with self.subTest(menu.complete_name):
                    # A dialog has none.
                    is_page = menu.action.target != "new"
                    self.assertEqual(bool(menu.action.path), is_page)
