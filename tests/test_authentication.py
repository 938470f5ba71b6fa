"""Who is let in, and as whom."""

import json
from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged

from .support.common import ApiCase, make_key

PATH = "/res.users?domain=[('login','=','api_user')]&fields=login"


@tagged("post_install", "-at_install")
class TestKeys(ApiCase):
    def test_no_credential(self):
        response = self.call("GET", PATH, key=None)
        self.assertProblem(response, 401, "unauthorized")
        # RFC 6750, 3.1: no error where there was no credential; RFC 9728, 5.1.
        self.assertRegex(
            response.headers["WWW-Authenticate"],
            '^Bearer realm="restapi", resource_metadata="http[^"]+'
            '/.well-known/oauth-protected-resource"$',
        )

    def test_malformed_credentials(self):
        for header in (
            "Bearer",
            "Bearer  ",
            "Basic YTpi",
            "Bearer a b",
            "Bearer {}",
            "x" * 100,
        ):
            with self.subTest(header=header):
                response = self.call("GET", PATH, headers={"Authorization": header})
                self.assertProblem(response, 401, "unauthorized")
        response = self.call(
            "GET", PATH, headers={"Authorization": "Bearer " + "a" * 9000}
        )
        self.assertProblem(response, 400, "invalid_request")

    def test_scheme_in_any_case(self):
        headers = {"Authorization": f"bearer {self.key}"}
        self.assertEqual(self.get(PATH, headers=headers)["count"], 1)

    def test_unknown_key(self):
        response = self.call("GET", PATH, key="0" * 40)
        self.assertProblem(response, 401, "invalid_token")
        self.assertIn('error="invalid_token"', response.headers["WWW-Authenticate"])
        self.assertProblem(
            self.call("GET", PATH, key=self.key[:8] + "0" * 32), 401, "invalid_token"
        )

    def test_key_without_scope_and_of_another_scope(self):
        self.assertEqual(self.get(PATH, key=make_key(self.user, None))["count"], 1)
        other = make_key(self.user, "2fa")
        self.assertProblem(self.call("GET", PATH, key=other), 401, "invalid_token")

    def test_deleted_key_is_refused_on_the_next_call(self):
        key = make_key(self.user)
        self.get(PATH, key=key)
        self.env["res.users.apikeys"].sudo().search(
            [("user_id", "=", self.user.id)]
        ).unlink()
        self.assertProblem(self.call("GET", PATH, key=key), 401, "invalid_token")

    def test_expired_key_is_refused_on_the_next_call(self):
        key = make_key(self.user)
        self.get(PATH, key=key)
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET expiration_date = %s WHERE user_id = %s",
            [datetime.now() - timedelta(days=2), self.user.id],
        )
        self.assertProblem(self.call("GET", PATH, key=key), 401, "invalid_token")

    def test_archived_user_is_refused_on_the_next_call(self):
        self.get(PATH)
        self.user.active = False
        self.assertProblem(self.call("GET", PATH), 401, "invalid_token")

    def test_changed_key_row_is_not_trusted(self):
        key = make_key(self.user)
        self.get(PATH, key=key)
        self.env.cr.execute("UPDATE res_users_apikeys SET key = 'other'")
        self.assertProblem(self.call("GET", PATH, key=key), 401, "invalid_token")

    def test_second_call_does_without_the_slow_hash(self):
        verified = []
        keys = self.registry["res.users.apikeys"]
        check = keys._check_credentials
        self.patch(
            keys,
            "_check_credentials",
            lambda *args, **kwargs: verified.append(args) or check(*args, **kwargs),
        )
        key = make_key(self.user)
        self.get(PATH, key=key)
        self.assertEqual(len(verified), 1)
        self.get(PATH, key=key)
        self.assertEqual(len(verified), 1)

    def test_token_elsewhere_is_ignored(self):
        answer = self.call("GET", f"{PATH}&api_key={self.key}", key=None)
        self.assertProblem(answer, 401, "unauthorized")
        # Refused in the words of the dialect that has such a parameter.
        answer = self.call("GET", f"{PATH}&access_token={self.key}", key=None)
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(set(answer.json()), {"type", "message"})


@tagged("post_install", "-at_install")
class TestSession(ApiCase):
    def setUp(self):
        super().setUp()
        self.authenticate("api_user", "api_user")

    def write(self, **headers):
        return self.call(
            "PUT",
            f"/res.partner/{self.user.partner_id.id}?fields=city",
            key=None,
            data=json.dumps({"city": "Ghent"}),
            headers=headers,
        )

    def test_session_reads(self):
        self.assertEqual(self.get(PATH, key=None)["results"][0]["login"], "api_user")

    def test_session_writes_from_our_own_pages(self):
        for headers in ({"Origin": self.base_url()}, {"Sec-Fetch-Site": "same-origin"}):
            with self.subTest(headers=headers):
                response = self.write(**{"Content-Type": "application/json"}, **headers)
                self.assertEqual(response.status_code, 200, response.text)

    def test_session_does_not_write_from_elsewhere(self):
        typed = {"Content-Type": "application/json"}
        for headers in (
            {"Content-Type": "text/plain", "Origin": self.base_url()},
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Sec-Fetch-Site": "same-origin",
            },
            {**typed, "Origin": "https://evil.example"},
            {**typed, "Origin": "null"},
            {**typed, "Sec-Fetch-Site": "cross-site"},
            {**typed, "Sec-Fetch-Site": "same-site", "Origin": self.base_url()},
            typed,
        ):
            with self.subTest(headers=headers):
                self.assertProblem(self.write(**headers), 403, "csrf")

    def test_key_wins_over_session(self):
        other = new_test_user(self.env, login="api_other", groups="base.group_user")
        response = self.call(
            "POST",
            "/res.partner?fields=create_uid",
            key=make_key(other),
            json={"name": "x"},
        )
        self.assertProblem(response, 403, "access_error")

    def test_stale_session_is_401_and_no_redirection(self):
        self.user.password = "another-password-1"
        response = self.call("GET", PATH, key=None, allow_redirects=False)
        self.assertProblem(response, 401, "unauthorized")
        self.assertEqual(self.get(PATH)["count"], 1)


@tagged("post_install", "-at_install")
class TestContext(ApiCase):
    def test_language_of_user_and_of_header(self):
        country = self.env.ref("base.de")
        path = f"/res.country/{country.id}?fields=name"
        country.with_context(lang="fr_FR").name = "Allemagne"
        self.assertEqual(self.get(path)["name"], "Germany")
        for accepted in ("fr", "fr-FR", "xx, fr;q=0.5"):
            body = self.get(path, headers={"Accept-Language": accepted})
            self.assertEqual(body["name"], "Allemagne", accepted)
        self.assertEqual(
            self.get(path, headers={"Accept-Language": "zz"})["name"], "Germany"
        )
        self.user.lang = "fr_FR"
        self.assertEqual(self.get(path)["name"], "Allemagne")

    def test_companies(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.user.company_ids += second
        self.env["res.partner"].create({"name": "Of second", "company_id": second.id})
        path = "/res.partner?domain=[('name','=','Of second')]&fields=company_id(id)"
        self.assertEqual(self.get(path)["count"], 0)
        first = self.user.company_id.id
        for header in (f"{second.id}", f"{first},{second.id}"):
            self.assertEqual(
                self.get(path, headers={"X-Company-Id": header})["count"], 1
            )
        for header, status, code in (
            ("x", 400, "invalid_company"),
            ("2147483647", 403, "company_access"),
        ):
            response = self.call("GET", path, headers={"X-Company-Id": header})
            self.assertProblem(response, status, code)
