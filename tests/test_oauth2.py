"""OAuth 2: the grants, and what their tokens open."""

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import quote_plus

import requests

from odoo.tests import tagged

from ..auth.oauth2.clients import DEVICE_GRANT
from ..controllers.oauth2 import PREFIX
from .support.oauth import REDIRECT, TIMEOUT, OAuthCase, hidden, query

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
# RFC 7636, appendix B
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@tagged("post_install", "-at_install")
class TestAuthorizationCode(OAuthCase):
    """A user allows an application."""

    def test_code_is_exchanged_for_tokens(self):
        session = self.browser()
        page = session.get(self.authorize(state="a b&c"), timeout=TIMEOUT)
        self.assertIn("Shop", page.text)
        self.assertIn("Olga Auth (oauth_user)", page.text)
        sent = query(self.decide(session, page, "allow"))
        self.assertEqual(sent["state"], "a b&c")
        self.assertEqual(sent["iss"], self.url)
        answer = self.token(grant_type="authorization_code", code=sent["code"])
        self.assertEqual(answer.status_code, 200, answer.text)
        body = answer.json()
        self.assertEqual(
            set(body),
            {
                "access_token",
                "token_type",
                "expires_in",
                "access_token_validity",
                "refresh_token",
                "scope",
            },
        )
        self.assertEqual(body["token_type"], "bearer")
        self.assertEqual(body["expires_in"], 1800)
        self.assertEqual(body["scope"], "read write execute")
        self.assertRegex(
            body["access_token_validity"], r"^\d{1,2}/\d{1,2}/\d{4} \d\d:\d\d:\d\d$"
        )
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(answer.headers["Pragma"], "no-cache")
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_token_opens_the_api_as_its_user(self):
        token = self.tokens()["access_token"]
        native = self.get(token, f"/api/res.users/{self.user_id}?fields=login")
        self.assertEqual(native.json()["login"], "oauth_user")
        path = f"/restapi/1.0/object/res.partner/{self.partner_id}?fields=['name']"
        synconics = self.get(token, path)
        self.assertEqual(synconics.json()["res.partner"]["name"], "Olga Auth")
        refused = self.get(token, "/api/ir.rule")
        self.assertEqual(refused.status_code, 403)

    def test_denial_is_told(self):
        session = self.browser()
        page = session.get(self.authorize(state="x"), timeout=TIMEOUT)
        sent = query(self.decide(session, page, "deny"))
        self.assertEqual(sent["error"], "access_denied")
        self.assertEqual(sent["state"], "x")
        self.assertEqual(sent["iss"], self.url)
        self.assertNotIn("code", sent)

    def test_log_in_comes_first_and_leads_back(self):
        answer = requests.get(self.authorize(), allow_redirects=False, timeout=TIMEOUT)
        self.assertEqual(answer.status_code, 303)
        location = answer.headers["Location"]
        self.assertIn("/web/login?redirect=%2Frestapi%2F1.0%2Fcommon", location)

    def test_consent_is_remembered(self):
        session = self.browser()
        page = session.get(self.authorize(scope="read"), timeout=TIMEOUT)
        self.decide(session, page, "allow")
        again = session.get(
            self.authorize(scope="read"), allow_redirects=False, timeout=TIMEOUT
        )
        self.assertIn("code", query(again))
        wider = session.get(self.authorize(scope="read write"), timeout=TIMEOUT)
        self.assertIn("decision", wider.text)

    def test_consent_to_a_public_application_is_not_remembered(self):
        self.client_id, self.secret = self.make_client(client_type="public")
        session = self.browser()
        for _ in range(2):
            page = session.get(self.authorize(**PKCE), timeout=TIMEOUT)
            self.assertIn("code", query(self.decide(session, page, "allow")))

    def test_json_for_who_asks_for_it(self):
        session = self.browser()
        json = {"Accept": "application/json"}
        url = self.authorize(state="s")
        stranger = requests.get(url, headers=json, timeout=TIMEOUT)
        self.assertEqual(stranger.status_code, 401)
        self.assertEqual(stranger.json()["error"], "login_required")
        early = session.get(url, headers=json, timeout=TIMEOUT)
        self.assertEqual(early.status_code, 403)
        self.assertEqual(early.json()["error"], "consent_required")
        page = session.get(url, timeout=TIMEOUT)
        answer = session.post(
            f"{self.url}{PREFIX}/authorize",
            {**hidden(page.text), "decision": "allow"},
            headers=json,
            timeout=TIMEOUT,
        )
        self.assertEqual(set(answer.json()), {"code", "state"})
        answer = session.get(url, headers=json, timeout=TIMEOUT)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(set(answer.json()), {"code", "state"})

    def test_parameters_as_in_the_seed(self):
        session = self.browser()
        header = (
            f"OAuth client_id='{self.client_id}',\n state='Y1Ux1iNP',\n "
            "redirect_uri='http%3A%2F%2F127.0.0.1%2Fcallback',\n response_type='code'"
        ).replace("\n", "")
        page = session.get(
            f"{self.url}{PREFIX}/authorize",
            headers={"Authorization": header},
            timeout=TIMEOUT,
        )
        code = query(self.decide(session, page, "allow"))["code"]
        header = (
            f"OAuth client_id='{self.client_id}', client_secret='{self.secret}', "
            "redirect_uri='http%3A%2F%2F127.0.0.1%2Fcallback', "
            f"code='{code}' grant_type='authorization_code'"
        )
        answer = requests.post(
            f"{self.url}{PREFIX}/access_token",
            headers={"Authorization": header},
            timeout=TIMEOUT,
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(self.get(answer.json()["access_token"]).status_code, 200)

    def test_parameters_in_the_query(self):
        params = {
            "grant_type": "authorization_code",
            "code": self.code(),
            "redirect_uri": REDIRECT,
            "client_id": self.client_id,
            "client_secret": self.secret,
        }
        answer = requests.post(
            f"{self.url}{PREFIX}/access_token", params=params, timeout=TIMEOUT
        )
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_client_in_basic(self):
        answer = self.post(
            "access_token",
            {
                "grant_type": "authorization_code",
                "code": self.code(),
                "redirect_uri": REDIRECT,
            },
            auth=(quote_plus(self.client_id), quote_plus(self.secret)),
        )
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_scope_limits_the_token(self):
        token = self.tokens(scope="res.partner:read")["access_token"]
        self.assertEqual(self.get(token).status_code, 200)
        refused = self.get(token, "/api/res.country")
        self.assertEqual(refused.status_code, 403)
        self.assertEqual(refused.json()["code"], "insufficient_scope")
        self.assertIn('error="insufficient_scope"', refused.headers["WWW-Authenticate"])
        answer = requests.post(
            f"{self.url}/api/res.partner",
            json={"name": "oauth test"},
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
        )
        self.assertEqual(answer.status_code, 403)

    def test_access_lines_limit_the_token(self):
        token = self.tokens()["access_token"]
        self.assertEqual(self.get(token).status_code, 200)
        self.change_client(self.client_id, is_limited=True)
        self.assertEqual(self.get(token).status_code, 403)

    def test_pkce(self):
        code = self.code(**PKCE)
        answer = self.token(
            grant_type="authorization_code", code=code, code_verifier=VERIFIER
        )
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_public_application(self):
        self.client_id, self.secret = self.make_client(client_type="public")
        self.assertIsNone(self.secret)
        session = self.browser()
        plain = session.get(self.authorize(), allow_redirects=False, timeout=TIMEOUT)
        self.assertEqual(query(plain)["error"], "invalid_request")
        answer = self.token(
            grant_type="authorization_code",
            code=self.code(**PKCE),
            code_verifier=VERIFIER,
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        answer = self.token(
            grant_type="refresh_token", refresh_token=answer.json()["refresh_token"]
        )
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_loopback_may_have_any_port(self):
        redirect = "http://127.0.0.1:51234/callback"
        session = self.browser()
        page = session.get(self.authorize(redirect_uri=redirect), timeout=TIMEOUT)
        answer = self.decide(session, page, "allow")
        self.assertTrue(answer.headers["Location"].startswith(redirect + "?code="))


@tagged("post_install", "-at_install")
class TestOtherGrants(OAuthCase):
    def test_refresh_rotates(self):
        first = self.tokens()
        answer = self.token(
            grant_type="refresh_token", refresh_token=first["refresh_token"]
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        second = answer.json()
        self.assertNotEqual(first["refresh_token"], second["refresh_token"])
        self.assertEqual(self.get(second["access_token"]).status_code, 200)

    def test_reuse_of_a_refresh_token_ends_its_family(self):
        first = self.tokens()
        sent = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        second = self.token(**sent).json()
        self.assertError(self.token(**sent), "invalid_grant")
        for token in (first, second):
            self.assertEqual(self.get(token["access_token"]).status_code, 401)
        self.assertError(
            self.token(
                grant_type="refresh_token", refresh_token=second["refresh_token"]
            ),
            "invalid_grant",
        )
        mails = self.committed(
            lambda env: env["mail.mail"].search_count(
                [("subject", "like", "Signed Out"), ("email_to", "like", "o.o@")]
            )
        )
        self.assertEqual(mails, 1, "the user is told, once")

    def test_refresh_may_narrow_but_not_widen(self):
        refresh = self.tokens(scope="read")["refresh_token"]
        sent = {"grant_type": "refresh_token", "refresh_token": refresh}
        self.assertError(self.token(**sent, scope="read write"), "invalid_scope")
        answer = self.token(**sent, scope="res.partner:read")
        self.assertEqual(answer.json()["scope"], "res.partner:read")

    def test_client_credentials(self):
        self.assertError(
            self.token(grant_type="client_credentials"), "unauthorized_client"
        )
        self.client_id, self.secret = self.make_client(
            allow_client_credentials=True, service_user_id=self.user_id
        )
        answer = self.token(grant_type="client_credentials", scope="read")
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertNotIn("refresh_token", answer.json())
        found = self.get(
            answer.json()["access_token"], f"/api/res.users/{self.user_id}?fields=login"
        )
        self.assertEqual(found.json()["login"], "oauth_user")

    def test_client_credentials_need_a_user_and_a_secret(self):
        with self.assertRaisesRegex(Exception, "user whose rights"):
            self.make_client(allow_client_credentials=True)
        self.client_id, self.secret = self.make_client(client_type="public")
        self.assertError(
            self.token(grant_type="client_credentials"), "unauthorized_client"
        )

    def test_device(self):
        self.client_id, self.secret = self.make_client(allow_device_code=True)
        client = {"client_id": self.client_id, "client_secret": self.secret}
        answer = self.post("device_authorization", {**client, "scope": "read"})
        self.assertEqual(answer.status_code, 200, answer.text)
        device = answer.json()
        self.assertEqual(
            set(device),
            {
                "device_code",
                "user_code",
                "verification_uri",
                "verification_uri_complete",
                "expires_in",
                "interval",
            },
        )
        self.assertRegex(device["user_code"], "^[B-Z]{4}-[B-Z]{4}$")
        poll = {
            **client,
            "grant_type": DEVICE_GRANT,
            "device_code": device["device_code"],
        }
        self.assertError(self.post("access_token", poll), "authorization_pending")
        self.assertError(self.post("access_token", poll), "slow_down")
        session = self.browser()
        typed = device["user_code"].replace("-", " ").lower()
        page = self.type_code(session, device["verification_uri"], typed)
        self.assertIn(device["user_code"], page.text)
        self.assertIn("own device", page.text)
        done = session.post(
            device["verification_uri"],
            {**hidden(page.text), "decision": "allow"},
            timeout=TIMEOUT,
        )
        self.assertIn("is connected", done.text)
        self.committed(
            lambda env: env.cr.execute("UPDATE restapi_device SET polled_at = NULL")
        )
        other_id, other_secret = self.make_client(allow_device_code=True)
        foreign = {**poll, "client_id": other_id, "client_secret": other_secret}
        self.assertError(self.post("access_token", foreign), "invalid_grant")
        answer = self.post("access_token", poll)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(answer.json()["scope"], "read")
        self.assertEqual(self.get(answer.json()["access_token"]).status_code, 200)
        self.assertError(self.post("access_token", poll), "invalid_grant")

    def test_device_after_the_consent_was_taken_back(self):
        self.client_id, self.secret = self.make_client(allow_device_code=True)
        client = {"client_id": self.client_id, "client_secret": self.secret}
        for take_back in (
            lambda env: env["restapi.consent"].search([]).unlink(),
            lambda env: env["restapi.client"].search([]).action_revoke_tokens(),
            lambda env: env["restapi.client"].search([]).write({"active": False}),
        ):
            device = self.post("device_authorization", client).json()
            session = self.browser()
            page = self.type_code(
                session, device["verification_uri"], device["user_code"]
            )
            session.post(
                device["verification_uri"],
                {**hidden(page.text), "decision": "allow"},
                timeout=TIMEOUT,
            )
            self.committed(take_back)
            code = device["device_code"]
            answer = self.token(grant_type=DEVICE_GRANT, device_code=code)
            self.assertIn(answer.status_code, (400, 401), answer.text)
            self.assertNotIn("access_token", answer.json())

    def type_code(self, session, address, code):
        page = session.get(address, timeout=TIMEOUT)
        form = {**hidden(page.text), "user_code": code}
        return session.post(address, form, timeout=TIMEOUT)

    def test_device_denied_expired_unknown(self):
        self.client_id, self.secret = self.make_client(allow_device_code=True)
        client = {"client_id": self.client_id, "client_secret": self.secret}
        device = self.post("device_authorization", client).json()
        session = self.browser()
        page = self.type_code(session, device["verification_uri"], device["user_code"])
        session.post(
            device["verification_uri"],
            {**hidden(page.text), "decision": "deny"},
            timeout=TIMEOUT,
        )
        poll = {**client, "grant_type": DEVICE_GRANT}
        denied = {**poll, "device_code": device["device_code"]}
        self.assertError(self.post("access_token", denied), "access_denied")
        invented = {**poll, "device_code": "odc_" + "0" * 40}
        self.assertError(self.post("access_token", invented), "invalid_grant")
        device = self.post("device_authorization", client).json()
        self.committed(
            lambda env: env.cr.execute("UPDATE restapi_device SET expires_at = now()")
        )
        expired = {**poll, "device_code": device["device_code"]}
        self.assertError(self.post("access_token", expired), "expired_token")

    def test_too_many_user_codes(self):
        session = self.browser()
        address = f"{self.url}{PREFIX}/device"
        statuses = [
            self.type_code(session, address, "BBBB-BBBB").status_code for _ in range(6)
        ]
        self.assertEqual(statuses, [400] * 5 + [429])

    def test_revocation(self):
        tokens = self.tokens()
        client = {"client_id": self.client_id, "client_secret": self.secret}
        other_id, other_secret = self.make_client()
        foreign = {"client_id": other_id, "client_secret": other_secret}
        access, refresh = tokens["access_token"], tokens["refresh_token"]
        self.assertEqual(
            self.post("revoke", {**foreign, "token": access}).status_code, 200
        )
        self.assertEqual(self.get(access).status_code, 200)
        wrong_hint = {**client, "token": access, "token_type_hint": "refresh_token"}
        for _ in range(2):
            self.assertEqual(self.post("revoke", wrong_hint).status_code, 200)
        self.assertEqual(self.get(access).status_code, 401)
        renewed = self.token(grant_type="refresh_token", refresh_token=refresh).json()
        self.post("revoke", {**client, "token": renewed["refresh_token"]})
        self.assertEqual(self.get(renewed["access_token"]).status_code, 401)
        unknown = self.post("revoke", {**client, "token": "oat_" + "0" * 40})
        self.assertEqual(unknown.status_code, 200)
        self.assertError(self.post("revoke", client), "invalid_request")

    def test_introspection(self):
        tokens = self.tokens(scope="read")
        client = {"client_id": self.client_id, "client_secret": self.secret}
        found = self.post("introspect", {**client, "token": tokens["access_token"]})
        claims = found.json()
        self.assertTrue(claims["active"])
        self.assertEqual(claims["client_id"], self.client_id)
        self.assertEqual(claims["username"], "oauth_user")
        self.assertEqual(claims["scope"], "read")
        self.assertEqual(claims["exp"] - claims["iat"], 1800)
        other_id, other_secret = self.make_client()
        foreign = {"client_id": other_id, "client_secret": other_secret}
        for sent in (
            {**foreign, "token": tokens["access_token"]},
            {**client, "token": "nonsense"},
        ):
            self.assertEqual(self.post("introspect", sent).json(), {"active": False})
        self.change_client(other_id, allow_introspection=True)
        seen = self.post("introspect", {**foreign, "token": tokens["access_token"]})
        self.assertTrue(seen.json()["active"])
        self.assertError(self.post("introspect", {"token": "x"}), "invalid_client", 401)
        public_id, _none = self.make_client(client_type="public")
        self.assertError(
            self.post("introspect", {"client_id": public_id, "token": "x"}),
            "invalid_client",
            401,
        )
        self.committed(
            lambda env: env["res.users"].browse(self.user_id).write({"active": False})
        )
        dead = self.post("introspect", {**client, "token": tokens["access_token"]})
        self.assertEqual(dead.json(), {"active": False})


@tagged("post_install", "-at_install")
class TestDiscovery(OAuthCase):
    def test_authorization_server(self):
        address = f"{self.url}/.well-known/oauth-authorization-server"
        found = requests.get(address, timeout=TIMEOUT).json()
        self.assertEqual(found["issuer"], self.url)
        self.assertEqual(found["code_challenge_methods_supported"], ["S256"])
        for name in ("token", "revocation", "introspection", "device_authorization"):
            answer = requests.post(found[f"{name}_endpoint"], timeout=TIMEOUT)
            self.assertIn(answer.status_code, (400, 401), name)
            self.assertIn("error", answer.json())
        page = requests.get(
            found["authorization_endpoint"], allow_redirects=False, timeout=TIMEOUT
        )
        self.assertEqual(page.status_code, 400)
        elsewhere = requests.get(f"{address}/other", timeout=TIMEOUT)
        self.assertEqual(elsewhere.status_code, 404)

    def test_protected_resource(self):
        refused = requests.get(f"{self.url}/api/res.partner", timeout=TIMEOUT)
        challenge = refused.headers["WWW-Authenticate"]
        address = re.search(r'resource_metadata="([^"]+)"', challenge)[1]
        found = requests.get(address, timeout=TIMEOUT).json()
        self.assertEqual(found["resource"], f"{self.url}/api")
        self.assertEqual(found["authorization_servers"], [self.url])
        deeper = f"{self.url}/.well-known/oauth-protected-resource/restapi/1.0"
        found = requests.get(deeper, timeout=TIMEOUT).json()
        self.assertEqual(found["resource"], f"{self.url}/restapi/1.0")


@tagged("post_install", "-at_install")
class TestAccessPage(OAuthCase):
    def test_user_takes_access_back(self):
        session = self.browser()
        page = session.get(self.authorize(scope="read"), timeout=TIMEOUT)
        code = query(self.decide(session, page, "allow"))["code"]
        token = self.token(grant_type="authorization_code", code=code).json()
        address = f"{self.url}/restapi/access"
        page = session.get(address, timeout=TIMEOUT)
        self.assertIn("Shop", page.text)
        self.assertIn("Read everything that you may read", page.text)
        chosen = re.search(r'name="consent" value="(\d+)"', page.text)[1]
        form = {**hidden(page.text), "consent": chosen}
        after = session.post(address, form, timeout=TIMEOUT)
        self.assertIn("No application has access", after.text)
        self.assertEqual(self.get(token["access_token"]).status_code, 401)
        self.assertError(
            self.token(
                grant_type="refresh_token", refresh_token=token["refresh_token"]
            ),
            "invalid_grant",
        )


@tagged("post_install", "-at_install")
class TestSecrets(OAuthCase):
    def test_secret_is_no_field_and_is_not_logged(self):
        fields = self.committed(lambda env: set(env["restapi.client"]._fields))
        self.assertFalse({"secret", "sealed_secret", "client_secret"} & fields)
        answer = self.get(self.tokens()["access_token"], "/api/restapi.client")
        self.assertEqual(answer.status_code, 404)

    def test_new_secret_ends_the_old_one(self):
        self.committed(
            lambda env: (
                env["restapi.client"]
                .search([("client_id", "=", self.client_id)])
                ._restapi_new_secret()
            )
        )
        self.assertError(
            self.token(grant_type="client_credentials"), "invalid_client", 401
        )

    def test_challenge_of_the_rfc(self):
        digest = sha256(VERIFIER.encode()).digest()
        made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        self.assertEqual(made, CHALLENGE)

    def test_code_is_used_once_by_eight(self):
        sent = {"grant_type": "authorization_code", "code": self.code()}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.token(**sent), range(8)))
        statuses = sorted(answer.status_code for answer in answers)
        self.assertEqual(statuses, [200] + [400] * 7)
        [won] = [answer.json() for answer in answers if answer.status_code == 200]
        self.assertEqual(self.get(won["access_token"]).status_code, 401)
