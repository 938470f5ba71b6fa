"""The pages of an administrator, in a real browser."""

from odoo.tests import HttpCase, tagged

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


@tagged("post_install", "-at_install")
class TestWebClient(HttpCase):
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
