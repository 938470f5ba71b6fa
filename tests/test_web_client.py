"""The pages of an administrator, in a real browser."""

from odoo.tests import tagged

from .support.needs import BROWSER, needs
from .support.patient import PatientCase

# Click, and be done when the page shows what it must.
CLICK = """
document.querySelector("%(tab)s").click();
const shown = setInterval(() => {
    if (document.querySelector("%(field)s")) {
        clearInterval(shown);
        console.log("test successful");
    }
}, 50);
"""


LIFE = ".o_field_widget[name=restapi_access_token_expires_in] input"
QUANTITIES = """
(async () => {
    const field = document.querySelector("%s");
    const write = async (text) => {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve, 500));
        return field.value;
    };
    const seen = [field.value, await write("2 h"), await write("90")];
    await write("-3");
    const refused = document.querySelector(".o_field_invalid[name^=restapi_]");
    document.querySelector(".o_form_button_cancel").click();
    while (document.querySelector(".o_form_dirty, .o_field_invalid")) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (seen.join() === "10 minutes,2 hours,90 seconds" && refused) {
        console.log("test successful");
    } else {
        console.error(seen.join(), Boolean(refused));
    }
})()
"""
# A token is chosen: what can be done with it is a button, and no menu offers more.
SELECTED = """
(async () => {
    document.querySelector(".o_list_renderer .o_data_row input[type=checkbox]").click();
    while (!document.querySelector(".o_control_panel button[name=action_revoke]")) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    document.querySelector(".o_cp_action_menus button.dropdown-toggle")?.click();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const offered = [...document.querySelectorAll(".o-dropdown--menu .o_menu_item")];
    const words = offered.map((item) => item.textContent.trim()).join();
    if (/Export|Delete|Duplicate/.test(words)) {
        console.error(words);
    } else {
        console.log("test successful");
    }
})()
"""


@tagged("post_install", "-at_install")
@needs(BROWSER)
class TestWebClient(PatientCase):
    """An error of a view shows in the browser only: it is compiled there."""

    def opens(self, path: str, tab: str, field: str) -> None:
        """Check that a page has a tab, and that the tab has a field."""
        self.browser_js(
            path,
            CLICK % {"tab": tab, "field": field},
            f"!!document.querySelector('{tab}')",
            login="admin",
        )

    def test_settings(self):
        self.opens(
            "/odoo/action-base_setup.action_general_configuration",
            ".settings_tab .tab[data-key=restapi]",
            "[name=restapi_cors] input",
        )

    def test_schemas_of_a_model(self):
        model = self.env["ir.model"]._get("res.partner")
        self.opens(
            f"/odoo/action-base.action_model_model/{model.id}?debug=1",
            ".o_notebook .nav-link[name=restapi]",
            "button[name=action_rest_api_suggest]",
        )

    def test_application(self):
        client = self.env["restapi.client"].create(
            {"name": "Shop", "is_limited": True, "allow_authorization_code": False}
        )
        self.opens(
            f"/odoo/action-restapi.restapi_client_action/{client.id}",
            ".o_notebook .nav-link[name=access]",
            ".o_field_widget[name=access_ids] .o_list_renderer",
        )

    def test_account(self):
        account = self.env["restapi.account"].create({"name": "App"})
        self.opens(
            f"/odoo/action-restapi.restapi_account_action/{account.id}",
            "button[name=action_new_secret]",
            ".modal input[type=password]",
        )

    def test_personal_key(self):
        key = self.env["restapi.key"].create({"name": "Laptop", "is_limited": True})
        self.opens(
            f"/odoo/action-restapi.restapi_key_action/{key.id}",
            ".o_form_sheet",
            ".o_field_widget[name=access_ids] .o_list_renderer",
        )

    def test_login_tokens_of_a_user(self):
        user = self.env.ref("base.user_admin")
        self.opens(
            f"/odoo/action-base.action_res_users/{user.id}",
            ".o_notebook .nav-link[name=restapi_login_tokens]",
            ".o_field_widget[name=restapi_login_token_ids] .o_list_renderer",
        )

    def test_quantities_are_written_as_people_say_them(self):
        self.browser_js(
            "/odoo/rest-api-settings",
            QUANTITIES % LIFE,
            f"!!document.querySelector('{LIFE}')",
            login="admin",
        )

    def test_tokens_are_revoked_and_nothing_else(self):
        account = self.env["restapi.account"].create({"name": "Till"})
        account._restapi_new_key()
        admin = self.env.ref("base.user_admin")
        account.user_id = admin
        account._restapi_login_token(admin.id, 1)
        self.env.flush_all()
        row = ".o_list_renderer .o_data_row input[type=checkbox]"
        self.browser_js(
            "/odoo/rest-api-tokens",
            SELECTED,
            f"!!document.querySelector('{row}')",
            login="admin",
        )
