"""A credential with limits gains no power that it does not name, through any model."""

import base64

from odoo.tests import new_test_user, tagged

from ..core.grant import CREATE, EXECUTE, READ, UPDATE
from ..records import powerful, scope
from .test_grants import GrantCase

PAGE = base64.b64encode(b"<script>alert(1)</script>").decode()


class PowerCase(GrantCase):
    """An administrator, whose keys are limited by scopes of every model."""

    groups = "base.group_system,base.group_partner_manager"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.colleague = new_test_user(
            cls.env, login="colleague", groups="base.group_user", email="c@example.com"
        )

    def status(self, method, path, key, body=None):
        return self.call(method, path, key, json=body).status_code

    def assertHeld(self, response):
        self.assertEqual(response.status_code, 403, response.text)


@tagged("post_install", "-at_install")
class TestAccounts(PowerCase):
    """Users are changed by their name alone: not from a company, not from a contact."""

    def setUp(self) -> None:
        super().setUp()
        self.second = self.env["res.company"].create({"name": "Second"})
        self.path = f"/res.company/{self.second.id}"

    def test_users_of_a_company(self):
        me = self.user.id
        key = self.key_with(scope="read write")
        ways = (
            [me],
            [[4, me]],
            [[6, 0, [me]]],
            [[3, self.colleague.id]],
            [[5, 0, 0]],
            [{"id": me}],
            {"replace": [me]},
            [[0, 0, {"login": "new", "name": "New"}]],
        )
        for value in ways:
            with self.subTest(value=value):
                body = {"user_ids": value}
                self.assertHeld(self.call("PUT", self.path, key, json=body))
                body["name"] = "Third"
                self.assertHeld(self.call("POST", "/res.company", key, json=body))
        object_path = f"res.company/{self.second.id}"
        for path, sent in (
            (object_path, {"vals": f"{{'user_ids': [[4, {me}]]}}"}),
            (f"{object_path}/write", {"args": f"[{{'user_ids': [[4, {me}]]}}]"}),
        ):
            executing = self.key_with(scope="read write res.company:execute")
            self.assertHeld(self.synconics("PUT", path, executing, **sent))
        self.env.invalidate_all()
        self.assertNotIn(self.second, self.user.company_ids)
        named = self.key_with(scope="read write res.users:write")
        body = {"user_ids": [[4, me]]}
        self.assertEqual(self.status("PUT", self.path, named, body), 200)
        self.env.invalidate_all()
        self.assertIn(self.second, self.user.company_ids)

    def test_addresses_that_passwords_are_sent_to(self):
        key = self.key_with(scope="read write")
        partner = self.colleague.partner_id
        partner.parent_id = self.company
        address = {"email": "evil@example.com"}
        company = f"/res.partner/{self.company.id}"
        for path, body in (
            (f"/res.partner/{partner.id}", address),
            (company, {"child_ids": [{"id": partner.id, **address}]}),
            (company, {"child_ids": [[1, partner.id, address]]}),
            (f"/res.users/{self.colleague.id}", address),
        ):
            with self.subTest(path=path, body=body):
                self.assertHeld(self.call("PUT", path, key, json=body))
        self.env.invalidate_all()
        self.assertEqual(partner.email, "c@example.com")
        # Contacts without a user are contacts.
        self.assertEqual(self.status("PUT", company, key, address), 200)

    def test_methods_that_open_accounts(self):
        path = f"res.partner/{self.person.id}"
        everywhere = self.key_with(scope="read write execute res.partner:execute")
        limited = self.key_with(scope="read execute")
        line = {"model_id": "res.partner", "may_execute": True}
        lines = self.key_with(line)
        for method in sorted(powerful.METHODS):
            for key in (limited, lines):
                self.assertHeld(self.synconics("PUT", f"{path}/{method}", key))
        named = self.key_with({**line, "methods": "signup_get_auth_param"})
        for key in (named, everywhere):
            response = self.synconics("PUT", f"{path}/signup_get_auth_param", key)
            self.assertEqual(response.status_code, 200, response.text)


@tagged("post_install", "-at_install")
class TestCode(PowerCase):
    """Code and pages are written by those who name them."""

    def test_whatever_renders_templates(self):
        wizard = self.env["account.move.send.wizard"]
        for right in (CREATE, UPDATE, EXECUTE):
            self.assertEqual(powerful.reason(wizard, right), powerful.CODE)
        self.assertIsNone(powerful.reason(wizard, READ))
        key = self.key_with(scope="read write")
        for model in ("account.move.send.wizard", "mail.compose.message"):
            response = self.call("POST", f"/{model}", key, json={"body": "x"})
            self.assertRefused(response)

    def test_attachments_are_no_pages(self):
        key = self.key_with(scope="read write")
        for number, values in enumerate(
            (
                {"mimetype": "text/html"},
                {"mimetype": "application/xhtml+xml"},
                {"mimetype": "image/svg+xml"},
                {"name": "x.html"},
            )
        ):
            with self.subTest(values=values):
                url = f"/page_{number}"
                body = {"name": "x", "url": url, "public": True, "raw": PAGE, **values}
                response = self.call("POST", "/ir.attachment", key, json=body)
                self.assertEqual(response.status_code, 201, response.text)
                self.env["ir.attachment"].browse(response.json()["id"]).type = "binary"
                served = self.url_open(url)
                self.assertIn("text/plain", served.headers["Content-Type"])
        id_ = response.json()["id"]
        body = {"mimetype": "text/html", "raw": PAGE}
        self.assertEqual(self.status("PUT", f"/ir.attachment/{id_}", key, body), 200)
        self.assertEqual(self.env["ir.attachment"].browse(id_).mimetype, "text/plain")

    def test_methods_change_no_powerful_model(self):
        """Whatever a button does as the user, the gate of the ORM asks for the name."""
        partner = self.company.with_user(self.user)

        def change(_model):
            partner.env["res.groups"].create({"name": "Made by a method"})

        self.patch(type(partner), "open_commercial_entity", change)
        path = f"res.partner/{self.company.id}/open_commercial_entity"
        for granted, status in (
            ("read write execute", 200),
            ("read execute", 403),
            ("execute", 403),
            ("res.partner:execute", 403),
            ("execute res.groups:write", 200),
        ):
            with self.subTest(scope=granted):
                response = self.synconics("PUT", path, self.key_with(scope=granted))
                self.assertEqual(response.status_code, status, response.text)

    def test_models_of_other_addons(self):
        model = self.env["restapi_test.everything"]
        setattr(type(model), powerful.ATTRIBUTE, "it is a vault")
        self.addCleanup(delattr, type(model), powerful.ATTRIBUTE)
        name = model._name
        for scope_, status in (
            ("read", 403),
            ("read write", 403),
            (f"read {name}:write", 403),
            (f"{name}:read", 200),
            ("read write execute", 200),
        ):
            with self.subTest(scope=scope_):
                response = self.call("GET", f"/{name}", self.key_with(scope=scope_))
                self.assertEqual(response.status_code, status, response.text)
        self.assertFalse(scope.covers(self.env, "read write", f"{name}:read"))
        self.assertTrue(scope.covers(self.env, f"{name}:read", f"{name}:read"))
        self.assertTrue(scope.covers(self.env, "read write execute", f"{name}:read"))

    def test_what_was_allowed_in_parts_is_not_everything(self):
        application = self.env["restapi.client"].create(
            {
                "name": "Shop",
                "scope": "read write execute",
                "allow_authorization_code": False,
            }
        )
        consents = self.env["restapi.consent"]

        def allowed(words):
            return consents._restapi_remembered(application, self.user.id, words)

        for words in ("read", "write"):
            consents._restapi_remember(application, self.user.id, words)
        self.assertTrue(allowed("read write"))
        consents._restapi_remember(application, self.user.id, "execute")
        self.assertFalse(allowed("read write execute"))
        self.assertFalse(allowed("ir.cron:write"))
        consents._restapi_remember(application, self.user.id, "read write execute")
        self.assertTrue(allowed("ir.cron:write"))


_ONCHANGE = (
    "{'values': {}, 'field_names': [], 'fields_spec': {'sfu_server_key': {},"
    " 'restapi_redis_password': {}}}"
)


@tagged("post_install", "-at_install")
class TestSecrets(PowerCase):
    """Nobody reads a secret: neither by a key without limits, nor by a method."""

    def setUp(self) -> None:
        super().setUp()
        set_param = self.env["ir.config_parameter"].set_param
        for name in (
            "mail.sfu_server_key",
            "cloud_storage_google_account_info",
            "rest_api.redis_password",
        ):
            set_param(name, "Hu5hed")
        self.env["mail.ice.server"].create(
            {"uri": "x", "username": "x", "credential": "Hu5hed"}
        )
        self.env["mail.guest"].create({"name": "Guest", "access_token": "Hu5hed"})

    def test_by_no_path(self):
        for path in (
            "/ir.config_parameter?limit=1000",
            "/ir.config_parameter?domain=[('value','=','Hu5hed')]",
            "/ir.config_parameter?domain=[('value','=like','Hu5h%25')]&order=value",
            "/mail.ice.server",
            "/mail.ice.server?fields=credential",
            "/mail.guest",
            "/mail.guest?fields=access_token",
            "/mail.guest?domain=[('access_token','=like','Hu%25')]",
        ):
            with self.subTest(path=path):
                text = self.call("GET", path).text
                self.assertNotIn('"Hu5hed"', text)
                self.assertNotIn('"Guest"', text if "domain" in path else "")

    def test_by_no_method(self):
        for path, sent in (
            ("ir.config_parameter/get_param", {"kwargs": "{'key': 'x'}"}),
            ("ir.config_parameter/search_read", {"fields": "['value']"}),
            ("ir.config_parameter/read_group", {"groupby": "['value']"}),
            ("res.config.settings/default_get", {"fields": "['sfu_server_key']"}),
            (
                "res.config.settings/default_get",
                {"fields": "['restapi_redis_password']"},
            ),
            ("res.config.settings/get_values", {}),
            ("res.config.settings/onchange", {"kwargs": _ONCHANGE}),
            ("mail.guest/search_read", {"fields": "['access_token']"}),
            ("mail.ice.server/read_group", {"groupby": "['credential']"}),
        ):
            with self.subTest(path=path, sent=sent):
                response = self.synconics("POST", path, self.key, **sent)
                self.assertNotIn("Hu5hed", response.text)
                self.assertLess(response.status_code, 500)
