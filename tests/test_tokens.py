"""Tokens of ``rest_api``: issued, used, renewed, revoked; who gets none."""

from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .support.common import ApiCase, make_key
from .support.patient import PatientCase

PASSWORD = "correct horse 1"


class TokenCase(PatientCase):
    """A user with a password, and clients that log in with it."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="token_user",
            password=PASSWORD,
            groups="base.group_user,base.group_partner_manager",
        )

    def setUp(self):
        super().setUp()
        # Odoo counts failures of an address, which is the same for all tests.
        self.env.registry._login_failures = None

    def log_in(self, login="token_user", password=PASSWORD, **sent):
        return self.url_open(
            "/api/auth/get_tokens",
            json={"username": login, "password": password, **sent},
        )

    def tokens(self, **sent):
        response = self.log_in(**sent)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def send(self, method, path, token, **kwargs):
        headers = {"Access-Token": token, **kwargs.pop("headers", {})}
        return self.url_open(f"/api{path}", method=method, headers=headers, **kwargs)

    def status(self, token):
        return self.send("GET", "/res.partner?limit=1", token).status_code

    def refresh(self, token, **sent):
        return self.url_open(
            "/api/auth/refresh_token", json={"refresh_token": token, **sent}
        )

    def assertError(self, response, status, code):
        self.assertEqual(response.status_code, status, response.text)
        # Several mistakes are listed beside what is documented.
        keys = set(response.json()) - {"details"}
        self.assertEqual(keys, {"error", "error_descrip"})
        self.assertEqual(response.json()["error"], code, response.text)


class TokenLife:
    """What holds in either store."""

    def test_pair(self):
        response = self.log_in()
        body = response.json()
        self.assertEqual(
            " ".join(body),
            "uid user_context company_id access_token expires_in refresh_token refresh_expires_in",
        )
        self.assertEqual(body["uid"], self.user.id)
        self.assertEqual(body["company_id"], self.user.company_id.id)
        self.assertEqual(body["user_context"]["lang"], "en_US")
        self.assertEqual((body["expires_in"], body["refresh_expires_in"]), (600, 7200))
        self.assertRegex(body["access_token"], "^[0-9a-f]{40}$")
        self.assertRegex(body["refresh_token"], "^[0-9a-f]{40}$")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertEqual(self.status(body["access_token"]), 200)

    def test_query_and_form(self):
        credentials = {"username": "token_user", "password": PASSWORD}
        for sent in ({"params": credentials}, {"data": credentials}):
            with self.subTest(sent=sent):
                response = self.url_open("/api/auth/get_tokens", method="POST", **sent)
                self.assertEqual(response.status_code, 200, response.text)

    def test_refresh_replaces_access_token(self):
        first = self.tokens()
        second = self.refresh(first["refresh_token"])
        self.assertEqual(second.status_code, 200, second.text)
        self.assertEqual(set(second.json()), {"access_token", "expires_in"})
        self.assertEqual(self.status(first["access_token"]), 401)
        self.assertEqual(self.status(second.json()["access_token"]), 200)
        self.assertEqual(self.refresh(first["refresh_token"]).status_code, 200)

    def test_delete_ends_the_pair(self):
        pair = self.tokens()
        for _again in range(2):
            response = self.url_open(
                "/api/auth/delete_tokens", json={"refresh_token": pair["refresh_token"]}
            )
            self.assertEqual((response.status_code, response.json()), (200, {}))
        self.assertEqual(self.status(pair["access_token"]), 401)
        self.assertError(self.refresh(pair["refresh_token"]), 401, "invalid_token")

    def test_refresh_token_is_no_access_token(self):
        pair = self.tokens()
        self.assertEqual(self.status(pair["refresh_token"]), 401)
        self.assertError(self.refresh(pair["access_token"]), 401, "invalid_token")

    def test_own_lifetimes(self):
        pair = self.tokens(access_lifetime=5, refresh_lifetime="9")
        self.assertEqual((pair["expires_in"], pair["refresh_expires_in"]), (5, 9))
        for lifetime in ("x", -1, 10**12):
            with self.subTest(lifetime=lifetime):
                self.assertError(
                    self.log_in(access_lifetime=lifetime), 400, "bad_request"
                )

    def test_lifetime_of_parameters(self):
        set_param = self.env["ir.config_parameter"].set_param
        set_param("rest_api.access_token_expires_in", "42")
        self.assertEqual(self.tokens()["expires_in"], 42)

    def test_two_logins_are_independent(self):
        first, second = self.tokens(), self.tokens()
        self.url_open(
            "/api/auth/delete_tokens", json={"refresh_token": first["refresh_token"]}
        )
        self.assertEqual(self.status(first["access_token"]), 401)
        self.assertEqual(self.status(second["access_token"]), 200)

    def test_changes_of_the_user_end_his_tokens(self):
        other = new_test_user(self.env, login="other_token_user", password=PASSWORD)
        kept = self.tokens(login="other_token_user")
        changes = {
            "password": lambda: self.user.write({"password": PASSWORD}),
            "own password": lambda: self.user.with_user(
                self.user
            ).env.user._change_password(PASSWORD),
            "log out everywhere": self.user._action_revoke_all_devices,
            "archived": lambda: self.user.write({"active": False}),
        }
        for name, change in changes.items():
            with self.subTest(change=name):
                pair = self.tokens()
                self.assertEqual(self.status(pair["access_token"]), 200)
                change()
                self.env.flush_all()
                self.assertError(
                    self.send("GET", "/res.partner", pair["access_token"]),
                    401,
                    "invalid_token",
                )
                self.assertError(
                    self.refresh(pair["refresh_token"]), 401, "invalid_token"
                )
        self.user.active = True
        self.env.flush_all()
        self.assertEqual(self.status(pair["access_token"]), 401)
        self.assertEqual(self.status(kept["access_token"]), 200)
        self.assertTrue(other.active)


@tagged("post_install", "-at_install")
class TestSqlTokens(TokenLife, TokenCase):
    allow_inherited_tests_method = True

    def test_nothing_in_the_table_opens_anything(self):
        pair = self.tokens()
        self.env.cr.execute("SELECT * FROM restapi_token")
        for row in self.env.cr.fetchall():
            for value in row:
                self.assertNotIn(pair["access_token"], str(value))
                self.assertNotIn(pair["refresh_token"], str(value))

    def test_expired(self):
        pair = self.tokens()
        self.env.cr.execute(
            "UPDATE restapi_token SET expires_at = now() - interval '1 day'"
        )
        self.assertEqual(self.status(pair["access_token"]), 401)
        self.assertError(self.refresh(pair["refresh_token"]), 401, "invalid_token")
        self.env["restapi.token"]._gc_expired()
        self.assertFalse(
            self.env["restapi.token"].search_count([("user_id", "=", self.user.id)])
        )

    def test_copied_database(self):
        pair = self.tokens()
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.assertEqual(self.status(pair["access_token"]), 401)

    def test_token_table_is_out_of_reach(self):
        pair = self.tokens()
        self.user.group_ids += self.env.ref("base.group_system")
        for path in ("/restapi.token", "/restapi.token/1"):
            response = self.send("GET", path, pair["access_token"])
            self.assertError(response, 501, "model_not_available")


@tagged("post_install", "-at_install")
class TestLogIn(TokenCase):
    def test_missing_parameters(self):
        for sent in (
            {},
            {"username": "token_user"},
            {"password": "x"},
            {"username": None},
        ):
            with self.subTest(sent=sent):
                response = self.url_open("/api/auth/get_tokens", json=sent)
                self.assertError(response, 400, "empty_username_or_password")
        for path in ("refresh_token", "delete_tokens"):
            response = self.url_open(f"/api/auth/{path}", method="POST")
            self.assertError(response, 400, "no_refresh_token")

    @mute_logger("odoo.addons.base.models.res_users")
    def test_wrong_password_and_unknown_login_look_the_same(self):
        wrong = self.log_in(password="x")
        unknown = self.log_in(login="nobody_at_all")
        self.assertError(wrong, 401, "odoo_user_authentication_failed")
        self.assertEqual(wrong.json(), unknown.json())

    @mute_logger("odoo.addons.base.models.res_users")
    def test_too_many_failures(self):
        after = int(
            self.env["ir.config_parameter"].get_param("base.login_cooldown_after", 5)
        )
        for _failure in range(after):
            self.log_in(password="x")
        for login in ("token_user", "nobody_at_all"):
            response = self.log_in(login=login)
            self.assertError(response, 401, "odoo_user_authentication_failed")
            self.assertIn("Too many login failures", response.text)

    @mute_logger("odoo.addons.base.models.res_users")
    def test_overlong_password_and_nul(self):
        for password in ("x" * 2000, "a\0b"):
            response = self.log_in(password=password)
            self.assertIn(response.status_code, (400, 401))

    def test_api_key_in_place_of_the_password(self):
        pair = self.tokens(password=make_key(self.user))
        self.assertEqual(self.status(pair["access_token"]), 200)

    @mute_logger("odoo.addons.base.models.res_users")
    def test_two_factor_user_needs_an_api_key(self):
        if "totp_secret" not in self.env["res.users"]._fields:
            self.skipTest("auth_totp is not installed")
        self.user.sudo().totp_secret = "JBSWY3DPEHPK3PXP"
        self.env.flush_all()
        response = self.log_in()
        self.assertError(response, 401, "odoo_user_authentication_failed")
        self.assertIn("API key", response.json()["error_descrip"])
        wrong = self.log_in(password="x")
        self.assertNotIn("API key", wrong.json()["error_descrip"])
        self.assertEqual(self.log_in(password=make_key(self.user)).status_code, 200)

    def test_another_database(self):
        self.assertError(self.log_in(db="another"), 400, "bad_request")
        self.assertEqual(self.log_in(db=self.env.cr.dbname).status_code, 200)

    def test_archived_user(self):
        self.user.active = False
        self.assertError(self.log_in(), 401, "odoo_user_authentication_failed")

    def test_expired_api_key(self):
        key = make_key(self.user, expires=datetime.now() - timedelta(days=2))
        self.assertError(
            self.log_in(password=key), 401, "odoo_user_authentication_failed"
        )


@tagged("post_install", "-at_install")
class TestEnumeration(ApiCase):
    def test_an_unknown_login_takes_a_hash_as_a_known_one_does(self):
        users = self.registry["res.users"]
        context = users._crypt_context
        asked = []
        self.patch(
            users, "_crypt_context", lambda user: asked.append(1) or context(user)
        )
        answers = []
        for login in ("api_user", "nobody_at_all"):
            asked.clear()
            sent = {"username": login, "password": "wrong"}
            response = self.call("POST", "/auth/get_tokens", key=None, json=sent)
            answers.append((response.status_code, response.json()))
            self.assertTrue(asked, login)
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0][0], 401)
