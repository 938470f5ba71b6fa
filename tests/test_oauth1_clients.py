"""OAuth 1.0a with clients nobody here wrote, a browser, and two workers."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.requests_client import OAuth1Session as AuthlibSession
from oauthlib.oauth1 import Client
from requests_oauthlib import OAuth1Session

from odoo import api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tests.common import ChromeBrowser, new_test_user

from .server import Server

LOGIN = "api_oauth1"
LOG_IN = """
document.querySelector("#login").value = %r;
document.querySelector("#password").value = %r;
document.querySelector(".oe_login_form button[type=submit]").click();
"""
ALLOW = "document.querySelector('button[value=allow]').click()"
SHOWN = "document.readyState === 'complete' && !!document.querySelector('%s')"
CALLS = 8


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


@tagged("post_install", "-at_install")
class TestOauth1Clients(HttpCase):
    browser_size = "390x844"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))
        cls.endpoint = f"{cls.server.url}/restapi/1.0/common/oauth1"
        cls.values = cls.committed(cls._register)
        cls.addClassCleanup(cls.committed, cls._remove)

    @classmethod
    def committed(cls, function):
        """Run ``function(env)`` in a transaction of its own, on the database."""
        with Registry(get_db_name())._db.cursor() as cr:
            result = function(api.Environment(cr, api.SUPERUSER_ID, {}))
            cr.commit()  # another process reads it. pylint: disable=invalid-commit
        return result

    @staticmethod
    def _register(env):
        groups = "base.group_user,base.group_partner_manager"
        user = new_test_user(env, login=LOGIN, groups=groups)
        client = env["restapi.client"].create(
            {
                "name": "Photo Printer",
                "user_id": user.id,
                "redirect_uris": "http://127.0.0.1/cb",
                "scope": "res.partner:read res.partner:write execute",
            }
        )
        return user.id, client.client_id, client._restapi_secret()

    @classmethod
    def _remove(cls, env):
        env["restapi.client"].search([("client_id", "=", cls.values[1])]).unlink()
        env["res.users"].browse(cls.values[0]).unlink()
        env["res.partner"].search([("name", "=like", "Made by %")]).unlink()

    # -- the user and his browser

    def consent(self, url: str, callback: Callback) -> str:
        """Log in and click; return the address the browser is sent to."""
        browser = ChromeBrowser(self)
        self.addCleanup(browser.stop)
        browser.navigate_to(url, wait_stop=True)
        self.assertTrue(browser._wait_ready(SHOWN % "form.oe_login_form"))
        self._run(browser, LOG_IN % (LOGIN, LOGIN))
        self.assertTrue(browser._wait_ready(SHOWN % "button[value=allow]"))
        self._check_page(browser)
        self._run(browser, ALLOW)
        return callback.received.get(timeout=60)

    def _run(self, browser, code):
        answer = browser._websocket_request(
            "Runtime.evaluate", params={"expression": code, "returnByValue": True}
        )
        self.assertNotIn("exceptionDetails", answer)
        return answer["result"].get("value")

    def _check_page(self, browser):
        text = self._run(browser, "document.body.innerText")
        self.assertIn("Photo Printer", text)
        self.assertIn(LOGIN, text)
        self.assertIn("Read: Contact (res.partner)", text)
        width = self._run(browser, "document.documentElement.scrollWidth")
        self.assertLessEqual(width, 390)
        style = self._run(browser, "getComputedStyle(document.body).margin")
        self.assertEqual(style, "0px", "the style sheet is loaded")
        browser.take_screenshot("consent_")

    # -- real clients

    def test_requests_oauthlib(self):
        with Callback() as callback:
            session = OAuth1Session(*self.values[1:], callback_uri=callback.url)
            session.fetch_request_token(f"{self.endpoint}/request_token")
            url = session.authorization_url(f"{self.endpoint}/authorize")
            session.parse_authorization_response(self.consent(url, callback))
            session.fetch_access_token(f"{self.endpoint}/access_token")
            self._use(session, "Made by requests-oauthlib")

    def test_authlib(self):
        with Callback() as callback:
            session = AuthlibSession(*self.values[1:], redirect_uri=callback.url)
            session.fetch_request_token(f"{self.endpoint}/request_token")
            url = session.create_authorization_url(f"{self.endpoint}/authorize")
            session.parse_authorization_response(self.consent(url, callback))
            session.fetch_access_token(f"{self.endpoint}/access_token")
            self._use(session, "Made by Authlib")

    def _use(self, session, name):
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

    # -- several workers

    def token(self):
        """Take the three legs without a browser."""
        client_id, secret = self.values[1:]
        callback = "http://127.0.0.1/cb"
        session = OAuth1Session(client_id, secret, callback_uri=callback)
        session.fetch_request_token(f"{self.endpoint}/request_token")
        url = session.authorization_url(f"{self.endpoint}/authorize")
        with requests.Session() as person:
            login = person.get(url, timeout=60)
            path = urlsplit(url)
            form = {
                "login": LOGIN,
                "password": LOGIN,
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
