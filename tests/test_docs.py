"""The page of the documentation: complete, closed to other hosts, working."""

import sys
from unittest.mock import patch

from odoo.tests import tagged

from .support.common import ApiCase
from .support.needs import BROWSER, needs
from .support.patient import PatientCase

READY = "!!document.querySelector('.opblock')"
TRY = """
(async () => {
    const hosts = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).host);
    const other = hosts.filter((host) => host && host !== location.host);
    if (other.length) {
        throw new Error(`requests to ${other}`);
    }
    const until = async (find) => {
        while (!find()) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return find();
    };
    const one = (selector) => () => document.querySelector(selector);
    const files = ["client.php", "client.py", "client.ts", "postman.json"];
    const links = [...document.querySelectorAll(".bar a.native")].filter((link) => !link.hidden);
    const found = links.map((link) => link.pathname.split("/").pop()).sort();
    if (String(found) !== String(files)) {
        throw new Error(`downloads are ${found}`);
    }
    for (const link of links) {
        const response = await fetch(link.href);
        if (!response.ok || !link.search.includes("models=res.partner")) {
            throw new Error(`${link.href}: ${response.status}`);
        }
    }
    (await until(one(".opblock-post .opblock-summary-control"))).click();
    (await until(one(".try-out__btn"))).click();
    (await until(one(".execute"))).click();
    const status = await until(one(".live-responses-table tbody .response-col_status"));
    if (!status.textContent.startsWith("201")) {
        throw new Error(status.textContent);
    }
    if (document.documentElement.scrollWidth > innerWidth) {
        throw new Error(`the page is ${document.documentElement.scrollWidth} wide`);
    }
    console.log("test successful");
})();
"""

CHOOSE_DIALECT = """
(async () => {
    const until = async (find) => {
        while (!find()) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    };
    const select = document.querySelector("#dialect");
    select.value = "candidroot";
    select.dispatchEvent(new Event("change"));
    const paths = () => [...document.querySelectorAll("[data-path]")];
    const shown = (path) => paths().some((found) => found.dataset.path === path);
    await until(() => shown("/res.partner/search"));
    if (document.querySelector(".native:not([hidden])")) {
        throw new Error("downloads of another dialect are offered");
    }
    if (document.querySelector("#authorize").hidden) {
        throw new Error("nothing says where the key goes");
    }
    if (!location.search.includes("dialect=candidroot")) {
        throw new Error("the address does not keep the dialect");
    }
    if (document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("the page is wider than the window");
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestDocs(PatientCase):
    def test_page_is_closed(self):
        for path in ("/restapi/docs", "/api/docs"):
            response = self.url_open(path)
            self.assertEqual(response.status_code, 200)
            policy = response.headers["Content-Security-Policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertNotIn("Set-Cookie", response.headers)
            self.assertNotIn("http://", response.text)
            self.assertNotIn("https://", response.text)

    def test_files_of_swagger_ui(self):
        response = self.url_open("/restapi/docs/assets/swagger-ui-bundle.js")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.headers["Content-Type"].startswith("text/javascript"))
        etag = {"If-None-Match": response.headers["ETag"]}
        again = self.url_open("/restapi/docs/assets/swagger-ui-bundle.js", headers=etag)
        self.assertEqual(again.status_code, 304)

    def test_other_files_are_not_served(self):
        for name in ("index.html", "..%2F__init__.py", "swagger-ui.js.map"):
            response = self.url_open(f"/restapi/docs/assets/{name}")
            self.assertIn(response.status_code, (401, 404), name)

    def test_missing_package_is_told(self):
        with patch.dict(sys.modules, {"swagger_ui_bundle": None}):
            response = self.url_open("/restapi/docs")
            self.assertIn("pip install swagger-ui-bundle-v2", response.text)
            asset = self.url_open("/restapi/docs/assets/swagger-ui.css")
            self.assertEqual(asset.status_code, 404)


@tagged("post_install", "-at_install")
@needs(BROWSER)
class TestDocsInBrowser(ApiCase):
    browser_size = "1280x900"

    def test_session_reads_and_writes(self):
        self.browser_js(
            "/restapi/docs?models=res.partner", TRY, READY, login="api_user"
        )

    def test_another_dialect(self):
        self.browser_js(
            "/restapi/docs?models=res.partner",
            CHOOSE_DIALECT,
            READY,
            login="api_user",
        )


@tagged("post_install", "-at_install")
class TestDocsOnPhone(TestDocsInBrowser):
    browser_size = "390x844"
    allow_inherited_tests_method = True
