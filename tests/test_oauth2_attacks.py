"""OAuth 2 under attack: what must be refused, and how."""

import base64
import json
from datetime import datetime, timedelta

import requests

from odoo.tests import BaseCase, tagged

from ..auth.oauth2 import redirect_uri
from ..controllers.oauth2 import PREFIX
from .support.oauth import REDIRECT, TIMEOUT, OAuthCase, hidden, query
from .test_oauth2 import CHALLENGE, PKCE, VERIFIER

REGISTERED = "https://app.example/cb"


@tagged("post_install", "-at_install")
class TestRedirectUri(BaseCase):
    """A-030 to A-037: compared exactly, and only good ones are registered."""

    def test_variants_do_not_match(self):
        for uri in (
            "https://app.example/cb/../evil",
            "https://app.example/cb/",
            "https://app.example/cb%2e%2e/x",
            "https://app.example/cb;x",
            "https://app.example/cb?x=1",
            "https://app.example/CB",
            "https://app.example/cb%00",
            "https://app.example/cb#x",
            "https://app.example.evil.com/cb",
            "https://evil.com/app.example/cb",
            "https://app.example@evil.com/cb",
            "https://app.example:443/cb",
            "https://APP.EXAMPLE/cb",
            "https://u@app.example/cb",
            "http://app.example/cb",
            "https://app.example/cb\n",
            "",
        ):
            self.assertFalse(redirect_uri.matches(REGISTERED, uri), uri)
        self.assertTrue(redirect_uri.matches(REGISTERED, REGISTERED))

    def test_only_the_port_of_a_loopback_address_may_differ(self):
        for uri in ("http://127.0.0.1:51234/cb", "http://127.0.0.1/cb"):
            self.assertTrue(redirect_uri.matches("http://127.0.0.1/cb", uri), uri)
        self.assertTrue(redirect_uri.matches("http://[::1]/cb", "http://[::1]:8/cb"))
        for uri in (
            "http://localhost:1/cb",
            "http://127.0.0.1.evil.com/cb",
            "http://127.1:1/cb",
            "http://[::ffff:127.0.0.1]/cb",
            "http://0.0.0.0/cb",
            "http://127.0.0.1:1/cb2",
            "https://127.0.0.1:1/cb",
            "http://127.0.0.1:1@evil.com/cb",
            "http://127.0.0.1:999999/cb",
        ):
            self.assertFalse(redirect_uri.matches("http://127.0.0.1/cb", uri), uri)

    def test_what_may_be_registered(self):
        for uri in (
            REGISTERED,
            "http://127.0.0.1/cb",
            "http://localhost:8080/cb",
            "com.example.app:/oauth",
        ):
            redirect_uri.check(uri)
        for uri in (
            "http://app.example/cb",
            "app://cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//evil",
            "https:evil",
            "https:///evil",
            "https://[::1",
            "https://app.example/cb#x",
            "https://u@app.example/cb",
            "https://APP.example/cb",
            "https://app.example/a/../b",
            "https://app.example/%2e%2e/b",
            "https://app.example/c b",
            "https://app.example/\u200b",
            "https://app.example/" + "a" * 10_000,
        ):
            with self.assertRaises(ValueError, msg=uri):
                redirect_uri.check(uri)


@tagged("post_install", "-at_install")
class TestAuthorizationAttacks(OAuthCase):
    def assertPage(self, answer, status=400):
        """Check an error page: nobody is sent anywhere, nor is it framed."""
        self.assertEqual(answer.status_code, status, answer.text)
        self.assertNotIn("Location", answer.headers)
        self.assertIn("text/html", answer.headers["Content-Type"])
        policy = answer.headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
        self.assertEqual(answer.headers["Referrer-Policy"], "same-origin")

    def test_nobody_is_sent_to_a_wrong_address(self):
        session = self.browser()
        for values in (
            {"redirect_uri": "http://127.0.0.1/callback/"},
            {"redirect_uri": "http://127.0.0.1.evil.example/callback"},
            {"redirect_uri": "https://evil.example/"},
            {"redirect_uri": "javascript:alert(1)"},
            {"redirect_uri": "http://127.0.0.1/callback#x"},
            {"redirect_uri": "http://127.0.0.1/callback\r\nX: y"},
            {"client_id": "0" * 40},
            {"client_id": None},
        ):
            with self.subTest(values):
                url = self.authorize(**values)
                answer = session.get(url, allow_redirects=False, timeout=TIMEOUT)
                self.assertPage(answer)

    def test_parameter_given_twice(self):
        session = self.browser()
        for name in ("client_id", "redirect_uri", "state", "code_challenge", "scope"):
            url = f"{self.authorize(state='a', scope='read', **PKCE)}&{name}=b"
            answer = session.get(url, allow_redirects=False, timeout=TIMEOUT)
            self.assertPage(answer)

    def test_left_out_redirect_uri_is_the_only_one(self):
        session = self.browser()
        page = session.get(self.authorize(redirect_uri=None), timeout=TIMEOUT)
        self.assertIn("code", query(self.decide(session, page, "allow")))
        self.change_client(
            self.client_id, redirect_uris=f"{REDIRECT}\nhttps://app.example/cb"
        )
        for value in (None, ""):
            answer = session.get(
                self.authorize(redirect_uri=value),
                allow_redirects=False,
                timeout=TIMEOUT,
            )
            self.assertPage(answer)

    def test_stranger_is_asked_to_log_in_before_any_redirection(self):
        answer = requests.get(
            self.authorize(response_type="foo"), allow_redirects=False, timeout=TIMEOUT
        )
        self.assertIn("/web/login", answer.headers["Location"])

    def test_errors_that_are_told_to_the_application(self):
        session = self.browser()
        for values, error in (
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_type": "id_token"}, "unsupported_response_type"),
            ({"response_type": "decode"}, "unsupported_response_type"),
            ({"response_type": "CODE"}, "unsupported_response_type"),
            ({"response_type": "code token"}, "unsupported_response_type"),
            ({"response_type": "none"}, "unsupported_response_type"),
            ({"response_type": None}, "invalid_request"),
            ({"response_mode": "fragment"}, "invalid_request"),
            ({"response_mode": "form_post"}, "invalid_request"),
            ({"scope": "everything"}, "invalid_scope"),
            ({"scope": "read admin"}, "invalid_scope"),
            ({"request": "e30"}, "request_not_supported"),
            ({"request_uri": "https://evil.example"}, "request_uri_not_supported"),
            ({"code_challenge": CHALLENGE}, "invalid_request"),
            ({"code_challenge_method": "S256"}, "invalid_request"),
            ({**PKCE, "code_challenge_method": "plain"}, "invalid_request"),
            ({**PKCE, "code_challenge_method": "s256"}, "invalid_request"),
            ({**PKCE, "code_challenge": CHALLENGE[:-1]}, "invalid_request"),
            ({**PKCE, "code_challenge": CHALLENGE + "="}, "invalid_request"),
            ({**PKCE, "code_challenge": "é" * 43}, "invalid_request"),
        ):
            with self.subTest(values):
                url = self.authorize(state="s", **values)
                sent = query(session.get(url, allow_redirects=False, timeout=TIMEOUT))
                self.assertEqual(sent["error"], error)
                self.assertEqual(sent["state"], "s")
                self.assertEqual(sent["iss"], self.url)
                self.assertNotIn("code", sent)

    def test_scope_beyond_the_applications(self):
        self.client_id, self.secret = self.make_client(scope="res.partner:read")
        session = self.browser()
        for wanted in ("read", "res.partner:write", "res.users:read"):
            url = self.authorize(scope=wanted)
            sent = query(session.get(url, allow_redirects=False, timeout=TIMEOUT))
            self.assertEqual(sent["error"], "invalid_scope")

    def test_long_and_strange_state(self):
        session = self.browser()
        for state in ("x" * 3_000, "a\x00b", "a\nb"):
            url = self.authorize(state=state)
            answer = session.get(url, allow_redirects=False, timeout=TIMEOUT)
            self.assertPage(answer)

    def test_markup_is_text(self):
        evil = '"><script>alert(1)</script>'
        self.client_id, self.secret = self.make_client(name=evil)
        session = self.browser()
        page = session.get(self.authorize(state=evil), timeout=TIMEOUT)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<script>alert", page.text)
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe-inline", policy)
        wrong = session.get(self.authorize(client_id=evil), timeout=TIMEOUT)
        self.assertNotIn("<script>alert", wrong.text)

    def test_page_issues_nothing_by_itself(self):
        session = self.browser()
        page = session.get(self.authorize() + "&approve=1", timeout=TIMEOUT)
        self.assertIn("decision", page.text)
        self.decide(session, page, "allow")
        head = session.head(self.authorize(), allow_redirects=False, timeout=TIMEOUT)
        self.assertNotIn("Location", head.headers)
        early = session.get(
            self.authorize(),
            headers={"Sec-Purpose": "prefetch"},
            allow_redirects=False,
            timeout=TIMEOUT,
        )
        self.assertNotIn("Location", early.headers)

    def test_forged_decision(self):
        session = self.browser()
        page = session.get(self.authorize(), timeout=TIMEOUT)
        form = {**hidden(page.text), "decision": "allow"}
        address = f"{self.url}{PREFIX}/authorize"

        def send(browser, sent, **headers):
            return browser.post(
                address, sent, headers=headers, allow_redirects=False, timeout=TIMEOUT
            )

        without = {k: v for k, v in form.items() if k != "csrf_token"}
        for answer in (
            send(session, without),
            send(session, {**form, "csrf_token": "x"}),
            send(session, form, Origin="https://evil.example"),
            send(session, {**form, "ticket": "0" * 40}),
        ):
            self.assertEqual(answer.status_code, 400)
            self.assertNotIn("Location", answer.headers)
        other = self.browser()
        theirs = hidden(other.get(self.authorize(), timeout=TIMEOUT).text)
        stolen = {**form, "csrf_token": theirs["csrf_token"]}
        self.assertEqual(send(other, stolen).status_code, 400)
        evil = {"client_id": "0" * 40, "redirect_uri": "https://evil.example"}
        done = send(session, {**form, **evil})
        self.assertIn("code", query(done))
        self.assertPage(send(session, form))

    def test_decision_of_another_user(self):
        session = self.browser()
        page = session.get(self.authorize(), timeout=TIMEOUT)
        old = hidden(page.text)
        session.get(f"{self.url}/web/session/logout", timeout=TIMEOUT)
        answer = session.post(
            f"{self.url}{PREFIX}/authorize",
            {**old, "decision": "allow"},
            allow_redirects=False,
            timeout=TIMEOUT,
        )
        self.assertEqual(answer.status_code, 400)

    def test_no_other_origin_and_no_other_method(self):
        address = self.authorize()
        for method, status in (("OPTIONS", 405), ("PUT", 401), ("DELETE", 401)):
            answer = requests.request(
                method, address, headers={"Origin": "https://evil"}, timeout=TIMEOUT
            )
            self.assertEqual(answer.status_code, status, method)
            self.assertNotIn("Access-Control-Allow-Origin", answer.headers)


@tagged("post_install", "-at_install")
class TestTokenAttacks(OAuthCase):
    def exchange(self, code, **values):
        return self.token(grant_type="authorization_code", code=code, **values)

    def test_second_use_of_a_code_revokes_the_first(self):
        code = self.code()
        first = self.exchange(code).json()
        self.assertError(self.exchange(code), "invalid_grant")
        self.assertEqual(self.get(first["access_token"]).status_code, 401)
        self.assertError(
            self.token(
                grant_type="refresh_token", refresh_token=first["refresh_token"]
            ),
            "invalid_grant",
        )

    def test_thief_without_the_verifier_revokes_nothing(self):
        code = self.code(**PKCE)
        first = self.exchange(code, code_verifier=VERIFIER).json()
        self.assertError(self.exchange(code, code_verifier="x" * 43), "invalid_grant")
        self.assertEqual(self.get(first["access_token"]).status_code, 200)

    def test_code_of_another_application(self):
        code = self.code()
        own = self.client_id, self.secret
        self.client_id, self.secret = self.make_client()
        self.assertError(self.exchange(code), "invalid_grant")
        self.client_id, self.secret = own
        self.assertEqual(self.exchange(code).status_code, 200)

    def test_code_ends(self):
        for end in (
            lambda env: env.cr.execute("UPDATE restapi_code SET expires_at = now()"),
            lambda env: (
                env["res.users"]
                .browse(self.user_id)
                .write({"password": "correct horse battery staple"})
            ),
            lambda env: env["res.users"].browse(self.user_id).write({"active": False}),
        ):
            code = self.code()
            self.committed(end)
            self.assertError(self.exchange(code), "invalid_grant")

    def test_redirect_uri_of_the_code(self):
        for wrong in (f"{REDIRECT}/", "https://evil.example", None):
            code = self.code()
            self.assertError(self.exchange(code, redirect_uri=wrong), "invalid_grant")
            self.assertEqual(self.exchange(code).status_code, 200)
        code = self.code(**PKCE)
        answer = self.exchange(code, redirect_uri=None, code_verifier=VERIFIER)
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_pkce_downgrade(self):
        code = self.code()
        self.assertError(self.exchange(code, code_verifier=VERIFIER), "invalid_grant")

    def test_wrong_verifiers(self):
        code = self.code(**PKCE)
        for verifier in (None, "", "x" * 42, "x" * 129, "é" * 50, CHALLENGE, "x" * 50):
            with self.subTest(verifier):
                answer = self.exchange(code, code_verifier=verifier)
                self.assertEqual(answer.status_code, 400, answer.text)
                self.assertIn(
                    answer.json()["error"], ("invalid_grant", "invalid_request")
                )
        self.assertEqual(self.exchange(code, code_verifier=VERIFIER).status_code, 200)

    def test_attributes_are_no_parameters(self):
        extra = {
            "user": "2",
            "claims": json.dumps({"sub": "admin"}),
            "client": "1",
            "scopes": "everything",
            "user_id": "2",
            "uid": "2",
        }
        answer = self.exchange(self.code(scope="read"), **extra)
        self.assertEqual(answer.json()["scope"], "read")
        found = self.get(
            answer.json()["access_token"], f"/api/res.users/{self.user_id}?fields=login"
        )
        self.assertEqual(found.json()["login"], "oauth_user")

    def test_parameter_given_twice(self):
        sent = [
            ("grant_type", "refresh_token"),
            ("refresh_token", "x"),
            ("client_id", self.client_id),
            ("client_secret", self.secret),
            ("scope", "read"),
        ]
        for pair in sent:
            self.assertError(
                self.post("access_token", [*sent, pair]), "invalid_request"
            )
        url = f"{self.url}{PREFIX}/access_token?grant_type=refresh_token"
        self.assertError(requests.post(url, sent, timeout=TIMEOUT), "invalid_request")

    def test_client_proves_itself_once(self):
        values = {"grant_type": "client_credentials", "client_secret": self.secret}
        pair = (self.client_id, self.secret)
        self.assertError(
            self.post("access_token", values, auth=pair), "invalid_request"
        )
        other = {"grant_type": "client_credentials", "client_id": "other"}
        self.assertError(self.post("access_token", other, auth=pair), "invalid_request")

    def test_wrong_clients(self):
        values = {"grant_type": "client_credentials"}
        for pair in ((self.client_id, "wrong"), ("unknown", "x"), (self.client_id, "")):
            answer = self.post("access_token", values, auth=pair)
            self.assertError(answer, "invalid_client", 401)
            self.assertTrue(answer.headers["WWW-Authenticate"].startswith("Basic "))
        answer = self.post("access_token", {**values, "client_id": self.client_id})
        self.assertError(answer, "invalid_client", 401)
        for text in ("Basic", "Basic !!", "Basic " + base64.b64encode(b"x").decode()):
            answer = self.post("access_token", values, headers={"Authorization": text})
            self.assertIn(answer.status_code, (400, 401))
        self.change_client(self.client_id, active=False)
        self.assertError(
            self.token(grant_type="client_credentials"), "invalid_client", 401
        )

    def test_methods_and_bodies(self):
        for endpoint in (
            "access_token",
            "revoke",
            "introspect",
            "device_authorization",
        ):
            url = f"{self.url}{PREFIX}/{endpoint}"
            for method in ("GET", "PUT", "DELETE", "PATCH"):
                answer = requests.request(method, url, timeout=TIMEOUT)
                self.assertEqual(answer.status_code, 405, (endpoint, method))
                self.assertIn("POST", answer.headers["Allow"])
                self.assertIn("error", answer.json())
            for kwargs in (
                {"json": {"grant_type": "client_credentials"}},
                {"data": "x", "headers": {"Content-Type": "text/plain"}},
                {"files": {"a": b"b"}},
            ):
                answer = requests.post(url, timeout=TIMEOUT, **kwargs)
                self.assertError(answer, "invalid_request")

    def test_grants_that_there_are_not(self):
        for grant in ("password", "urn:ietf:params:oauth:grant-type:saml2-bearer", "x"):
            answer = self.token(grant_type=grant, username="admin", password="admin")
            self.assertError(answer, "unsupported_grant_type")
        for grant in (None, ""):
            self.assertError(self.token(grant_type=grant), "invalid_request")
        self.client_id, self.secret = self.make_client(
            allow_authorization_code=False, allow_refresh_token=False
        )
        for values in (
            {"grant_type": "authorization_code", "code": "x"},
            {"grant_type": "refresh_token", "refresh_token": "x"},
            {"grant_type": "client_credentials"},
        ):
            self.assertError(self.token(**values), "unauthorized_client")

    def test_tokens_are_for_one_thing(self):
        tokens = self.tokens()
        code = self.code()
        for text in (tokens["access_token"], code, "x", "ort_" + "0" * 40):
            self.assertError(
                self.token(grant_type="refresh_token", refresh_token=text),
                "invalid_grant",
            )
        for text in (tokens["refresh_token"], code, tokens["access_token"][:-1]):
            self.assertEqual(self.get(text).status_code, 401)

    def test_refresh_ends(self):
        for end in (
            lambda: self.committed(
                lambda env: (
                    env["res.users"]
                    .browse(self.user_id)
                    .write({"password": "correct horse battery staple"})
                )
            ),
            lambda: self.committed(
                lambda env: env.cr.execute(
                    "UPDATE restapi_token SET expires_at = now()"
                )
            ),
            lambda: self.committed(
                lambda env: (
                    env["restapi.client"]
                    .search([("client_id", "=", self.client_id)])
                    .action_revoke_tokens()
                )
            ),
        ):
            refresh = self.tokens()["refresh_token"]
            end()
            self.assertError(
                self.token(grant_type="refresh_token", refresh_token=refresh),
                "invalid_grant",
            )

    def test_refresh_token_of_another_application(self):
        tokens = self.tokens()
        own = self.client_id, self.secret
        self.client_id, self.secret = self.make_client()
        sent = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        self.assertError(self.token(**sent), "invalid_grant")
        self.client_id, self.secret = own
        self.assertEqual(self.token(**sent).status_code, 200)

    def test_scope_that_was_taken_from_the_application(self):
        tokens = self.tokens(scope="read write")
        self.change_client(self.client_id, scope="read")
        answer = requests.post(
            f"{self.url}/api/res.partner",
            json={"name": "oauth test"},
            headers={"Authorization": f"Bearer {tokens['access_token']}"},
            timeout=TIMEOUT,
        )
        self.assertEqual(answer.status_code, 403)
        answer = self.token(
            grant_type="refresh_token", refresh_token=tokens["refresh_token"]
        )
        self.assertEqual(answer.json()["scope"], "read")

    def test_token_ends_at_once(self):
        ends = (
            lambda env: env["res.users"].browse(self.user_id).write({"active": False}),
            lambda env: (
                env["restapi.client"]
                .search([("client_id", "=", self.client_id)])
                .write({"valid_to": datetime.now() - timedelta(days=1)})
            ),
        )
        tokens = [self.tokens()["access_token"]]
        for end in reversed(ends):
            self.assertEqual(self.get(tokens[0]).status_code, 200)
            self.committed(end)
            statuses = {self.get(tokens[0]).status_code for _ in range(6)}
            self.assertEqual(statuses, {401})
            self.change_client(self.client_id, valid_to=False)


@tagged("post_install", "-at_install")
class TestPresentation(OAuthCase):
    """A token counts in the header Authorization, and nowhere else."""

    def test_token_in_the_wrong_place(self):
        token = self.tokens()["access_token"]
        url = f"{self.url}/api/res.partner?limit=1"
        for kwargs in (
            {"params": {"access_token": token}},
            {"params": {"token": token}},
            {"cookies": {"access_token": token}},
            {"headers": {"X-Access-Token": token}},
            {"headers": {"Authorization": token}},
            {"headers": {"Authorization": f"Basic {token}"}},
            {"headers": {"Authorization": f"Bearer {token} x"}},
            {"headers": {"Authorization": "Bearer"}},
            {"headers": {"Authorization": "Bearer " + "a" * 5000}},
        ):
            with self.subTest(kwargs):
                answer = requests.get(url, timeout=TIMEOUT, **kwargs)
                self.assertIn(answer.status_code, (400, 401))

    def test_token_opens_nothing_else(self):
        token = self.tokens()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.post(
            f"{self.url}/json/2/res.partner/search_read",
            json={},
            headers=headers,
            timeout=TIMEOUT,
        )
        self.assertEqual(answer.status_code, 401)
        for name in ("Access-Token", "api-key"):
            answer = requests.get(
                f"{self.url}/api/res.partner", headers={name: token}, timeout=TIMEOUT
            )
            self.assertEqual(answer.status_code, 401)

    def test_good_token_with_a_stale_session(self):
        token = self.tokens()["access_token"]
        answer = requests.get(
            f"{self.url}/api/res.partner?limit=1",
            headers={"Authorization": f"Bearer {token}"},
            cookies={"session_id": "0" * 84},
            timeout=TIMEOUT,
        )
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("Set-Cookie", answer.headers)
