"""Wrong passwords, keys and secrets: so many, and no more."""

from odoo.tests import new_test_user, tagged

from ..auth.transactions.autocommit import autocommitted
from .support.common import ApiCase

PASSWORD = "correct horse battery staple"


@tagged("post_install", "-at_install")
class TestFailures(ApiCase):
    def setUp(self) -> None:
        super().setUp()
        # Counts are kept whatever becomes of a test: each has users of its own.
        own = self._testMethodName.removeprefix("test_")
        self.first, self.second, self.nobody = (f"{own}_{n}" for n in (1, 2, 3))
        for login in (self.first, self.second):
            new_test_user(self.env, login=login, password=PASSWORD)
        self.limit(login=4, address=0)
        # Odoo's own cool-down is of an address, and would meet the tests after this.
        self.addCleanup(vars(self.env.registry).pop, "_login_failures", None)

    def limit(self, *, login: int, address: int) -> None:
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("restapi.max_login_failures", str(login))
        parameters.set_param("restapi.max_address_failures", str(address))
        self.env.flush_all()

    def rest_api(self, login: str, password: str):
        pair = {"username": login, "password": password}
        return self.url_open("/api/auth/get_tokens", json=pair, method="POST")

    def restful(self, login: str, password: str):
        pair = {"login": login, "password": password}
        return self.url_open("/api/auth/token", json=pair, method="POST")

    def test_log_ins_of_others_reset_nothing(self):
        statuses = []
        for _ in range(4):
            statuses.append(self.rest_api(self.first, "wrong").status_code)
            self.assertEqual(self.rest_api(self.second, PASSWORD).status_code, 200)
        self.assertEqual(statuses, [401] * 4)
        response = self.rest_api(self.first, PASSWORD)
        self.assertEqual(response.status_code, 429, response.text)
        self.assertGreater(int(response.headers["Retry-After"]), 0)
        self.assertEqual(set(response.json()), {"error", "error_descrip"})
        self.assertEqual(self.rest_api(self.second, PASSWORD).status_code, 200)

    def test_dialects_and_spellings_count_together(self):
        for attempt, login in enumerate(
            (self.first, self.first.upper(), f" {self.first}", self.first)
        ):
            send = (self.rest_api, self.restful)[attempt % 2]
            self.assertEqual(send(login, "wrong").status_code, 401)
        for send in (self.rest_api, self.restful):
            response = send(self.first, PASSWORD)
            self.assertEqual(response.status_code, 429, response.text)
        self.assertEqual(set(self.restful(self.first, "x").json()), {"type", "message"})

    def test_logins_that_nobody_has_count_as_well(self):
        statuses = [self.rest_api(self.nobody, "x").status_code for _ in range(6)]
        self.assertEqual(statuses, [401] * 4 + [429] * 2)

    def test_address_is_limited_and_good_keys_go_on(self):
        self.limit(login=0, address=6)
        attempts = (
            lambda: self.call("GET", "/res.partner", "wrong"),
            lambda: self.call("GET", "/res.partner", None, headers={"api-key": "x"}),
            lambda: self.rest_api(self.first, "wrong"),
            lambda: self.url_open(
                "/restapi/1.0/common/oauth2/access_token",
                {"grant_type": "client_credentials", "client_id": "x"},
                method="POST",
            ),
            lambda: self.url_open(
                "/api/res.partner", headers={"Access-Token": "a" * 40}
            ),
            lambda: self.call("GET", "/res.partner", f"oat_{'x' * 40}"),
        )
        for attempt in attempts:
            self.assertEqual(attempt().status_code, 401)
        for attempt in attempts:
            response = attempt()
            self.assertEqual(response.status_code, 429, response.text)
            self.assertIn("Retry-After", response.headers)
        self.get("/res.partner?limit=1")
        self.assertEqual(self.call("GET", "/res.partner", None).status_code, 401)
        # A right password is no way to tell which one it is.
        self.assertEqual(self.rest_api(self.second, PASSWORD).status_code, 429)

    def test_clock_that_is_set_back_locks_nobody_out(self):
        for _ in range(4):
            self.rest_api(self.first, "wrong")
        self.assertEqual(self.rest_api(self.first, PASSWORD).status_code, 429)
        with autocommitted(self.env) as cr:
            cr.execute(
                "UPDATE restapi_throttle SET ends_at = ends_at + '1 h'::interval"
            )
        self.assertEqual(self.rest_api(self.first, PASSWORD).status_code, 200)

    def test_without_limits_nobody_is_refused(self):
        self.limit(login=0, address=0)
        for _ in range(12):
            self.assertEqual(self.rest_api(self.first, "wrong").status_code, 401)
