"""The pages outside of the web client: what people read, and who can use them."""

import os
from contextlib import contextmanager
from pathlib import Path
from unittest import skipUnless

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from .support.browser import run_script
from .support.needs import BROWSER, needs
from .support.patient import PatientCase

AXE = os.environ.get("RESTAPI_SANDBOX_AXE")
CALLBACK = "https://shop.example.com/callback"
AUTHORIZE = "/restapi/1.0/common/oauth2/authorize"
RUN_AXE = """
axe.run().then((found) => JSON.stringify(found.violations.map(
    ({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 200))]
)))
"""
# Once an operation is open, Swagger UI shows forms and answers.
OPEN_CALL = """
(async () => {
    const shown = async (selector) => {
        while (!document.querySelector(selector)) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return document.querySelector(selector);
    };
    (await shown(".opblock-get .opblock-summary-control")).click();
    (await shown(".try-out__btn")).click();
    (await shown(".execute")).click();
    await shown(".curl");
    return document.querySelector(".curl").textContent;
})()
"""


class PageCase(PatientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.env.ref("base.user_admin")
        cls.client = cls.env["restapi.client"].create(
            {
                "name": "Photo Printer",
                "user_id": user.id,
                "redirect_uris": CALLBACK,
                "scope": "read write",
            }
        )
        consents = cls.env["restapi.consent"]
        consents._restapi_remember(cls.client, user.id, "read")

    def authorize(self, **changed):
        values = {
            "client_id": self.client.client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "read write",
            **changed,
        }
        return f"{AUTHORIZE}?" + "&".join(f"{k}={v}" for k, v in values.items())

    def page(self, path, status=200):
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, status, answer.text)
        return answer.text


@tagged("post_install", "-at_install")
class TestPages(PageCase):
    def test_consent(self):
        self.authenticate("admin", "admin")
        text = self.page(self.authorize())
        company = self.env.ref("base.main_company")
        for words in (
            company.name,
            "Signed in as",
            "Not you?",
            "You'll be sent to <strong>shop.example.com</strong>",
            "Create, change and delete everything that you may",
        ):
            self.assertIn(words, text)
        self.assertLess(text.index('value="deny"'), text.index('value="allow"'))
        log_out = text.partition('href="/web/session/logout?')[2].partition('"')[0]
        self.assertIn(self.client.client_id, log_out, "and back here")

    def test_program_on_the_same_device_has_no_address(self):
        self.client.redirect_uris = "http://127.0.0.1/cb"
        self.authenticate("admin", "admin")
        text = self.page(self.authorize(redirect_uri="http://127.0.0.1:8123/cb"))
        self.assertIn("an application on this device", text)

    def test_problem_tells_what_to_fix(self):
        for changed, words in (
            ({"redirect_uri": "https://evil.example/"}, "registered in Odoo exactly"),
            ({"client_id": "unknown"}, "No application with this client ID"),
        ):
            text = self.page(self.authorize(**changed), 400)
            self.assertIn(
                "We couldn&#39;t connect this app", text.replace("'", "&#39;")
            )
            self.assertIn(words, text)
            self.assertIn("Reference:", text)
            self.assertIn('role="alert"', text)
            self.assertNotIn(CALLBACK, text, "for administrators alone")

    def test_administrators_see_what_is_registered(self):
        self.authenticate("admin", "admin")
        text = self.page(self.authorize(redirect_uri="https://evil.example/"), 400)
        self.assertIn(CALLBACK, text)
        self.assertIn(f"/odoo/rest-api-applications/{self.client.id}", text)

    def test_access(self):
        self.authenticate("admin", "admin")
        text = self.page("/restapi/access")
        for words in ("Photo Printer", "Not used lately", "Revoke", "Back to Odoo"):
            self.assertIn(words, text)

    def test_pages_have_a_picture(self):
        for path in ("/restapi/access", "/restapi/docs"):
            self.authenticate("admin", "admin")
            text = self.page(path)
            picture = text.partition('rel="icon"')[2].partition('href="')[2]
            answer = self.url_open(picture.partition('"')[0])
            self.assertEqual(answer.headers["Content-Type"], "image/png")


@needs(BROWSER)
class BrowserPageCase(PageCase):
    """An administrator with a browser."""

    @contextmanager
    def logged_in(self):
        browser = ChromeBrowser(self)
        self.addCleanup(browser.stop)
        with self.allow_requests(browser=browser):
            self.authenticate("admin", "admin", browser=browser)
            self.cr.flush()
            yield browser
            self._wait_remaining_requests()


@tagged("post_install", "-at_install")
class TestKeyboard(BrowserPageCase):
    """What is decided on a page can be decided without a mouse."""

    def press(self, browser, key, code):
        """Press a key; return the words of what has the focus then, on a page."""
        pressed = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        text = {"text": "\r"} if key == "Enter" else {}
        for kind, more in (("keyDown", text), ("keyUp", {})):
            browser._websocket_request(
                "Input.dispatchKeyEvent", params={"type": kind, **pressed, **more}
            )
        return run_script(browser, "document.activeElement?.textContent.trim()")

    def test_consent_offers_cancel_first(self):
        with self.logged_in() as browser:
            url = f"{self.base_url()}{self.authorize()}"
            browser.navigate_to(url, wait_stop=True)
            focused = [self.press(browser, "Tab", 9) for _each in range(3)]
        self.assertEqual(focused, ["Not you?", "Cancel", "Allow"])

    def test_access_is_revoked(self):
        with self.logged_in() as browser:
            browser.navigate_to(f"{self.base_url()}/restapi/access", wait_stop=True)
            focused = [self.press(browser, "Tab", 9) for _each in range(2)]
            self.assertEqual(focused, ["Not you?", "Revoke…"])
            self.press(browser, "Enter", 13)
            self.assertEqual(self.press(browser, "Tab", 9), "Revoke access")
            self.press(browser, "Enter", 13)
            gone = "document.body.innerText.includes('No application has access')"
            self.assertTrue(browser._wait_ready(gone))
        self.assertFalse(self.client.consent_ids.exists())


@tagged("post_install", "-at_install")
@skipUnless(AXE, "axe-core is not installed")
class TestAccessibility(BrowserPageCase):
    """axe-core finds nothing on any page, by day and by night."""

    def test_no_violation(self):
        with self.logged_in() as browser:
            for scheme in ("light", "dark"):
                browser._websocket_request(
                    "Emulation.setEmulatedMedia",
                    params={
                        "features": [{"name": "prefers-color-scheme", "value": scheme}]
                    },
                )
                for path in (
                    self.authorize(),
                    self.authorize(redirect_uri="https://evil.example/"),
                    "/restapi/access",
                    "/restapi/1.0/common/oauth2/device",
                    "/restapi/docs?models=res.lang",
                    "/restapi/docs/guide/native",
                ):
                    with self.subTest(path=path, scheme=scheme):
                        self._check(browser, path)

    def _check(self, browser, path):
        browser.navigate_to(f"{self.base_url()}{path}", wait_stop=True)
        if path.startswith("/restapi/docs?"):
            self.assertIn("Bearer YOUR_KEY", run_script(browser, OPEN_CALL))
        run_script(browser, Path(AXE).read_text())
        self.assertEqual(run_script(browser, RUN_AXE), "[]")
