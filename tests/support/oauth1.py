"""A client of OAuth 1.0a, and the user who consents to it."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from oauthlib.oauth1 import Client
from requests import Response

from .common import ApiCase

ENDPOINT = "/restapi/1.0/common/oauth1"
PARTNERS = "/restapi/1.0/object/res.partner?fields=['id']&limit=1"
CALLBACK = "https://app.example/cb?x=a%2Fb"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    return unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1])


class Oauth1Case(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.client = cls.make_client()
        cls.secret = cls.client._restapi_new_secret()

    @classmethod
    def make_client(cls, **values: Any) -> Any:
        """Register an application of the user."""
        return cls.env["restapi.client"].create(
            {
                "name": "Printer",
                "user_id": cls.user.id,
                "redirect_uris": CALLBACK,
                "scope": "read write execute",
                "allow_oauth1": True,
                **values,
            }
        )

    def signer(self, **options: Any) -> Client:
        options.setdefault("client_key", self.client.client_id)
        options.setdefault("client_secret", self.secret)
        return Client(**options)

    def sign(
        self,
        method: str,
        path: str,
        body: str | None = None,
        headers: dict | None = None,
        **options: Any,
    ) -> tuple[str, str, dict]:
        """Return address, body and headers of a signed request."""
        path = quote(path, safe="/:?=&%'(),+")  # oauthlib wants it encoded
        url = path if path.startswith("http") else self.base_url() + path
        signed, headers, body = self.signer(**options).sign(url, method, body, headers)
        return signed, body, headers

    def send(self, method: str, path: str, *arguments: Any, **options: Any) -> Response:
        """Sign and send a request."""
        return self.deliver(method, *self.sign(method, path, *arguments, **options))

    def deliver(
        self, method: str, url: str, body: str | None, headers: dict
    ) -> Response:
        return self.url_open(
            url,
            data=body,
            method=method,
            headers={"Accept": "application/json", **headers},
            allow_redirects=False,
        )

    # -- the three legs

    def request_token(self, **options: Any) -> dict:
        """Take the first leg."""
        options.setdefault("callback_uri", CALLBACK)
        response = self.send("POST", f"{ENDPOINT}/request_token", **options)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def consent(self, token: str, decision: str = "allow", **headers: str) -> Response:
        """Take the second leg, as the user in their browser."""
        self.authenticate(self.user.login, self.user.login)
        page = self.url_open(f"{ENDPOINT}/authorize?oauth_token={token}")
        self.assertEqual(page.status_code, 200, page.text)
        return self.answer(page.text, decision, **headers)

    def answer(self, page: str, decision: str = "allow", **headers: str) -> Response:
        return self.url_open(
            f"{ENDPOINT}/authorize",
            data={
                "csrf_token": hidden(page, "csrf_token"),
                "ticket": hidden(page, "ticket"),
                "decision": decision,
            },
            headers=headers,
            allow_redirects=False,
        )

    def verifier(self, token: str) -> str:
        location = self.consent(token).headers["Location"]
        return parse_qs(urlsplit(location).query)["oauth_verifier"][0]

    def exchange(self, temporary: dict, verifier: str, **options: Any) -> Response:
        """Take the third leg."""
        return self.send(
            "POST",
            f"{ENDPOINT}/access_token",
            resource_owner_key=temporary["oauth_token"],
            resource_owner_secret=temporary["oauth_token_secret"],
            verifier=verifier,
            **options,
        )

    def connect(self, **options: Any) -> dict:
        """Take all three legs; return what a signer needs."""
        temporary = self.request_token(**options)
        verifier = self.verifier(temporary["oauth_token"])
        self.logout()
        response = self.exchange(temporary, verifier, **options)
        self.assertEqual(response.status_code, 200, response.text)
        token = response.json()
        return {
            **options,
            "resource_owner_key": token["oauth_token"],
            "resource_owner_secret": token["oauth_token_secret"],
        }

    def assertRefused(self, response: Response, status: int = 401) -> str:
        """Check an error of the dialect; return its sentence."""
        self.assertEqual(response.status_code, status, response.text)
        error = response.json()["error"]
        self.assertEqual(error["code"], status)
        if status == 401:
            self.assertTrue(response.headers["WWW-Authenticate"].startswith("OAuth "))
        self.assertNotIn("Traceback", response.text)
        return error["message"]
