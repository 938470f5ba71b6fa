"""An administrator who clicks through the web client of a real server."""

from typing import Any

import requests

from odoo import api
from odoo.tests.common import ChromeBrowser

from .browser import BrowserCase, run_script
from .oauth import hidden

TIMEOUT = 60
LOGIN = "admin"


class TourCase(BrowserCase):
    """Stories: from a click in a tour to its effect on other programs.

    What a person would copy from a page comes back from the tour.
    """

    browser_size = "1280x900"
    workers = 0

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        # Odoo writes the address by which administrators log in, which the test
        # runner has locked.
        cls.committed(_freeze_address, "True")
        cls.addClassCleanup(cls.committed, _freeze_address, None)

    def setUp(self) -> None:
        super().setUp()
        self.session_id = self._log_in()

    def _log_in(self) -> str:
        session = requests.Session()
        address = f"{self.server.url}/web/login"
        page = session.get(address, timeout=TIMEOUT)
        form = {**hidden(page.text), "login": LOGIN, "password": LOGIN}
        session.post(address, form, allow_redirects=False, timeout=TIMEOUT)
        return session.cookies["session_id"]

    def tour(self, name: str, path: str) -> dict[str, str]:
        """Go through a tour that begins at an address; return what it has copied.

        Its browser is open afterwards. It tells of one success, so that every tour has
        its own.
        """
        self.browser = ChromeBrowser(self, success_signal="tour succeeded")
        self.addCleanup(self.browser.stop)
        self.browser.set_cookie("session_id", self.session_id, "/", "127.0.0.1")
        self.browser.navigate_to(f"{self.server.url}{path}?debug=tests")
        self.assertTrue(self.browser._wait_ready(f"odoo.isTourReady('{name}')"))
        self.browser._wait_code_ok(f"odoo.startTour('{name}')", TIMEOUT)
        return run_script(self.browser, "copied")

    def call(
        self, method: str, path: str, token: str, **kwargs: Any
    ) -> requests.Response:
        """Send a request with a bearer token, as another program."""
        headers = {"Authorization": f"Bearer {token}"}
        address = f"{self.server.url}{path}"
        return requests.request(
            method, address, headers=headers, timeout=TIMEOUT, **kwargs
        )

    def assertStatus(self, expected: int, *arguments: Any, **kwargs: Any) -> Any:
        """Check the status of a :meth:`call`; return its body."""
        answer = self.call(*arguments, **kwargs)
        self.assertEqual(answer.status_code, expected, answer.text)
        return answer.json()


def _freeze_address(env: api.Environment, value: str | None) -> None:
    env["ir.config_parameter"].set_param("web.base.url.freeze", value)
