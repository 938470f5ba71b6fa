"""Networks, requests per minute and validity hold where applications ask for tokens."""

from datetime import datetime, timedelta

import requests
from oauthlib.oauth1 import Client

from odoo.tests import tagged

from .support.oauth import REDIRECT, TIMEOUT, OAuthCase
from .support.oauth1 import ENDPOINT

ELSEWHERE = "192.0.2.0/24"


@tagged("post_install", "-at_install")
class TestApplicationLimits(OAuthCase):
    def setUp(self) -> None:
        super().setUp()
        self.change_client(
            self.client_id,
            allow_client_credentials=True,
            allow_device_code=True,
            service_user_id=self.user_id,
        )

    def _credentials(self):
        return self.token(grant_type="client_credentials", redirect_uri=None)

    def _device(self):
        client = {"client_id": self.client_id, "client_secret": self.secret}
        return self.post("device_authorization", client)

    def _introspect(self):
        client = {"client_id": self.client_id, "client_secret": self.secret}
        return self.post("introspect", {**client, "token": "x"})

    def _revoke(self):
        client = {"client_id": self.client_id, "client_secret": self.secret}
        return self.post("revoke", {**client, "token": "x"})

    def _oauth1(self):
        signer = Client(self.client_id, self.secret, callback_uri=REDIRECT)
        url = f"{self.url}{ENDPOINT}/request_token"
        url, headers, _body = signer.sign(url, "POST")
        headers["Accept"] = "application/json"
        return requests.post(url, headers=headers, timeout=TIMEOUT)

    def endpoints(self):
        return (
            self._credentials,
            self._device,
            self._introspect,
            self._revoke,
            self._oauth1,
        )

    def test_networks(self):
        for ask in self.endpoints():
            with self.subTest(endpoint=ask.__name__):
                self.change_client(self.client_id, ip_networks=False)
                self.assertEqual(ask().status_code, 200)
                self.change_client(self.client_id, ip_networks=ELSEWHERE)
                answer = ask()
                self.assertEqual(answer.status_code, 403, answer.text)
                self.assertIn("may not be used from your address", answer.text)

    def test_refresh_from_elsewhere(self):
        tokens = self.tokens()
        self.change_client(self.client_id, ip_networks=ELSEWHERE)
        refresh = {"grant_type": "refresh_token", "redirect_uri": None}
        refresh["refresh_token"] = tokens["refresh_token"]
        self.assertError(self.token(**refresh), "access_denied", 403)
        # Nothing was used up.
        self.change_client(self.client_id, ip_networks=False)
        self.assertEqual(self.token(**refresh).status_code, 200)

    def test_wrong_secrets_are_told_nothing(self):
        self.change_client(self.client_id, ip_networks=ELSEWHERE)
        self.secret = "wrong"
        self.assertError(self._credentials(), "invalid_client", 401)

    def test_requests_per_minute(self):
        for ask in self.endpoints():
            with self.subTest(endpoint=ask.__name__):
                self.change_client(self.client_id, requests_per_minute=2)
                self.committed(
                    lambda env: env.cr.execute("DELETE FROM restapi_throttle")
                )
                answers = [ask() for _ in range(3)]
                self.assertEqual(
                    [answer.status_code for answer in answers], [200, 200, 429]
                )
                self.assertGreater(int(answers[-1].headers["Retry-After"]), 0)

    def test_calls_count_as_well(self):
        token = self._credentials().json()["access_token"]
        self.change_client(self.client_id, requests_per_minute=2)
        found = [self.get(token).status_code for _ in range(2)]
        self.assertEqual(found, [200, 200])
        self.assertEqual(self._credentials().status_code, 429)

    def test_strangers_take_nobodys_requests(self):
        """Anybody can send the name of a public application, from elsewhere."""
        public, _secret = self.make_client(
            client_type="public", allow_device_code=True, requests_per_minute=2
        )
        found = [
            self.post("device_authorization", {"client_id": public}).status_code
            for _ in range(3)
        ]
        self.assertEqual(found, [200, 200, 429])

        def sources(env):
            env.cr.execute(
                "SELECT source FROM restapi_throttle WHERE source LIKE 'restapi.client%'"
            )
            return [source for (source,) in env.cr.fetchall()]

        (source,) = self.committed(sources)
        self.assertTrue(source.endswith(",127.0.0.1"), source)

    def test_validity(self):
        past = datetime.now() - timedelta(days=1)
        for ask in self.endpoints():
            with self.subTest(endpoint=ask.__name__):
                self.change_client(self.client_id, valid_to=False)
                self.assertEqual(ask().status_code, 200)
                self.change_client(self.client_id, valid_to=past)
                self.assertIn(ask().status_code, (400, 401))
