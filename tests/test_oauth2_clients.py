"""OAuth 2 with clients nobody here wrote, a browser, and two workers."""

import os
from unittest.mock import patch

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient, InvalidGrantError
from requests_oauthlib import OAuth2Session

from odoo.tests import tagged

from ..auth.tokens.token import OAUTH2_ACCESS
from ..controllers.oauth2 import PREFIX
from .support.browser import ApplicationCase, Callback

SCOPE = "res.partner:read res.partner:write"


@tagged("post_install", "-at_install")
class TestOauth2Clients(ApplicationCase):
    login = "api_oauth2"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endpoint = f"{cls.server.url}{PREFIX}"
        cls.token_url = f"{cls.endpoint}/token"
        cls.partners = f"{cls.server.url}/api/res.partner?limit=1&fields=id"
        # What oauthlib asks of who uses it without HTTPS, on this computer.
        insecure = {"OAUTHLIB_INSECURE_TRANSPORT": "1"}
        cls.enterClassContext(patch.dict(os.environ, insecure))

    def setUp(self):
        super().setUp()
        # Else the second time the user would not be asked.
        self.addCleanup(self.committed, self._forget)

    def _forget(self, env):
        domain = [("client_id.client_id", "=", self.client_id)]
        env["restapi.consent"].search(domain).unlink()

    def expire(self) -> None:
        """Let all access tokens of the application be too old."""
        self.committed(
            lambda env: env.cr.execute(
                """UPDATE restapi_token t
                      SET expires_at = now() AT TIME ZONE 'utc' - interval '1 second'
                     FROM restapi_client c
                    WHERE c.id = t.client_id AND c.client_id = %s
                      AND t.kind = %s""",
                [self.client_id, OAUTH2_ACCESS],
            )
        )

    def assertIsRefreshed(self, session, old, kept):
        """A session with an expired token helps itself, once."""
        self.assertEqual(session.get(self.partners).status_code, 200)
        new = session.token
        self.assertEqual(
            [new["access_token"]], [token["access_token"] for token in kept]
        )
        for name in ("access_token", "refresh_token"):
            self.assertNotEqual(new[name], old[name])
        self.assertEqual(set(new["scope"]), set(old["scope"]))
        self.assertEqual(session.get(self.partners).status_code, 200)
        self.assertEqual(len(kept), 1)

    # -- requests-oauthlib

    def test_requests_oauthlib(self):
        kept = []
        pair = {"client_id": self.client_id, "client_secret": self.secret}
        with Callback() as callback:
            session = OAuth2Session(
                self.client_id,
                redirect_uri=callback.url,
                scope=SCOPE.split(),
                pkce="S256",
                auto_refresh_url=self.token_url,
                auto_refresh_kwargs=pair,
                token_updater=kept.append,
            )
            url, _state = session.authorization_url(f"{self.endpoint}/authorize")
            self.assertIn("code_challenge_method=S256", url)
            answer = self.consent(url, callback)
            token = session.fetch_token(
                self.token_url,
                authorization_response=f"http://127.0.0.1{answer}",
                client_secret=self.secret,
            )
        self.assertEqual(set(token["scope"]), set(SCOPE.split()))
        self.use(session, "Made by requests-oauthlib")
        self.expire()
        self.assertEqual(session.get(self.partners).status_code, 401)
        session.token = {**token, "expires_at": 1}
        self.assertIsRefreshed(session, token, kept)
        refreshed = session.refresh_token(self.token_url, **pair)
        self.assertEqual(session.get(self.partners).status_code, 200)
        self.revoke(session, refreshed["refresh_token"])
        self.assertEqual(session.get(self.partners).status_code, 401)
        with self.assertRaises(InvalidGrantError):
            session.refresh_token(self.token_url, **pair)

    def revoke(self, session, token):
        url, headers, body = session._client.prepare_token_revocation_request(
            f"{self.endpoint}/revoke", token, "refresh_token"
        )
        pair = (self.client_id, self.secret)
        answer = session.post(
            url, data=body, headers=headers, auth=pair, withhold_token=True
        )
        self.assertEqual(answer.status_code, 200, answer.text)

    def test_requests_oauthlib_client_credentials(self):
        backend = BackendApplicationClient(self.client_id, scope=SCOPE.split())
        session = OAuth2Session(client=backend)
        token = session.fetch_token(self.token_url, client_secret=self.secret)
        self.assertNotIn("refresh_token", token)
        self.use(session, "Made by requests-oauthlib")

    # -- Authlib

    def authlib(self, **values):
        return AuthlibSession(
            self.client_id,
            self.secret,
            scope=SCOPE,
            token_endpoint=self.token_url,
            **values,
        )

    def test_authlib(self):
        kept = []
        with Callback() as callback:
            session = self.authlib(
                redirect_uri=callback.url,
                code_challenge_method="S256",
                update_token=lambda token, refresh_token: kept.append(token),
            )
            verifier = generate_token(48)
            url, state = session.create_authorization_url(
                f"{self.endpoint}/authorize", code_verifier=verifier
            )
            self.assertIn("code_challenge_method=S256", url)
            answer = self.consent(url, callback)
            token = session.fetch_token(
                authorization_response=f"http://127.0.0.1{answer}",
                state=state,
                code_verifier=verifier,
            )
        self.use(session, "Made by Authlib")
        self.expire()
        self.assertEqual(session.get(self.partners).status_code, 401)
        session.token = {**token, "expires_at": 1}
        self.assertIsRefreshed(session, token, kept)
        introspect = f"{self.endpoint}/introspect"
        access = session.token["access_token"]
        known = session.introspect_token(introspect, access).json()
        self.assertEqual(known["username"], self.login)
        self.assertIs(known["active"], True)
        revoked = session.revoke_token(f"{self.endpoint}/revoke")
        self.assertEqual(revoked.status_code, 200, revoked.text)
        known = session.introspect_token(introspect, access)
        self.assertEqual(known.json(), {"active": False})
        self.assertEqual(session.get(self.partners).status_code, 401)

    def test_authlib_client_credentials(self):
        for method in ("client_secret_basic", "client_secret_post"):
            with self.subTest(method):
                session = self.authlib(
                    token_endpoint_auth_method=method, grant_type="client_credentials"
                )
                old = session.fetch_token()
                self.use(session, "Made by Authlib")
                session.token = {**old, "expires_at": 1}
                self.assertEqual(session.get(self.partners).status_code, 200)
                new = session.token["access_token"]
                self.assertNotEqual(new, old["access_token"])
