"""What the tests of OAuth share: a real server, an application, and its user."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from odoo import api
from odoo.tests import get_db_name, new_test_user

from ...controllers.oauth2 import PREFIX
from .committed import CommittedCase
from .server import Server

REDIRECT = "http://127.0.0.1/callback"
PASSWORD = "correct horse battery staple"
TIMEOUT = 60


def _name_issuer(env: api.Environment, url: str | None) -> None:
    env["ir.config_parameter"].set_param("restapi.issuer", url)


class OAuthCase(CommittedCase):
    """Two workers, an application and a user who is not an administrator."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))
        cls.url = cls.server.url
        cls.committed(lambda env: _name_issuer(env, cls.url))
        # Other tests on this database have servers of their own.
        cls.addClassCleanup(cls.committed, lambda env: _name_issuer(env, None))

    def setUp(self) -> None:
        super().setUp()
        self.user_id, self.partner_id = self.committed(self._make_user)
        self.addCleanup(self.committed, self._clean_up)
        self.client_id, self.secret = self.make_client()
        seen = len(self.server.log())
        self.addCleanup(lambda: self._check_log(self.server.log()[seen:]))

    def _check_log(self, text: str) -> None:
        """Nothing that a client does is a surprise to the server."""
        self.assertNotIn(" ERROR ", text)

    def _make_user(self, env: api.Environment) -> tuple[int, int]:
        user = new_test_user(
            env,
            login="oauth_user",
            password=PASSWORD,
            name="Olga Auth",
            groups="base.group_user,base.group_partner_manager",
        )
        return user.id, user.partner_id.id

    def _clean_up(self, env: api.Environment) -> None:
        env.cr.execute("DELETE FROM restapi_throttle")
        env["restapi.client"].with_context(active_test=False).search([]).unlink()
        env["res.partner"].search([("name", "=like", "oauth test%")]).unlink()
        users = env["res.users"].with_context(active_test=False)
        users.search([("login", "=", "oauth_user")]).unlink()

    def make_client(self, **values: Any) -> tuple[str, str]:
        """Register an application; return its id and secret."""

        def make(env: api.Environment) -> tuple[str, str]:
            client = env["restapi.client"].create(
                {
                    "name": "Shop",
                    "user_id": env.ref("base.user_admin").id,
                    "redirect_uris": REDIRECT,
                    "scope": "read write execute",
                    "allow_oauth1": True,
                    **values,
                }
            )
            is_public = client.client_type == "public"
            secret = None if is_public else client._restapi_new_secret()
            return client.client_id, secret

        return self.committed(make)

    def change_client(self, client_id: str, **values: Any) -> None:
        self.committed(
            lambda env: (
                env["restapi.client"]
                .search([("client_id", "=", client_id)])
                .write(values)
            )
        )

    # -- the browser

    def browser(self, login: str = "oauth_user") -> requests.Session:
        """Return a session that is logged in to Odoo."""
        session = requests.Session()
        page = session.get(f"{self.url}/web/login", timeout=TIMEOUT)
        form = {**hidden(page.text), "login": login, "password": PASSWORD}
        answer = session.post(
            f"{self.url}/web/login", form, allow_redirects=False, timeout=TIMEOUT
        )
        self.assertEqual(answer.status_code, 303, answer.text)
        return session

    def authorize(self, **parameters: str) -> str:
        """Return an address of the authorization page."""
        values = {
            "client_id": self.client_id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            **parameters,
        }
        kept = {name: value for name, value in values.items() if value is not None}
        return f"{self.url}{PREFIX}/authorize?{urlencode(kept)}"

    def decide(
        self, session: requests.Session, page: requests.Response, decision: str
    ) -> requests.Response:
        """Send the form of a consent page."""
        self.assertEqual(page.status_code, 200, page.text)
        return session.post(
            f"{self.url}{PREFIX}/authorize",
            {**hidden(page.text), "decision": decision},
            allow_redirects=False,
            timeout=TIMEOUT,
        )

    def code(self, **parameters: str) -> str:
        """Log in, consent where that is asked, and return the code."""
        session = self.browser()
        page = session.get(
            self.authorize(**parameters), allow_redirects=False, timeout=TIMEOUT
        )
        if page.status_code == 200:
            page = self.decide(session, page, "allow")
        return query(page)["code"]

    # -- the application

    def post(self, endpoint: str, values: dict[str, Any], **kwargs: Any):
        url = f"{self.url}{PREFIX}/{endpoint}"
        return requests.post(url, values, timeout=TIMEOUT, **kwargs)

    def token(self, **values: Any) -> requests.Response:
        """Ask for tokens, as the application."""
        known = {"client_id": self.client_id, "client_secret": self.secret}
        sent = {**known, "redirect_uri": REDIRECT, **values}
        kept = {name: value for name, value in sent.items() if value is not None}
        return self.post("access_token", kept)

    def tokens(self, **parameters: str) -> dict[str, Any]:
        """Return the tokens of a new consent."""
        code = self.code(**parameters)
        answer = self.token(grant_type="authorization_code", code=code)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def get(self, token: str, path: str = "/api/res.partner?limit=1"):
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(f"{self.url}{path}", headers=headers, timeout=TIMEOUT)

    def assertError(self, answer: requests.Response, error: str, status: int = 400):
        self.assertEqual(answer.status_code, status, answer.text)
        self.assertEqual(answer.json()["error"], error)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertNotIn("Set-Cookie", answer.headers)


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    return found


def query(answer: requests.Response) -> dict[str, str]:
    """Return the parameters of a redirection to the application."""
    assert answer.status_code == 303, (answer.status_code, answer.text)
    location = answer.headers["Location"]
    assert location.startswith(REDIRECT + "?"), location
    return {
        name: values[0] for name, values in parse_qs(urlsplit(location).query).items()
    }
