"""A client of an older version, and of what it becomes; given a URL and stages.

Tokens of every kind are got in the ways that clients get them, are kept in a file, and
are used: before the update and after it. Ends with 1 after naming what does not work.
"""
# pylint: disable=external-request-timeout

import json
import os
import re
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from requests_oauthlib import OAuth1, OAuth1Session

FILE = Path(os.environ["RESTAPI_UPGRADE_FILE"])
OAUTH1 = "/restapi/1.0/common/oauth1"
OAUTH2 = "/restapi/1.0/common/oauth2"
PARTNERS = "/api/res.partner?limit=3&fields=id,name"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"

State = dict[str, Any]


class Site:
    """A running server, and what is known of it."""

    def __init__(self, url: str, state: State) -> None:
        self.url = url
        self.state = state

    def ask(
        self, method: str, path: str, status: int = 200, **kwargs: Any
    ) -> requests.Response:
        """Send a request, and check the status of its answer."""
        answer = requests.request(
            method, self.url + path, timeout=60, allow_redirects=False, **kwargs
        )
        assert answer.status_code == status, (
            f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        )
        return answer

    def reads(self, headers: dict[str, str], path: str = PARTNERS, **kwargs: Any):
        return self.ask("GET", path, headers=headers, **kwargs).json()

    def bearer(self, token: str, **kwargs: Any):
        return self.reads({"Authorization": f"Bearer {token}"}, **kwargs)

    @property
    def client(self) -> dict[str, str]:
        return {name: self.state[name] for name in ("client_id", "client_secret")}

    def token(self, **values: Any) -> dict[str, Any]:
        sent = {**self.client, **values}
        return self.ask("POST", f"{OAUTH2}/access_token", data=sent).json()

    def browser(self) -> requests.Session:
        """Return a session in which the user has logged in."""
        session = requests.Session()
        page = session.get(f"{self.url}/web/login", timeout=60)
        form = {name: self.state[name] for name in ("login", "password")}
        session.post(f"{self.url}/web/login", {**hidden(page.text), **form}, timeout=60)
        return session

    def allow(self, page: requests.Response, session: requests.Session) -> str:
        """Consent, and return where the browser is sent."""
        assert page.status_code == 200, page.text[:500]
        answer = session.post(
            page.url,
            {**hidden(page.text), "decision": "allow"},
            timeout=60,
            allow_redirects=False,
        )
        return answer.headers.get("Location", "")


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if attributes.get("type") == "hidden" and "name" in attributes:
            found[attributes["name"]] = unescape(attributes.get("value", ""))
    return found


# -- once, in the older version


def get_tokens_of_passwords(site: Site) -> None:
    sent = {"username": site.state["login"], "password": site.state["password"]}
    site.state["rest_api"] = site.ask("POST", "/api/auth/get_tokens", data=sent).json()
    sent = {"login": site.state["login"], "password": site.state["password"]}
    site.state["restful"] = site.ask("POST", "/api/auth/token", data=sent).json()


def get_code(site: Site) -> None:
    session = site.browser()
    query = {
        "client_id": site.state["client_id"],
        "redirect_uri": site.state["redirect_uri"],
        "response_type": "code",
        "scope": "read write",
    }
    page = session.get(f"{site.url}{OAUTH2}/authorize?{urlencode(query)}", timeout=60)
    location = urlsplit(site.allow(page, session))
    (code,) = parse_qs(location.query)["code"]
    site.state["oauth2"] = site.token(
        grant_type="authorization_code",
        code=code,
        redirect_uri=site.state["redirect_uri"],
    )


def get_own_token(site: Site) -> None:
    site.state["own"] = site.token(grant_type="client_credentials")


def get_device_codes(site: Site) -> None:
    for name in ("pending", "allowed"):
        device = site.ask(
            "POST", f"{OAUTH2}/device_authorization", data=site.client
        ).json()
        site.state[name] = device["device_code"]
    session = site.browser()
    page = session.get(device["verification_uri_complete"], timeout=60)
    if "decision" not in page.text:
        form = {**hidden(page.text), "user_code": device["user_code"]}
        page = session.post(device["verification_uri"], form, timeout=60)
    site.allow(page, session)


def get_oauth1_token(site: Site) -> None:
    known = site.state["client_id"], site.state["client_secret"]
    app = OAuth1Session(*known, callback_uri=site.state["redirect_uri"])
    app.fetch_request_token(f"{site.url}{OAUTH1}/request_token")
    session = site.browser()
    page = session.get(app.authorization_url(f"{site.url}{OAUTH1}/authorize"))
    app.parse_authorization_response(site.allow(page, session))
    site.state["oauth1"] = app.fetch_access_token(f"{site.url}{OAUTH1}/access_token")


# -- before and after the update


def odoo_key(site: Site) -> None:
    site.bearer(site.state["odoo_key"])


def personal_key(site: Site) -> None:
    site.bearer(site.state["key"])
    headers = {"Authorization": f"Bearer {site.state['key']}"}
    sent = {"name": "Upgrade made"}
    made = site.ask("POST", "/api/res.partner", 201, headers=headers, json=sent)
    path = f"/api/res.partner/{made.json()['id']}"
    site.ask("PUT", path, headers=headers, json={"city": "Ghent"})
    site.ask("DELETE", path, headers=headers)


def limited_key(site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.state['limited_key']}"}
    site.reads(headers, "/api/res.partner?fields=name,email&limit=5")
    site.ask("GET", "/api/res.country?limit=1", 403, headers=headers)
    site.ask("POST", "/api/res.partner", 403, headers=headers, json={"name": "x"})


def limited_records(site: Site) -> None:
    """The narrower of two lines holds since there is one; the wider did before."""
    headers = {"Authorization": f"Bearer {site.state['limited_key']}"}
    path = "/api/res.partner?fields=name,email&limit=5"
    rows = site.reads(headers, path)["results"]
    assert [row["name"] for row in rows] == ["Upgrade in"], rows
    site.ask("GET", "/api/res.partner?fields=city&limit=5", 403, headers=headers)


def account(site: Site) -> None:
    headers = {"api-key": site.state["api_key"]}
    path = "/api/res.partner/search?fields=['name']&limit=1"
    site.reads(headers, path)
    site.reads({**headers, "Login-Token": site.state["login_token"]}, path)
    site.ask("GET", "/api/res.country/search", 403, headers=headers)


def tokens_of_passwords(site: Site) -> None:
    pair = site.state["rest_api"]
    site.reads({"Access-Token": pair["access_token"]}, "/api/res.partner?limit=1")
    sent = {"refresh_token": pair["refresh_token"]}
    pair |= site.ask("POST", "/api/auth/refresh_token", json=sent).json()
    site.reads({"Access-Token": pair["access_token"]}, "/api/res.partner?limit=1")
    headers = {"Access-Token": site.state["restful"]["access_token"]}
    site.reads(headers, "/api/res.partner?limit=1")


def tokens_of_consent(site: Site) -> None:
    pair = site.state["oauth2"]
    site.bearer(pair["access_token"])
    refreshed = site.token(
        grant_type="refresh_token", refresh_token=pair["refresh_token"]
    )
    site.state["oauth2"] = refreshed
    site.bearer(refreshed["access_token"])
    headers = {"Authorization": f"Bearer {refreshed['access_token']}"}
    site.ask("GET", "/api/res.country?limit=1", 403, headers=headers)


def own_token(site: Site) -> None:
    token = site.state["own"]["access_token"]
    site.bearer(token)
    sent = {**site.client, "token": token}
    answer = site.ask("POST", f"{OAUTH2}/introspect", data=sent)
    assert answer.json()["active"] is True, answer.text


def signed(site: Site) -> None:
    token = site.state["oauth1"]
    known = site.state["client_id"], site.state["client_secret"]
    auth = OAuth1(*known, token["oauth_token"], token["oauth_token_secret"])
    site.ask("GET", PARTNERS, auth=auth)


def waiting_device(site: Site) -> None:
    sent = {
        **site.client,
        "grant_type": DEVICE_GRANT,
        "device_code": site.state["pending"],
    }
    answer = site.ask("POST", f"{OAUTH2}/access_token", 400, data=sent)
    assert answer.json()["error"] in ("authorization_pending", "slow_down")


def connected_applications(site: Site) -> None:
    page = site.browser().get(f"{site.url}/restapi/access", timeout=60)
    assert "Upgrade" in page.text, page.text[:500]


# -- after the update alone


def allowed_device(site: Site) -> None:
    tokens = site.token(grant_type=DEVICE_GRANT, device_code=site.state["allowed"])
    site.bearer(tokens["access_token"])


def what_is_new(site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.state['key']}"}
    for path in ("/api/models", "/api/openapi.json", "/api"):
        site.ask("GET", path, headers=headers)
    headers["Prefer"] = "respond-async"
    sent = {"name": "Upgrade later"}
    answer = site.ask("POST", "/api/res.partner", 202, headers=headers, json=sent)
    site.ask("GET", answer.headers["Location"], headers=headers)


USES = (
    *(odoo_key, personal_key, limited_key, account),
    *(tokens_of_passwords, tokens_of_consent, own_token, signed),
    *(waiting_device, connected_applications),
)
STAGES: dict[str, tuple[Callable[[Site], None], ...]] = {
    "issue": (
        *(get_tokens_of_passwords, get_code, get_own_token),
        *(get_device_codes, get_oauth1_token),
    ),
    "before": USES,
    "smoke": (
        *(odoo_key, personal_key, limited_key, limited_records),
        *(account, what_is_new),
    ),
    "after": (*USES, limited_records, allowed_device, what_is_new),
}


def main(url: str, *stages: str) -> int:
    """Do what the stages ask for; return how many things have failed."""
    site = Site(url, json.loads(FILE.read_text()))
    failed = 0
    for stage in stages:
        for do in STAGES[stage]:
            try:
                do(site)
            except (AssertionError, LookupError, TypeError, ValueError) as error:
                print(f"✗ {stage}: {do.__name__}: {error!r}")
                failed += 1
            else:
                print(f"✓ {stage}: {do.__name__}")
    FILE.write_text(json.dumps(site.state))
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
