"""OAuth 1.0a with clients nobody here wrote, a browser, and two workers."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth1Session as AuthlibSession
from oauthlib.oauth1 import Client
from requests_oauthlib import OAuth1Session

from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import get_db_name, tagged

from .support.browser import ApplicationCase, Callback

CALLS = 8


@tagged("post_install", "-at_install")
class TestOauth1Clients(ApplicationCase):
    login = "api_oauth1"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endpoint = f"{cls.server.url}/restapi/1.0/common/oauth1"

    # -- real clients

    def test_requests_oauthlib(self):
        with Callback() as callback:
            session = OAuth1Session(
                self.client_id, self.secret, callback_uri=callback.url
            )
            session.fetch_request_token(f"{self.endpoint}/request_token")
            url = session.authorization_url(f"{self.endpoint}/authorize")
            session.parse_authorization_response(self.consent(url, callback))
            session.fetch_access_token(f"{self.endpoint}/access_token")
            self.use(session, "Made by requests-oauthlib")

    def test_authlib(self):
        with Callback() as callback:
            session = AuthlibSession(
                self.client_id, self.secret, redirect_uri=callback.url
            )
            session.fetch_request_token(f"{self.endpoint}/request_token")
            url = session.create_authorization_url(f"{self.endpoint}/authorize")
            session.parse_authorization_response(self.consent(url, callback))
            session.fetch_access_token(f"{self.endpoint}/access_token")
            self.use(session, "Made by Authlib")

    # -- several workers

    def token(self):
        """Take the three legs without a browser."""
        callback = "http://127.0.0.1/cb"
        session = OAuth1Session(self.client_id, self.secret, callback_uri=callback)
        session.fetch_request_token(f"{self.endpoint}/request_token")
        url = session.authorization_url(f"{self.endpoint}/authorize")
        with requests.Session() as person:
            login = person.get(url, timeout=60)
            path = urlsplit(url)
            form = {
                "login": self.login,
                "password": self.login,
                "redirect": f"{path.path}?{path.query}",
            }
            form["csrf_token"] = _hidden(login.text, "csrf_token")
            page = person.post(f"{self.server.url}/web/login", data=form, timeout=60)
            form = {name: _hidden(page.text, name) for name in ("csrf_token", "ticket")}
            answer = person.post(
                f"{self.endpoint}/authorize",
                data={**form, "decision": "allow"},
                allow_redirects=False,
                timeout=60,
            )
        session.parse_authorization_response(answer.headers["Location"])
        return session

    def test_a002_one_request_at_once(self):
        session = self.token()
        session.fetch_access_token(f"{self.endpoint}/access_token")
        signed = requests.Request(
            "POST",
            f"{self.server.url}/api/res.partner",
            json={"name": "Made by parallel requests"},
            auth=session.auth,
        ).prepare()
        answers = _at_once(signed)
        self.assertEqual(sorted(answers), [201] + [401] * (CALLS - 1))
        domain = [("name", "=", "Made by parallel requests")]
        count = self.committed(lambda env: env["res.partner"].search_count(domain))
        self.assertEqual(count, 1)

    def test_request_that_odoo_runs_again(self):
        """Its nonce is claimed already, by itself."""
        session = self.token()
        session.fetch_access_token(f"{self.endpoint}/access_token")
        partners = f"{self.server.url}/api/res.partner"
        id_ = session.post(partners, json={"name": "Made by a retry"}).json()["id"]
        retries = self.server.log().count("tries left, try again")
        with Registry(get_db_name())._db.cursor() as cr:
            cr.execute("UPDATE res_partner SET write_date = now() WHERE id = %s", [id_])
            pid = cr._cnx.info.backend_pid
            with ThreadPoolExecutor(1) as threads:
                sent = threads.submit(
                    session.put, f"{partners}/{id_}", json={"city": "B"}
                )
                while not _waits_for(pid):
                    self.assertFalse(sent.done(), "the request does not wait")
                cr.commit()  # the other writer is done. pylint: disable=invalid-commit
                self.assertEqual(sent.result().status_code, 200, sent.result().text)
        self.assertGreater(self.server.log().count("tries left, try again"), retries)

    def test_a021_one_exchange_at_once(self):
        session = self.token()
        url = f"{self.endpoint}/access_token"
        credentials = session._client.client
        fresh = [
            _prepared(url, credentials.resource_owner_key, credentials)
            for _call in range(CALLS)
        ]
        with ThreadPoolExecutor(CALLS) as threads:
            answers = list(threads.map(_status, fresh))
        self.assertEqual(sorted(answers), [200] + [401] * (CALLS - 1))

    def test_a016_long_header(self):
        url = urlsplit(self.server.url)
        head = b"GET /api/res.partner HTTP/1.1\r\nHost: x\r\nAuthorization: OAuth "
        with socket.create_connection((url.hostname, url.port)) as connection:
            try:
                connection.sendall(head + b"a" * 1_000_000 + b"\r\n\r\n")
                answer = connection.recv(100)
            except ConnectionError:
                answer = b""  # the server reads no further than 64 KiB
        self.assertNotIn(b" 500 ", answer)
        health = requests.get(f"{self.server.url}/api/health", timeout=60)
        self.assertEqual(health.status_code, 200)


def _waits_for(pid: int) -> bool:
    with db_connect("postgres").cursor() as cr:
        cr.execute(
            "SELECT 1 FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))",
            [pid],
        )
        return bool(cr.fetchone())


def _hidden(page: str, name: str) -> str:
    return re.search(f'name="{name}" value="([^"]*)"', page)[1]


def _prepared(url: str, token: str, known: Client) -> requests.PreparedRequest:
    signer = Client(
        known.client_key,
        known.client_secret,
        token,
        known.resource_owner_secret,
        verifier=known.verifier,
    )
    address, headers, _body = signer.sign(url, "POST")
    return requests.Request("POST", address, headers=headers).prepare()


def _status(prepared: requests.PreparedRequest) -> int:
    with requests.Session() as session:
        return session.send(prepared, timeout=60).status_code


def _at_once(prepared: requests.PreparedRequest) -> list[int]:
    with ThreadPoolExecutor(CALLS) as threads:
        return list(threads.map(_status, [prepared] * CALLS))
