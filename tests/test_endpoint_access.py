"""Who may use an endpoint without code, and that it widens nothing."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..auth import secrets
from ..auth.tokens import issued, token
from ..core.grant import FULL, READ, UPDATE, Line, Lines, intersection
from .support.common import make_key, make_rest_key
from .support.endpoints import EndpointCase

PARTNER = "res.partner"


@tagged("post_install", "-at_install")
class TestGrants(EndpointCase):
    """A credential with limits does what it may anyway, or what it was listed for."""

    def setUp(self) -> None:
        super().setUp()
        self.acme = self.endpoint(
            "acme",
            tree="name,email,country_id(name),child_ids(name,comment)",
            domain="[('is_company', '=', True), ('country_id.code', '=', 'BE')]",
            order="country_id, id",
            may_create=True,
            may_update=True,
            accepted="name,child_ids(name)",
            create_values="{'is_company': True, 'ref': 'till'}",
        )
        self.path = f"/x/v1/acme/{self.company.id}"

    def limited(self, *lines: dict, **values: object) -> str:
        """Make a key with these lines alone, which may be none."""
        key = self.key_with(*lines)
        self.made.write({"is_limited": True, **values})
        self.env.flush_all()
        return key

    def test_limits_hold_where_it_is_not_listed(self):
        for lines in (
            (),
            ({"model_id": PARTNER, "field_ids": ["name", "country_id"]},),
            ({"model_id": PARTNER},),  # not the countries of the domain
        ):
            key = self.limited(*lines)
            for path in ("/x/v1/acme", self.path):
                with self.subTest(lines, path=path):
                    self.assertRefused(self.call("GET", path, key))
        key = self.limited({"model_id": PARTNER}, {"model_id": "res.country"})
        self.assertEqual(self.get(self.path, key=key)["name"], "Acme")
        response = self.call("PATCH", self.path, key, json={"name": "x"})
        self.assertRefused(response)
        self.assertRefused(self.call("POST", "/x/v1/acme", key, json={"name": "x"}))

    def test_records_that_the_limits_hide(self):
        hidden = {"model_id": PARTNER, "domain": "[('name', '!=', 'Acme')]"}
        key = self.limited(hidden, {"model_id": "res.country"})
        found = self.get("/x/v1/acme", key=key)["results"]
        self.assertNotIn("Acme", [row["name"] for row in found])
        response = self.call("GET", self.path, key)
        self.assertProblem(response, 404, "missing_record")

    def test_listed_one_does_what_the_endpoint_does(self):
        key = self.limited()
        self.acme.key_ids = self.made
        self.env.flush_all()
        row = self.get(self.path, key=key)
        self.assertEqual(row, self.get(self.path))
        self.assertEqual(row["country_id"]["name"], "Belgium")
        self.assertEqual(self.get("/x/v1/acme", key=key), self.get("/x/v1/acme"))
        body = {"name": "Acme 2", "child_ids": [{"name": "Ada"}]}
        response = self.call("PATCH", self.path, key, json=body)
        self.assertEqual(response.status_code, 200, response.text)
        response = self.call("POST", "/x/v1/acme", key, json={"name": "New"})
        self.assertEqual(response.status_code, 201, response.text)

    def test_listed_one_does_nothing_else(self):
        other = self.endpoint("other", tree="name")
        key = self.limited()
        self.acme.key_ids = self.made
        self.env.flush_all()
        for method, path, body in (
            ("GET", f"/{PARTNER}", None),
            ("GET", f"/{PARTNER}/{self.company.id}", None),
            ("PATCH", f"/{PARTNER}/{self.company.id}", {"name": "x"}),
            ("POST", f"/{PARTNER}", {"name": "x"}),
            ("GET", "/res.country", None),
            ("GET", f"/x/v1/{other.path}", None),
        ):
            with self.subTest(method=method, path=path):
                self.assertRefused(self.call(method, path, key, json=body))
        for path, body in (
            (self.path, {"email": "x"}),
            (self.path, {"child_ids": [{"name": "x", "comment": "y"}]}),
            (f"/x/v1/acme/{self.person.id}", {"name": "x"}),
        ):
            response = self.call("PATCH", path, key, json=body)
            self.assertIn(response.status_code, (404, 422), response.text)
        requests = [
            {"method": "GET", "path": "x/v1/acme?limit=1"},
            {"method": "GET", "path": PARTNER},
        ]
        body = {"requests": requests, "atomic": False}
        response = self.call("POST", "/batch", key, json=body)
        statuses = [each["status"] for each in response.json()["results"]]
        self.assertEqual(statuses, [200, 403])

    def test_unlisted_again_it_is_refused_at_once(self):
        key = self.limited()
        self.acme.key_ids = self.made
        self.env.flush_all()
        self.get(self.path, key=key)
        self.acme.key_ids = False
        self.env.flush_all()
        self.assertRefused(self.call("GET", self.path, key))

    def test_scope_of_a_listed_one_holds(self):
        key = self.limited(scope="res.country:read")
        self.acme.key_ids = self.made
        self.env.flush_all()
        self.assertRefused(self.call("GET", self.path, key))
        self.made.scope = "read"
        self.env.flush_all()
        self.get(self.path, key=key)
        self.assertRefused(self.call("PATCH", self.path, key, json={"name": "x"}))

    def test_tokens_of_a_listed_application(self):
        client = self.env["restapi.client"].create(
            {
                "name": "Shop",
                "user_id": self.user.id,
                "redirect_uris": "http://127.0.0.1/callback",
                "is_limited": True,
            }
        )
        narrow, wide = (
            self.token_of(client, scope) for scope in ("res.country:read", "read")
        )
        for key in (narrow, wide):
            self.assertRefused(self.call("GET", self.path, key))
        self.acme.client_ids = client
        self.env.flush_all()
        self.assertRefused(self.call("GET", self.path, narrow))
        self.assertEqual(self.get(self.path, key=wide), self.get(self.path))
        self.assertRefused(self.call("PATCH", self.path, wide, json={"name": "x"}))
        self.assertRefused(self.call("GET", f"/{PARTNER}", wide))

    def token_of(self, client, scope: str) -> str:
        """Issue an access token of an application for the user."""
        text = token.new_text(token.OAUTH2_ACCESS)
        values = {
            "create_date": issued.NOW,
            "kind": token.OAUTH2_ACCESS,
            "digest": secrets.digest(self.env, text),
            "client_id": client.id,
            "family": text[-8:],
            "scope": scope,
            "expires_at": issued.after(3600),
        }
        self.env.flush_all()
        issued.add(self.env.cr, issued.TOKENS, values, user_id=self.user.id)
        return text

    def test_requests_are_counted(self):
        key = self.limited({"model_id": PARTNER}, {"model_id": "res.country"})
        self.made.requests_per_minute = 1
        self.env.flush_all()
        statuses = [self.call("GET", self.path, key).status_code for _ in range(3)]
        self.assertEqual(statuses[-1], 429)

    def test_only_listed_credentials(self):
        other, listed = make_rest_key(self.user)
        self.acme.write({"all_credentials": False, "key_ids": other})
        account = self.env["restapi.account"].create(
            {"name": "Till", "user_id": self.user.id, "is_limited": True}
        )
        account_key = account._restapi_new_key()
        self.env.flush_all()
        self.get(self.path, key=listed)
        for key in (self.key, self.limited(), account_key):
            response = self.call("GET", self.path, key)
            self.assertProblem(response, 403, "endpoint_access")
        self.acme.account_ids = account
        self.env.flush_all()
        self.get(self.path, key=account_key)
        self.authenticate("api_user", "api_user")
        response = self.call("GET", self.path, None)
        self.assertProblem(response, 403, "endpoint_access")
        # The list does not become everybody when its last credential goes.
        other.unlink()
        account.unlink()
        self.env.flush_all()
        response = self.call("GET", self.path)
        self.assertProblem(response, 403, "endpoint_access")

    def test_what_it_opens_is_narrow(self):
        does = self.env["restapi.service"]._endpoints()["v1/acme"].does
        self.assertTrue(does.allows(PARTNER, UPDATE))
        self.assertFalse(does.allows("res.country", UPDATE))
        self.assertFalse(does.allows_field(PARTNER, "email", UPDATE))
        self.assertFalse(does.allows_method(PARTNER, "message_post"))
        own = Lines((Line(frozenset([READ]), PARTNER),), frozenset(["v1/acme"]))
        self.assertIs(own.at("v1/acme", does), does)
        self.assertIs(own.at("v1/other", does), own)
        self.assertIs(FULL.at("v1/acme", does), FULL)
        scope = Lines((Line(frozenset([READ])),))
        both = intersection(scope, own).at("v1/acme", does)
        self.assertTrue(both.allows(PARTNER, READ))
        self.assertFalse(both.allows(PARTNER, UPDATE))


@tagged("post_install", "-at_install")
class TestUsers(EndpointCase):
    def test_groups(self):
        group = self.env["res.groups"].create({"name": "Tills"})
        made = self.endpoint("tills", group_ids=[Command.set(group.ids)])
        self.assertFalse(made.all_users)
        response = self.call("GET", "/x/v1/tills")
        self.assertProblem(response, 403, "endpoint_access")
        self.user.group_ids += group
        self.env.flush_all()
        self.get("/x/v1/tills?limit=1")
        group.unlink()
        self.env.flush_all()
        response = self.call("GET", "/x/v1/tills")
        self.assertProblem(response, 403, "endpoint_access")

    def test_portal_user_sees_what_rules_let_them(self):
        portal = new_test_user(self.env, "endpoint_portal", groups="base.group_portal")
        key = make_key(portal)
        self.endpoint("people", tree="name", may_create=True, accepted="name")
        rows = self.get("/x/v1/people?limit=500", key=key)["results"]
        native = self.get(f"/{PARTNER}?fields=name&limit=500", key=key)["results"]
        self.assertEqual(rows, native)
        self.assertNotIn("Acme", [row["name"] for row in rows])
        response = self.call("GET", f"/x/v1/people/{self.company.id}", key)
        self.assertProblem(response, 404, "missing_record")
        response = self.call("POST", "/x/v1/people", key, json={"name": "x"})
        self.assertProblem(response, 403, "access_error")

    def test_fields_of_other_groups(self):
        self.patch(self.env[PARTNER]._fields["ref"], "groups", "base.group_system")
        self.endpoint("refs", tree="name", domain="[('ref', '!=', False)]")
        response = self.call("GET", "/x/v1/refs")
        self.assertProblem(response, 403, "field_access")

    def test_without_a_credential(self):
        self.endpoint("open")
        for method in ("GET", "POST"):
            response = self.call(method, "/x/v1/open", None, json={})
            self.assertProblem(response, 401, "unauthorized")

    def test_session_of_the_web_client(self):
        self.endpoint("open", may_create=True, accepted="name")
        self.authenticate("api_user", "api_user")
        self.assertEqual(self.call("GET", "/x/v1/open", None).status_code, 200)
        response = self.call("POST", "/x/v1/open", None, json={"name": "x"})
        self.assertProblem(response, 403, "csrf")


@tagged("post_install", "-at_install")
class TestPowers(EndpointCase):
    """Who manages the API defines what reads; what writes is for administrators."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        groups = "base.group_user,restapi.restapi_group_manager"
        cls.manager = new_test_user(cls.env, login="api_manager", groups=groups)

    def own(self, endpoint):
        return endpoint.with_user(self.manager)

    def test_manager_defines_what_reads(self):
        made = self.own(self.endpoint("read"))
        made.write(
            {
                "tree": "name,email",
                "domain": "[('name', '=', name)]",
                "parameter_ids": [Command.create({"name": "name"})],
            }
        )
        made.parameter_ids.required = True
        made.action_preview()
        made.action_export()
        made.unlink()

    def test_manager_defines_nothing_that_writes(self):
        for values in (
            {"may_create": True, "accepted": "name"},
            {"may_update": True, "accepted": "name"},
            {"may_call": True, "method": "message_subscribe"},
        ):
            reads = self.own(self.endpoint("reads"))
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                reads.write(values)
            reads.unlink()
            made = self.endpoint("writes", parameters=[], **values)
            for change in (
                {"domain": "[]"},
                {"tree": "email"},
                {"may_create": False, "may_update": False, "may_call": False},
                {"active": True},
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.own(made).write(change)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.own(made).copy({"path": "copied"})
            self.own(made).write({"active": False})
            self.assertFalse(made.active)
            made.unlink()

    def test_manager_changes_no_parameter_of_what_writes(self):
        made = self.endpoint(
            "writes",
            may_create=True,
            create_values="{'name': who}",
            parameters=[{"name": "who"}],
        )
        lines = made.parameter_ids.with_user(self.manager)
        for change in (
            lambda: lines.write({"default": "me"}),
            lines.unlink,
            lambda: lines.create({"name": "x", "endpoint_id": made.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_manager_opens_no_credential_of_an_administrator(self):
        admin = self.env.ref("base.user_admin")
        made = self.own(self.endpoint("read"))
        account = self.env["restapi.account"].create(
            {"name": "x", "user_id": admin.id, "is_limited": True}
        )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            made.account_ids = account
        made.sudo().account_ids = account
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            made.tree = "name,email"

    def test_other_users_see_no_definition(self):
        made = self.endpoint("read")
        with self.assertRaises(AccessError):
            made.with_user(self.user).read(["tree"])
        response = self.call("GET", "/restapi.endpoint")
        self.assertProblem(response, 404, "unknown_model")
