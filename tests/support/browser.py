"""An application of somebody else, and its user with a browser, on a real server."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlencode

import requests

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import get_db_name
from odoo.tests.common import ChromeBrowser, new_test_user

from .committed import committed
from .needs import BROWSER, SERVER, needs
from .patient import PatientCase
from .server import Server

LOG_IN = """
document.querySelector("#login").value = %r;
document.querySelector("#password").value = %r;
document.querySelector(".oe_login_form button[type=submit]").click();
"""
ALLOW = "document.querySelector('button[value=allow]').click()"
SCRIPT_SECONDS = 30
SHOWN = "document.readyState === 'complete' && !!document.querySelector('%s')"


class Callback(HTTPServer):
    """The address that an application on this computer listens on."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.url = f"http://127.0.0.1:{self.server_port}/cb"
        self.received: Queue[str] = Queue()
        Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/cb"):
            self.server.received.put(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Go back to the application.")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@needs(SERVER, BROWSER)
class BrowserCase(PatientCase):
    """A real server, for people with a browser.

    :cvar workers: of the server; 0 for threads, which the web client needs
    """

    workers: ClassVar[int] = 2

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        server = Server(get_db_name(), workers=cls.workers)
        cls.committed(_name_issuer, server.url)
        # Other tests on this database have servers of their own.
        cls.addClassCleanup(cls.committed, _name_issuer, None)
        cls.server = cls.enterClassContext(server)

    @classmethod
    def committed(cls, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function(env, *args)`` in a transaction of its own, on the database."""
        with Registry(get_db_name())._db.cursor() as cr:
            return committed(cr, function, *args)


def run_script(browser: ChromeBrowser, code: str) -> Any:
    """Return what an expression is in the page, once it is known.

    :raise AssertionError: it has failed
    """
    answer = browser._websocket_request(
        "Runtime.evaluate",
        params={"expression": code, "awaitPromise": True, "returnByValue": True},
        timeout=SCRIPT_SECONDS,
    )
    if "exceptionDetails" in answer:
        raise AssertionError(answer["exceptionDetails"])
    return answer["result"].get("value")


def _name_issuer(env: api.Environment, url: str | None) -> None:
    env["ir.config_parameter"].set_param("restapi.issuer", url)


class ApplicationCase(BrowserCase):
    """Two workers, an application and a user who is not an administrator.

    :cvar login: of the user; also the password
    """

    browser_size = "390x844"
    login: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.user_id, *pair = cls.committed(cls._register)
        cls.client_id, cls.secret = pair
        cls.addClassCleanup(cls.committed, cls._remove)

    @classmethod
    def _register(cls, env: api.Environment) -> tuple[int, str, str]:
        groups = "base.group_user,base.group_partner_manager"
        user = new_test_user(env, login=cls.login, groups=groups)
        client = env["restapi.client"].create(
            {
                "name": "Photo Printer",
                "user_id": user.id,
                "service_user_id": user.id,
                "allow_client_credentials": True,
                "allow_device_code": True,
                "allow_oauth1": True,
                "redirect_uris": "http://127.0.0.1/cb",
                "scope": "res.partner:read res.partner:write execute",
            }
        )
        return user.id, client.client_id, client._restapi_new_secret()

    @classmethod
    def _remove(cls, env: api.Environment) -> None:
        env["restapi.client"].search([("client_id", "=", cls.client_id)]).unlink()
        env["res.users"].browse(cls.user_id).unlink()
        env["res.partner"].search([("name", "=like", "Made by %")]).unlink()

    # -- the user and their browser

    def consent(self, url: str, callback: Callback) -> str:
        """Log in and click; return the path that the browser is sent to."""
        browser = ChromeBrowser(self)
        self.addCleanup(browser.stop)
        browser.navigate_to(url, wait_stop=True)
        self.assertTrue(browser._wait_ready(SHOWN % "form.oe_login_form"))
        run_script(browser, LOG_IN % (self.login, self.login))
        self.assertTrue(browser._wait_ready(SHOWN % "button[value=allow]"))
        self._check_page(browser)
        run_script(browser, ALLOW)
        return callback.received.get(timeout=60)

    def _check_page(self, browser: ChromeBrowser) -> None:
        text = run_script(browser, "document.body.innerText")
        self.assertIn("Photo Printer", text)
        self.assertIn(self.login, text)
        self.assertIn("Read: Contact (res.partner)", text)
        width = run_script(browser, "document.documentElement.scrollWidth")
        self.assertLessEqual(width, 390)
        style = run_script(browser, "getComputedStyle(document.body).margin")
        self.assertEqual(style, "0px", "the style sheet is loaded")
        browser.take_screenshot("consent_")

    # -- what the application is for

    def use(self, session: requests.Session, name: str) -> None:
        """Read and write, in both dialects, in the ways that clients have."""
        objects = f"{self.server.url}/restapi/1.0/object/res.partner"
        made = session.post(objects, data={"name": name, "comment": "a b&c=ü"})
        self.assertEqual(made.status_code, 200, made.text)
        id_ = made.json()["res.partner"]["id"]
        changed = session.put(
            f"{self.server.url}/api/res.partner/{id_}", json={"ref": "+ %"}
        )
        self.assertEqual(changed.status_code, 200, changed.text)
        query = {
            "domain": f"[('name', '=', '{name}'), ('ref', '=', '+ %')]",
            "fields": "['name', 'ref']",
        }
        found = session.get(f"{objects}?{urlencode(query)}")
        self.assertEqual(found.status_code, 200, found.text)
        self.assertEqual(
            found.json()["res.partner"], [{"id": id_, "name": name, "ref": "+ %"}]
        )
        refused = session.get(f"{self.server.url}/api/res.lang?limit=1")
        self.assertEqual(refused.status_code, 403, "not in the scope")
        gone = session.delete(f"{objects}/{id_}")
        self.assertEqual(gone.status_code, 200, gone.text)
