"""The dialect ``candidroot``: every row of its contract, keys and login tokens."""

import json
import time
import uuid
import warnings
from datetime import datetime, timedelta

import jwt

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..auth import secrets
from .support.patient import PatientCase


class CandidrootCase(PatientCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="candid_user",
            groups="base.group_user,base.group_partner_manager",
        )
        cls.other = new_test_user(
            cls.env, login="candid_other", groups="base.group_user"
        )
        cls.account = cls.env["restapi.account"].create(
            {
                "name": "Shop",
                "user_id": cls.user.id,
                "is_limited": False,
                "allowed_user_ids": [Command.set((cls.user + cls.other).ids)],
            }
        )
        cls.key = cls.account._restapi_new_key()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Candid", "email": "candid@example.com", "is_company": True}
        )

    def call(self, method, path, key="", login_token=None, **kwargs):
        headers = {"api-key": key or self.key, **kwargs.pop("headers", {})}
        if login_token:
            headers["Login-Token"] = login_token
        self.env.flush_all()
        return self.url_open(f"/api{path}", method=method, headers=headers, **kwargs)

    def body(self, *args, **kwargs):
        response = self.call(*args, **kwargs)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertNotIn("Set-Cookie", response.headers)
        return response.json()

    def assertRefused(self, response, status, code=None):
        self.assertEqual(response.status_code, status, response.text)
        body = response.json()
        self.assertEqual(set(body), {"error", "message"})
        self.assertNotIn("Traceback", response.text)
        if code:
            self.assertEqual(body["error"], code)
        return body["message"]

    def generate(self, **values):
        return self.body("POST", "/generate_token", json=values)["login_token"]


@tagged("post_install", "-at_install")
class TestCandidroot(CandidrootCase):
    """The rows of the contract."""

    def test_search(self):
        domain = f"[('id','in',[{self.partner.id}])]"
        fields = "['name','email','country_id','create_date','child_ids']"
        [row] = self.body(
            "GET",
            "/res.partner/search",
            params={"domain": domain, "fields": fields, "limit": 5},
        )
        created = row.pop("create_date")
        self.assertEqual(
            row,
            {
                "id": self.partner.id,
                "name": "Candid",
                "email": "candid@example.com",
                "country_id": False,
                "child_ids": [],
            },
        )
        self.assertEqual(datetime.fromisoformat(created), self.partner.create_date)
        self.assertRegex(created, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$")

    def test_search_without_parameters_gives_all(self):
        rows = self.body("GET", "/res.partner.category/search")
        count = self.env["res.partner.category"].with_user(self.user).search_count([])
        self.assertEqual(len(rows), count)
        page = self.body(
            "GET",
            "/res.partner/search",
            params={"limit": 2, "offset": 1, "order": "id desc", "fields": "name"},
        )
        partners = self.env["res.partner"].with_user(self.user)
        expected = partners.search([], limit=2, offset=1, order="id desc")
        self.assertEqual([row["id"] for row in page], expected.ids)
        self.assertEqual(set(page[0]), {"id", "name"})

    def test_schema(self):
        found = self.body("GET", "/res.partner/schema")
        self.assertEqual(found["name"]["type"], "char")
        self.assertEqual(found["country_id"]["relation"], "res.country")

    def test_read(self):
        row = self.body("GET", f"/res.partner/{self.partner.id}")
        self.assertEqual(row["name"], "Candid")
        self.assertIs(row["phone"], False)
        self.assertIn("commercial_partner_id", row)

    def test_record_count(self):
        domain = [["name", "=", "Candid"]]
        found = self.body(
            "GET", "/res.partner/record_count", params={"domain": json.dumps(domain)}
        )
        self.assertEqual(
            found, {"model": "res.partner", "domain": domain, "record_count": 1}
        )

    def test_create_update_delete(self):
        made = self.body("POST", "/res.partner/create", json={"name": "New"})
        self.assertEqual(made["message"], "Record created successfully.")
        path = f"/res.partner/{made['id']}"
        self.assertEqual(
            self.body("PUT", path, json={"name": "Changed"}),
            {"message": "Record updated successfully."},
        )
        partner = self.env["res.partner"].browse(made["id"])
        self.assertEqual(partner.name, "Changed")
        self.assertEqual(
            self.body("DELETE", path), {"message": "Record deleted successfully."}
        )
        self.assertFalse(partner.exists())

    def test_execute_kw(self):
        rows = self.body(
            "POST",
            "/res.partner/execute_kw",
            json={
                "method": "search_read",
                "args": [[["id", "=", self.partner.id]]],
                "kwargs": {"fields": ["id", "name", "email"], "limit": 10},
            },
        )
        self.assertEqual(
            rows,
            [
                {
                    "id": self.partner.id,
                    "name": "Candid",
                    "email": "candid@example.com",
                }
            ],
        )
        done = self.body(
            "POST",
            "/res.partner/execute_kw",
            json={"method": "write", "args": [[self.partner.id], {"name": "Written"}]},
        )
        self.assertIs(done, True)
        self.env.invalidate_all()
        self.assertEqual(self.partner.name, "Written")

    def test_json_under_the_content_type_of_a_form(self):
        made = self.body(
            "POST",
            "/res.partner/create",
            data=json.dumps({"name": "As curl sends it"}),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        self.assertTrue(self.env["res.partner"].browse(made["id"]).exists())


@tagged("post_install", "-at_install")
class TestCandidrootErrors(CandidrootCase):
    def test_mistakes_are_told(self):
        missing = self.env["res.partner"].search([], order="id desc", limit=1).id + 999
        for method, path, status, kwargs in (
            ("GET", "/no.such.model/search", 404, {}),
            ("GET", f"/res.partner/{missing}", 404, {}),
            ("PUT", f"/res.partner/{missing}", 404, {"json": {"name": "x"}}),
            ("DELETE", f"/res.partner/{missing}", 404, {}),
            ("GET", "/res.partner/abc", 400, {}),
            ("GET", "/res.partner/99999999999", 400, {}),
            ("GET", "/res.partner/search?domain=[", 400, {}),
            ("GET", "/res.partner/search?fields=nope", 400, {}),
            ("GET", "/res.partner/search?limit=a", 400, {}),
            ("GET", "/res.partner/search?limit=-1", 400, {}),
            ("GET", "/res.partner/search?order=nope", 400, {}),
            ("GET", "/res.partner/search?domain=[('name','ANY!',[])]", 400, {}),
            ("POST", "/res.partner/create", 400, {"data": "{"}),
            ("POST", "/res.partner/create", 400, {"json": [1]}),
            ("POST", "/res.partner/create", 422, {"json": {"nope": 1}}),
            ("POST", "/res.partner/execute_kw", 400, {"json": {}}),
            ("POST", "/res.partner/execute_kw", 403, {"json": {"method": "_write"}}),
            ("POST", "/res.partner/execute_kw", 400, {"json": {"method": "write"}}),
            (
                "POST",
                "/res.partner/execute_kw",
                400,
                {"json": {"method": "write", "args": ["x", {}]}},
            ),
            ("PATCH", f"/res.partner/{self.partner.id}", 405, {"json": {}}),
            ("GET", "/res.partner/create/more", 404, {}),
        ):
            with self.subTest(path=path, method=method):
                response = self.call(method, path, **kwargs)
                self.assertRefused(response, status)

    def test_wrong_verb_names_the_right_one(self):
        response = self.call("DELETE", "/res.partner/create")
        self.assertIn(response.status_code, (400, 405))
        response = self.call("PUT", "/generate_token", json={})
        self.assertRefused(response, 405)
        self.assertIn("POST", response.headers["Allow"])

    def test_key_is_needed_and_must_be_good(self):
        for headers in ({"api-key": ""}, {}):
            response = self.url_open(
                "/api/res.partner/search", method="GET", headers=headers
            )
            self.assertRefused(response, 401)
        self.assertRefused(
            self.call("GET", "/res.partner/search", "0" * 40), 401, "invalid_token"
        )
        for values in (
            {"active": False},
            {"active": True, "valid_to": datetime.now() - timedelta(days=1)},
            {"valid_to": False, "valid_from": datetime.now() + timedelta(days=1)},
        ):
            self.account.write(values)
            self.assertRefused(self.call("GET", "/res.partner/search"), 401)
        self.account.valid_from = False
        self.assertEqual(self.call("GET", "/res.partner/search").status_code, 200)
        old = self.key
        self.account._restapi_new_key()
        self.assertRefused(self.call("GET", "/res.partner/search", old), 401)

    def test_key_is_a_bearer_token_of_the_native_dialect_alone(self):
        headers = {"Authorization": f"Bearer {self.key}"}
        response = self.url_open("/api/res.partner", headers=headers)
        self.assertEqual(response.status_code, 200)
        self.assertIn("total", response.json())
        path = "/restapi/1.0/object/res.partner"
        response = self.url_open(path, headers=headers)
        self.assertEqual(response.status_code, 401)
        response = self.url_open("/api/res.partner", headers={"Access-Token": self.key})
        self.assertEqual(response.status_code, 401)

    def test_access_lines(self):
        partner_model = self.env["ir.model"]._get("res.partner")
        self.account.write(
            {
                "is_limited": True,
                "access_ids": [Command.create({"model_id": partner_model.id})],
            }
        )
        self.assertEqual(self.call("GET", "/res.partner/search").status_code, 200)
        for method, path, kwargs in (
            ("GET", "/res.country/search", {}),
            ("POST", "/res.partner/create", {"json": {"name": "x"}}),
            ("PUT", f"/res.partner/{self.partner.id}", {"json": {"name": "x"}}),
            ("DELETE", f"/res.partner/{self.partner.id}", {}),
            (
                "POST",
                "/res.partner/execute_kw",
                {"json": {"method": "search_count", "args": [[]]}},
            ),
        ):
            with self.subTest(path=path, method=method):
                self.assertRefused(self.call(method, path, **kwargs), 403)
        self.account.access_ids.may_execute = True
        count = self.body(
            "POST",
            "/res.partner/execute_kw",
            json={"method": "search_count", "args": [[]]},
        )
        self.assertIsInstance(count, int)
        write = {"method": "write", "args": [[self.partner.id], {"name": "x"}]}
        self.assertRefused(
            self.call("POST", "/res.partner/execute_kw", json=write), 403
        )
        self.assertEqual(self.partner.name, "Candid")

    def test_limit(self):
        self.account.requests_per_minute = 1
        self.env["ir.config_parameter"].flush_model()
        throttle = self.call("GET", "/res.partner/record_count")
        self.assertIn("RateLimit", throttle.headers)


@tagged("post_install", "-at_install")
class TestLoginTokens(CandidrootCase):
    def claims(self, **changes):
        now = int(time.time())
        claims = {
            "user_id": self.user.id,
            "username": self.user.login,
            "webservice_account_id": self.account.id,
            "webservice_name": "Shop",
            "iat": now,
            "exp": now + 3600,
            "jti": str(uuid.uuid4()),
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def signing_key(self):
        return self.account._restapi_signing_key(SQL("c.id = %s", self.account.id))

    def test_token_is_generated(self):
        found = self.body(
            "POST",
            "/res.partner/generate_token",
            json={"user_id": self.other.id, "expiration_days": 10},
        )
        text = found.pop("login_token")
        expires = datetime.fromisoformat(found.pop("expiration_date"))
        left = expires - datetime.now()
        self.assertAlmostEqual(left.total_seconds(), 864_000, delta=60)
        self.assertEqual(
            found,
            {
                "message": "JWT Token generated successfully.",
                "token_type": "JWT",
                "expires_in_days": 10,
                "user_info": {
                    "user_id": self.other.id,
                    "user_name": self.other.name,
                    "user_login": "candid_other",
                },
            },
        )
        claims = jwt.decode(text, options={"verify_signature": False})
        self.assertEqual(
            set(claims),
            {
                "user_id",
                "username",
                "webservice_account_id",
                "webservice_name",
                "iat",
                "exp",
                "jti",
            },
        )
        self.assertEqual(
            jwt.get_unverified_header(text), {"alg": "HS256", "typ": "JWT"}
        )

    def test_calls_are_the_users(self):
        text = self.generate(user_id=self.other.id)
        create = {"json": {"name": "x"}}
        self.assertRefused(
            self.call("POST", "/res.partner/create", login_token=text, **create), 403
        )
        self.assertEqual(
            self.call("POST", "/res.partner/create", **create).status_code, 200
        )
        for header in ("token", "X-Login-Token", "Login-Token"):
            response = self.call(
                "POST", "/res.partner/create", headers={header: text}, **create
            )
            self.assertRefused(response, 403)

    def test_token_may_be_required(self):
        self.account.login_token_required = True
        message = self.assertRefused(self.call("GET", "/res.partner/search"), 401)
        self.assertIn("Login-Token", message)
        text = self.generate(user_id=self.user.id)
        response = self.call("GET", "/res.partner/search", login_token=text)
        self.assertEqual(response.status_code, 200)

    def test_token_is_for_allowed_users_only(self):
        admin = self.env.ref("base.user_admin")
        response = self.call("POST", "/generate_token", json={"user_id": admin.id})
        self.assertRefused(response, 403)
        text = self.generate(user_id=self.other.id)
        self.account.allowed_user_ids = False
        self.assertRefused(
            self.call("GET", "/res.partner/search", login_token=text), 401
        )

    def test_wrong_lives_are_refused(self):
        for days in (0, -1, 366, "x", 1.5, 10**20):
            with self.subTest(days=days):
                response = self.call(
                    "POST", "/generate_token", json={"expiration_days": days}
                )
                self.assertRefused(response, 400)

    def test_token_ends_with_its_user_and_its_account(self):
        for end in (
            lambda: (
                self.env["restapi.token"]
                .search([("account_id", "=", self.account.id)])
                .action_revoke()
            ),
            lambda: self.other.write({"password": "another long password"}),
            lambda: self.account.write({"active": False}),
            lambda: self.other.write({"active": False}),
        ):
            self.account.active = True
            text = self.generate(user_id=self.other.id)
            response = self.call("GET", "/res.partner/search", login_token=text)
            self.assertEqual(response.status_code, 200)
            end()
            self.assertRefused(
                self.call("GET", "/res.partner/search", login_token=text), 401
            )

    def test_token_of_another_account_is_refused(self):
        other = self.account.copy({"user_id": self.user.id})
        key = other._restapi_new_key()
        text = self.generate()
        self.assertRefused(
            self.call("GET", "/res.partner/search", key, login_token=text), 401
        )

    def test_forged_tokens_are_refused(self):
        good = self.generate()
        right = self.signing_key()
        jti = jwt.decode(good, options={"verify_signature": False})["jti"]
        encode = jwt.encode
        known = self.claims(jti=jti)
        accepted = encode(known, right, "HS256")
        response = self.call("GET", "/res.partner/search", login_token=accepted)
        self.assertEqual(response.status_code, 200, "the checks below must mean it")
        past = int(time.time()) - 3600
        head, payload, signature = good.split(".")
        forged = {
            "none": encode(known, None, "none"),
            "other key": encode(known, "0" * 40, "HS256"),
            "other algorithm": self.longer(known, right),
            "type": encode(known, right, "HS256", {"typ": "at+jwt"}),
            "no type": encode(known, right, "HS256", {"typ": ""}),
            "unknown jti": encode(self.claims(), right, "HS256"),
            "expired": encode({**known, "exp": past}, right, "HS256"),
            "text for a number": encode(
                {**known, "exp": str(known["exp"])}, right, "HS256"
            ),
            "other user": encode(
                {**known, "user_id": self.env.ref("base.user_admin").id},
                right,
                "HS256",
            ),
            "user as text": encode(
                {**known, "user_id": str(self.user.id)}, right, "HS256"
            ),
            "true for a number": encode({**known, "user_id": True}, right, "HS256"),
            "critical": encode(known, right, "HS256", {"crit": ["b64"], "b64": False}),
            "no signature": f"{head}.{payload}.",
            "changed": f"{head}.{payload[:-2]}AA.{signature}",
            "garbage": "a.b.c",
            "long": "a" * 10_000,
            **{
                f"without {name}": encode(
                    {k: v for k, v in known.items() if k != name}, right, "HS256"
                )
                for name in known
            },
        }
        for name, text in forged.items():
            with self.subTest(name):
                self.assertRefused(
                    self.call("GET", "/res.partner/search", login_token=text), 401
                )

    def longer(self, claims, key):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return jwt.encode(claims, key, "HS512")

    def test_clock_may_be_a_little_off(self):
        text = self.generate()
        jti = jwt.decode(text, options={"verify_signature": False})["jti"]
        now = int(time.time())
        # the second one was issued before the clock was set back by an hour
        for times in ({"exp": now - 10}, {"iat": now + 3600, "exp": now + 7200}):
            claims = self.claims(jti=jti, **times)
            sent = jwt.encode(claims, self.signing_key(), "HS256")
            response = self.call("GET", "/res.partner/search", login_token=sent)
            self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestAccountsInTheWebClient(CandidrootCase):
    """What administrators and users do with keys."""

    def test_key_is_shown_once_and_not_kept(self):
        action = self.account._restapi_show_new(0)
        key = action["context"]["default_key"]
        self.assertEqual(self.call("GET", "/res.partner/search", key).status_code, 200)
        self.env.cr.execute(
            SQL("SELECT * FROM restapi_account WHERE id = %s", self.account.id)
        )
        self.assertNotIn(key, str(self.env.cr.fetchall()))
        self.assertIn(secrets.digest(self.env, key), self._row())

    def _row(self):
        self.env.cr.execute(
            SQL("SELECT digest FROM restapi_account WHERE id = %s", self.account.id)
        )
        return self.env.cr.fetchone()

    def test_user_makes_and_revokes_his_own_key(self):
        keys = self.env["restapi.key"].with_user(self.user)
        wizard = self.env["restapi.key.new"].with_user(self.user)
        made = wizard.create(
            {"name": "Laptop", "duration": "1", "may_write": True, "may_execute": True}
        )
        action = made.make_key.__wrapped__(made)
        text = action["context"]["default_key"]
        self.assertTrue(text.startswith("oak_"))
        key = keys.search([])
        self.assertEqual(key.scope, "read write execute")
        self.env.flush_all()
        headers = {"Authorization": f"Bearer {text}"}
        response = self.url_open("/api/res.partner?limit=1", headers=headers)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertFalse(self.env["restapi.key"].with_user(self.other).search([]))
        with self.assertRaisesRegex(Exception, "restapi.key"):
            key.write({"scope": "read"})
        key.action_revoke()
        self.env.flush_all()
        response = self.url_open("/api/res.partner?limit=1", headers=headers)
        self.assertEqual(response.status_code, 401)

    def test_administrator_makes_a_login_token(self):
        wizard = self.env["restapi.login.new"].create(
            {"user_id": self.other.id, "account_id": self.account.id}
        )
        shown = wizard.make_token.__wrapped__(wizard)
        text = shown["context"]["default_key"]
        response = self.call("GET", "/res.partner/search", login_token=text)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(len(self.other.restapi_login_token_ids), 1)
