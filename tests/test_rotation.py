"""Secrets that are changed without a gap, and every kind as a bearer token."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..auth import again, rotation
from ..auth.tokens import password_tokens
from ..auth.tokens.token import REST_API_ACCESS
from ..core.errors import Unauthorized
from ..core.grant import FULL
from .support.common import ApiCase, make_rest_key
from .test_tokens import PASSWORD, TokenCase

HOUR = 3600
LIST = "/res.partner?limit=1"


@tagged("post_install", "-at_install")
class TestRotation(ApiCase):
    def end_overlap(self, record):
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET previous_until = now() AT TIME ZONE 'utc' WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )

    def statuses(self, *keys):
        self.env.flush_all()
        return [self.call("GET", LIST, key).status_code for key in keys]

    def account(self):
        account = self.env["restapi.account"].create(
            {"name": "Till", "user_id": self.user.id, "is_limited": False}
        )
        return account, account._restapi_new_key()

    def test_both_are_good_meanwhile(self):
        key, first = make_rest_key(self.user)
        account, second = self.account()
        for record, old in ((key, first), (account, second)):
            with self.subTest(record._name):
                new = record._restapi_new_secret(HOUR)
                self.assertEqual(self.statuses(old, new), [200, 200])
                self.end_overlap(record)
                self.assertEqual(self.statuses(old, new), [401, 200])

    def test_the_one_before_the_last_ends(self):
        key, first = make_rest_key(self.user)
        second = key._restapi_new_secret(HOUR)
        third = key._restapi_new_secret(HOUR)
        self.assertEqual(self.statuses(first, second, third), [401, 200, 200])

    def test_at_once(self):
        account, old = self.account()
        kept = account._restapi_new_secret(HOUR)
        new = account._restapi_new_secret(0)
        self.assertEqual(self.statuses(old, kept, new), [401, 401, 200])

    def test_login_tokens_go_on_beside_an_overlap(self):
        account, old = self.account()
        text, _claims = account._restapi_login_token(self.user.id, 1)
        new = account._restapi_new_secret(HOUR)
        for key in (old, new):
            answer = self.call("GET", LIST, key, headers={"Login-Token": text})
            self.assertEqual(answer.status_code, 200, answer.text)
        account._restapi_new_secret(0)
        self.assertFalse(account.login_token_ids)

    def test_secrets_of_applications(self):
        client = self.env["restapi.client"].create(
            {"name": "Shop", "allow_authorization_code": False}
        )
        self.assertFalse(rotation.matches(self.env, client, ""))
        old = client._restapi_new_secret()
        new = client._restapi_new_secret(HOUR)
        found = [rotation.matches(self.env, client, each) for each in (old, new, "x")]
        self.assertEqual(found, [True, True, False])
        self.end_overlap(client)
        self.assertFalse(rotation.matches(self.env, client, old))
        self.assertFalse(rotation.matches(self.env, client.browse(), new))

    def test_dialog(self):
        account, old = self.account()
        page = self.env["restapi.rotation"].create(
            {"credential": f"restapi.account,{account.id}", "overlap_hours": "1"}
        )
        shown = page.action_rotate.__wrapped__(page)["context"]
        self.assertIn(shown["default_key"], str(shown["default_snippets"]))
        self.assertEqual(self.statuses(old, shown["default_key"]), [200, 200])
        self.assertIn("another 1 hours", account.message_ids[0].body)

    def test_users_change_their_own_keys_alone(self):
        key, old = make_rest_key(self.user)
        other, _text = make_rest_key(self.env.ref("base.user_admin"))
        pages = self.env["restapi.rotation"].with_user(self.user)
        page = pages.create({"credential": f"restapi.key,{key.id}"})
        new = page.action_rotate.__wrapped__(page)["context"]["default_key"]
        self.assertEqual(self.statuses(old, new), [200, 200])
        self.assertEqual(key.message_ids[0].author_id, self.user.partner_id)
        account = self.account()[0]
        for refused in (other, account):
            page = pages.create({"credential": f"{refused._name},{refused.id}"})
            with self.assertRaises(AccessError):
                page.action_rotate.__wrapped__(page)

    def test_no_secret_is_stored_by_the_dialog(self):
        defaults = {
            "default_key": "opensesame",
            "default_snippets": [["curl", "curl opensesame"]],
        }
        shown = self.env["restapi.secret"].with_context(**defaults).create({})
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT * FROM restapi_secret WHERE id = %s", shown.id)
        )
        self.assertNotIn("opensesame", str(rows))


@tagged("post_install", "-at_install")
class TestEveryKindAsBearer(TokenCase):
    """Tokens for a password open the native dialect, within their limits."""

    def status(self, token, path="/api/res.partner?limit=1"):
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.url_open(path, headers=headers)
        self.assertEqual(answer.headers["Restapi-Version"], "1")
        return answer.status_code

    def test_tokens_of_a_password(self):
        pair = self.tokens()
        answer = self.url_open(
            "/api/auth/token", json={"login": "token_user", "password": PASSWORD}
        )
        restful = answer.json()["access_token"]
        for token in (pair["access_token"], restful):
            self.assertEqual(self.status(token), 200)
        self.assertEqual(self.status(pair["refresh_token"]), 401)
        self.env["restapi.login.limit"].create(
            {
                "group_id": self.env.ref("base.group_user").id,
                "scope": "res.country:read",
            }
        )
        for token in (pair["access_token"], restful):
            self.assertEqual(self.status(token), 403)
            self.assertEqual(self.status(token, "/api/res.country?limit=1"), 200)
        self.user._restapi_end_tokens()
        self.assertEqual(self.status(restful), 401)

    def test_a_dialect_that_is_off(self):
        token = self.tokens()["access_token"]
        self.env["ir.config_parameter"].set_param("restapi.dialects_off", "rest_api")
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.url_open("/api/res.partner?limit=1", headers=headers)
        self.assertEqual(answer.status_code, 401)

    def test_jobs_end_with_the_token(self):
        token = self.tokens()["access_token"]

        def asked(limit=False):
            if limit:
                values = {"group_id": group.id, "scope": "res.country:read"}
                self.env["restapi.login.limit"].create(values)
            return again.identify(self.env, owner)

        group = self.env.ref("base.group_user")
        identity = password_tokens.verifier(REST_API_ACCESS)(self.env, token)
        owner = identity.owner
        self.assertEqual(asked().grant, FULL)
        self.assertNotEqual(asked(limit=True).grant, FULL)
        limited = password_tokens.verifier(REST_API_ACCESS)(self.env, token)
        self.assertNotEqual(again.identify(self.env, limited.owner).grant, FULL)
        self.user._restapi_end_tokens()
        for each in (owner, limited.owner):
            with self.assertRaises(Unauthorized):
                again.identify(self.env, each)
