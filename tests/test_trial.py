"""The administrators' page that tells what would become of a call."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from .support.common import make_rest_key
from .support.needs import BROWSER, needs
from .support.patient import PatientCase

TITLES = [
    "Credential",
    "Model",
    "Scope and access lines",
    "Access right",
    "Record rules",
    "Field groups",
]


@tagged("post_install", "-at_install")
class TestTrial(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="api_manager",
            groups="base.group_user,restapi.restapi_group_manager",
        )
        cls.user = new_test_user(
            cls.env,
            login="api_user",
            groups="base.group_user,base.group_partner_manager",
        )
        cls.partner = cls.env["res.partner"].create({"name": "Acme"})

    def key(self, *lines, **values):
        access = [
            Command.create(
                {**line, "model_id": self.env["ir.model"]._get(line["model_id"]).id}
            )
            for line in lines
        ]
        made, _text = make_rest_key(
            self.user, is_limited=bool(lines), access_ids=access, **values
        )
        return made

    def tried(self, credential, model="res.partner", operation="read", **values):
        """Return the page as a manager has it after this choice."""
        env = self.env(user=self.manager)
        field = values.pop("field", None)
        page = Form(env["restapi.trial"])
        page.credential = env[credential._name].browse(credential.id)
        page.model_id = env["ir.model"]._get(model)
        page.operation = operation
        if field:
            page.field_id = env["ir.model.fields"]._get(model, field)
        for name, value in values.items():
            setattr(page, name, value)
        return page

    def assertAllowed(self, page):
        self.assertTrue(page.is_allowed, page.answer)
        self.assertEqual(page.answer, "Allowed.")
        self.assertEqual(page.steps.count("fa-check"), len(TITLES))

    def assertRefusedBy(self, page, title, *words):
        self.assertFalse(page.is_allowed)
        self.assertTrue(page.is_complete)
        self.assertTrue(page.answer.startswith(f"Refused by “{title}”: "), page.answer)
        for word in words:
            self.assertIn(word, page.answer)
        place = TITLES.index(title)
        counts = [page.steps.count(f"fa-{i}") for i in ("check", "times", "minus")]
        self.assertEqual(counts, [place, 1, len(TITLES) - place - 1])

    def test_incomplete(self):
        page = Form(self.env["restapi.trial"].with_user(self.manager))
        self.assertFalse(page.is_complete)
        self.assertFalse(page.is_allowed)

    def test_allowed(self):
        key = self.key(requests_per_minute=60, ip_networks="10.0.0.0/8")
        page = self.tried(key, record_id=self.partner.id, field="name")
        self.assertAllowed(page)
        self.assertIn("Only from 10.0.0.0/8.", page.steps)
        self.assertIn("60 requests a minute.", page.steps)

    def test_credential_that_is_not_good(self):
        hour, now = timedelta(hours=1), datetime.now()
        for values, word in (
            ({"active": False}, "archived"),
            ({"valid_from": now + hour}, "not valid yet"),
            ({"valid_to": now - hour}, "has expired"),
        ):
            with self.subTest(word):
                page = self.tried(self.key(**values))
                self.assertRefusedBy(page, "Credential", word, "401")

    def test_archived_user(self):
        key = self.key()
        self.user.active = False
        page = self.tried(key)
        self.assertRefusedBy(page, "Credential", self.user.name)

    def test_model_that_is_not_offered(self):
        self.assertRefusedBy(self.tried(self.key(), "restapi.key"), "Model", "404")

    def test_method_that_reads_as_superuser(self):
        key, model = self.key(), "ir.config_parameter"
        page = self.tried(key, model, operation="execute", method="get_param")
        self.assertRefusedBy(page, "Model", "get_param", "not open to clients")

    def test_scope(self):
        page = self.tried(self.key(scope="read"), operation="update")
        self.assertRefusedBy(page, "Scope and access lines", "update res.partner")

    def test_access_line_with_a_domain(self):
        line = {"model_id": "res.partner", "domain": "[('name', '=', 'Acme')]"}
        key = self.key(line)
        self.assertAllowed(self.tried(key, record_id=self.partner.id))
        page = self.tried(key, record_id=self.user.partner_id.id)
        self.assertRefusedBy(page, "Scope and access lines", "this record")

    def test_field_that_no_line_allows(self):
        name = self.env["ir.model.fields"]._get("res.partner", "name")
        line = {"model_id": "res.partner", "field_ids": name.ids}
        page = self.tried(self.key(line), field="email")
        self.assertRefusedBy(page, "Scope and access lines", "read email")

    def test_access_right_names_the_groups(self):
        page = self.tried(self.key(), "res.country", "create")
        groups = self.env["ir.model.access"].group_names_with_access(
            "res.country", "create"
        )
        self.assertRefusedBy(page, "Access right", groups[0])

    def test_record_rule_is_named(self):
        rule = self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": [("id", "!=", self.partner.id)],
                "perm_read": False,
            }
        )
        key, record_id = self.key(), self.partner.id
        page = self.tried(key, operation="update", record_id=record_id)
        self.assertRefusedBy(page, "Record rules", "only sees it", "Not this one")
        self.assertAllowed(self.tried(key, record_id=record_id))
        rule.perm_read = True
        page = self.tried(key, operation="delete", record_id=record_id)
        self.assertRefusedBy(page, "Record rules", "404", "Not this one")

    def test_record_that_is_not_there(self):
        page = self.tried(self.key(), record_id=2**31 - 1)
        self.assertRefusedBy(page, "Record rules", "404")

    def test_field_group(self):
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "base.group_system")
        page = self.tried(self.key(), field="ref")
        group = self.env.ref("base.group_system").full_name
        self.assertRefusedBy(page, "Field groups", group)

    def test_methods(self):
        key = self.key(scope="read")
        for method, title in (
            ("no_such_method", "Model"),
            ("_write", "Model"),
            ("open_commercial_entity", "Scope and access lines"),
        ):
            with self.subTest(method):
                page = self.tried(key, operation="execute", method=method)
                self.assertRefusedBy(page, title)
        free = self.key()
        page = self.tried(free, operation="execute", method="open_commercial_entity")
        self.assertAllowed(page)
        page = self.tried(free, "res.country", "execute", method="unlink")
        self.assertRefusedBy(page, "Access right")

    def test_account_that_needs_a_user(self):
        account = self.env["restapi.account"].create(
            {
                "name": "Shop",
                "user_id": self.user.id,
                "is_limited": False,
                "login_token_required": True,
                "allowed_user_ids": self.user.ids,
            }
        )
        page = self.tried(account, user_id=self.user)
        self.assertRefusedBy(page, "Credential", "no key yet")
        account._restapi_new_key()
        self.assertRefusedBy(self.tried(account), "Credential", "login token")
        page = self.tried(account, user_id=self.manager)
        self.assertRefusedBy(page, "Credential", "may not act for")
        self.assertAllowed(self.tried(account, user_id=self.user))

    def test_application_is_within_its_scope(self):
        application = self.env["restapi.client"].create(
            {"name": "App", "user_id": self.user.id, "allow_authorization_code": False}
        )
        self.assertRefusedBy(self.tried(application), "Credential", "no key yet")
        application._restapi_new_secret()
        self.assertAllowed(self.tried(application))
        page = self.tried(application, operation="delete")
        self.assertRefusedBy(page, "Scope and access lines")

    def test_nothing_is_written(self):
        key = self.key()
        before = self.partner.read()
        self.tried(key, operation="delete", record_id=self.partner.id)
        self.assertTrue(self.partner.exists())
        self.assertEqual(self.partner.read(), before)
        self.assertFalse(self.env["restapi.trial"].search_count([]))

    def test_for_administrators_only(self):
        with self.assertRaises(AccessError):
            Form(self.env["restapi.trial"].with_user(self.user))


@tagged("post_install", "-at_install")
@needs(BROWSER)
class TestTrialPage(PatientCase):
    def test_opens(self):
        self.browser_js(
            "/odoo/action-restapi.restapi_trial_action",
            "console.log('test successful')",
            "!!document.querySelector('.o_field_widget[name=credential]')",
            login="admin",
        )
