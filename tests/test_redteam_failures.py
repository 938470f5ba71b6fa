"""Failed attempts of every kind count, over HTTP, and what succeeds takes none back."""

from datetime import datetime, timezone

import jwt

from odoo.tests import new_test_user, tagged

from ..auth.transactions.autocommit import autocommitted
from .support.common import make_rest_key
from .support.oauth1 import CALLBACK, ENDPOINT, PARTNERS, Oauth1Case

PASSWORD = "correct horse battery staple"
OAUTH2 = "/restapi/1.0/common/oauth2"


@tagged("post_install", "-at_install")
class TestAttempts(Oauth1Case):
    """A17 and its class: passwords, keys, secrets, codes, signatures, login tokens."""

    def setUp(self) -> None:
        super().setUp()
        own = self._testMethodName
        self.logins = [f"{own}_{number}" for number in range(2)]
        for login in self.logins:
            new_test_user(self.env, login=login, password=PASSWORD)
        self.account = self.env["restapi.account"].create(
            {"name": "Till", "user_id": self.user.id, "is_limited": False}
        )
        self.account_key = self.account._restapi_new_key()
        self.addCleanup(vars(self.env.registry).pop, "_login_failures", None)
        self.limit(login=0, address=0)

    def limit(self, *, login: int, address: int) -> None:
        set_param = self.env["ir.config_parameter"].set_param
        set_param("restapi.max_login_failures", str(login))
        set_param("restapi.max_address_failures", str(address))
        self.env.flush_all()
        # Counts are kept whatever becomes of a request.
        with autocommitted(self.env) as cr:
            cr.execute("DELETE FROM restapi_throttle WHERE source LIKE 'address:%'")

    def attempts(self):
        """Give every way to be wrong."""
        client = {"client_id": self.client.client_id, "client_secret": "wrong"}
        temporary = self.request_token()

        def endpoint(name, **values):
            return lambda: self.url_open(
                f"{OAUTH2}/{name}", {**client, **values}, method="POST"
            )

        yield "key of Odoo", lambda: self.bearer("x" * 40)
        yield "personal key", lambda: self.bearer("oak_" + "x" * 40)
        yield "access token", lambda: self.bearer("oat_" + "x" * 40)
        yield "account key", lambda: self.api_key("x" * 40)
        yield "token of rest_api", lambda: self.token("access_token_" + "x" * 40)
        yield "login token", lambda: self.api_key(self.account_key, self.forged())
        yield "client secret", endpoint("access_token", grant_type="client_credentials")
        yield "secret of introspect", endpoint("introspect", token="x")
        yield "secret of revoke", endpoint("revoke", token="x")
        yield "secret of devices", endpoint("device_authorization")
        yield "unknown token of OAuth 1.0a", lambda: self.send(
            "GET", PARTNERS, resource_owner_key="x", resource_owner_secret="y"
        )
        yield "signature", lambda: self.send(
            "POST",
            f"{ENDPOINT}/request_token",
            client_secret="wrong",
            callback_uri=CALLBACK,
        )
        yield "verifier", lambda: self.exchange(temporary, "wrong")
        yield "password of rest_api", lambda: self.log_in(self.logins[0])
        yield "password of restful", lambda: self.log_in(self.logins[0], "token")
        yield "refresh token", lambda: self.url_open(
            "/api/auth/refresh_token", json={"refresh_token": "x" * 40}
        )

    def bearer(self, text):
        headers = {"Authorization": f"Bearer {text}"}
        return self.url_open("/api/res.partner?limit=1", headers=headers)

    def api_key(self, text, login_token=None):
        headers = {"api-key": text}
        if login_token:
            headers["Login-Token"] = login_token
        return self.url_open("/api/res.partner/search?limit=1", headers=headers)

    def token(self, text):
        return self.url_open("/api/res.partner", headers={"Access-Token": text})

    def log_in(self, login, path="get_tokens", password="wrong"):
        values = {"username": login, "login": login, "password": password}
        return self.url_open(f"/api/auth/{path}", json=values)

    def forged(self):
        now = int(datetime.now(timezone.utc).timestamp())
        claims = {"user_id": 2, "iat": now, "exp": now + 600, "jti": "x"}
        return jwt.encode(claims, "x" * 64, algorithm="HS256")

    def test_every_kind_counts_for_the_address(self):
        kinds = dict(self.attempts())
        for name, attempt in kinds.items():
            with self.subTest(kind=name):
                self.limit(login=0, address=2)
                _made, good = make_rest_key(self.user)
                self.env.flush_all()
                statuses = []
                for _ in range(3):
                    response = attempt()
                    statuses.append(response.status_code)
                    # What succeeds takes no failure back, and is never refused.
                    self.assertEqual(self.bearer(good).status_code, 200)
                self.assertNotIn(429, statuses[:2], response.text)
                self.assertEqual(statuses[2], 429, response.text)
                wait = int(response.headers["Retry-After"])
                self.assertTrue(0 < wait <= 300)
                self.assertEqual(self.api_key(self.account_key).status_code, 200)

    def test_kinds_count_together(self):
        kinds = list(dict(self.attempts()).values())
        self.limit(login=0, address=len(kinds))
        first = [attempt().status_code for attempt in kinds]
        self.assertNotIn(429, first)
        second = [attempt().status_code for attempt in kinds]
        self.assertEqual(set(second), {429})

    def test_log_ins_between_reset_nothing(self):
        """The request printed: three wrong ones, two good ones of somebody else."""
        self.limit(login=6, address=0)
        first, second = self.logins
        statuses = []
        for path in ("get_tokens", "token", "get_tokens"):
            for _ in range(3):
                statuses.append(self.log_in(first, path).status_code)
            for _ in range(2):
                good = self.log_in(second, path, PASSWORD)
                self.assertEqual(good.status_code, 200, good.text)
        self.assertEqual(statuses, [401] * 6 + [429] * 3)
        self.assertEqual(self.log_in(first, password=PASSWORD).status_code, 429)

    def test_nothing_wrong_is_no_failure(self):
        self.limit(login=0, address=1)
        for _ in range(3):
            for headers in ({}, {"Authorization": ""}, {"Access-Token": ""}):
                response = self.url_open("/api/res.partner", headers=headers)
                self.assertEqual(response.status_code, 401, response.text)

    def test_settings_have_sane_defaults(self):
        for name in ("max_login_failures", "max_address_failures"):
            self.env["ir.config_parameter"].set_param(f"restapi.{name}", False)
        self.env.flush_all()
        statuses = [self.log_in(self.logins[0]).status_code for _ in range(11)]
        self.assertEqual(statuses, [401] * 10 + [429])
