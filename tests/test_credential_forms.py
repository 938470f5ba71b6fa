"""What administrators and users do with credentials in the web client."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from .support.common import make_rest_key
from .support.patient import PatientCase

CALLBACK = "https://shop.example.com/callback"


@tagged("post_install", "-at_install")
class TestForms(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,restapi.restapi_group_manager"
        cls.manager = new_test_user(cls.env, login="api_manager", groups=groups)
        cls.user = new_test_user(cls.env, login="api_user", groups="base.group_user")
        cls.own = cls.env(user=cls.manager)

    def application(self, **values):
        return self.own["restapi.client"].create(
            {"name": "Shop", "redirect_uris": CALLBACK, **values}
        )

    def test_application_starts_with_little(self):
        page = Form(self.own["restapi.client"])
        page.name = "Shop"
        page.redirect_uris = CALLBACK
        made = page.save()
        self.assertEqual((made.scope, made.allow_oauth1), ("read", False))
        self.assertEqual(made.state, "no_secret")
        self.assertTrue(made.wants_secret)

    def test_redirect_uri_is_asked_for_in_words(self):
        page = Form(self.own["restapi.client"])
        page.name = "Shop"
        with self.assertRaisesRegex(ValidationError, "https://shop.example.com"):
            page.save()
        page.allow_authorization_code = False
        self.assertTrue(page.save())

    def test_only_a_digest_of_the_secret_is_kept(self):
        made = self.application()
        secret = made._restapi_new_secret()
        self.assertTrue(secret.startswith(made.secret_prefix[:-1]))
        self.assertIsNone(made._restapi_secret())
        self.assertFalse(made.keeps_secret)
        with self.assertRaises(UserError):
            made.action_show_secret.__wrapped__(made)

    def test_oauth1_keeps_the_secret_and_says_so(self):
        made = self.application(allow_oauth1=True)
        secret = made._restapi_new_secret()
        self.assertTrue(made.keeps_secret)
        shown = made.action_show_secret.__wrapped__(made)["context"]
        self.assertEqual(shown["default_key"], secret)
        made.allow_oauth1 = False
        self.assertFalse(made.keeps_secret)
        self.assertFalse(made.wants_secret)
        made.allow_oauth1 = True
        self.assertTrue(made.wants_secret, "it is needed, and a digest is all there is")

    def test_public_application_has_none(self):
        made = self.application()
        made._restapi_new_secret()
        made.client_type = "public"
        self.assertFalse(made.secret_prefix)
        self.assertEqual(made.state, "good")

    def test_copies_are_called_so_and_names_tell_apart(self):
        account = self.own["restapi.account"].create({"name": "Till"})
        key = account._restapi_new_key()
        copied = account.copy()
        self.assertEqual(copied.name, "Till (copy)")
        self.assertFalse(copied.key_prefix)
        expected = f"Till · {key[:6]}… · {self.manager.name}"
        self.assertEqual(account.display_name, expected)

    def test_account_that_opens_nothing_gets_lines_of_a_preset(self):
        account = self.own["restapi.account"].create({"name": "Till"})
        preset = self.own["restapi.preset"].create(
            {"name": "x", "lines": "res.partner: read update\nno.such.model: read"}
        )
        action = account.action_use_preset()
        page = Form(self.own["restapi.preset.use"].with_context(**action["context"]))
        page.preset_id = preset
        page.save().action_use()
        line = account.access_ids
        self.assertEqual(line.model, "res.partner")
        self.assertEqual((line.may_update, line.may_delete), (True, False))

    def test_preset_widens_the_scope_that_its_lines_need(self):
        made = self.application()
        preset = self.env.ref("restapi.restapi_preset_shop")
        self.assertEqual(preset.scope, "read write execute")
        self.own["restapi.preset.use"].create(
            {"credential": f"restapi.client,{made.id}", "preset_id": preset.id}
        ).action_use()
        self.assertEqual(made.scope, "read write execute")
        self.assertTrue(made.is_limited)

    def test_lines_are_copied(self):
        first = self.own["restapi.account"].create(
            {
                "name": "Till",
                "access_ids": [Command.create({"may_execute": True})],
            }
        )
        key, _text = make_rest_key(self.manager)
        self.own["restapi.preset.use"].create(
            {
                "credential": f"restapi.key,{key.id}",
                "source": f"restapi.account,{first.id}",
                "replaces": True,
            }
        ).action_use()
        self.assertEqual(key.access_ids.may_execute, True)
        self.assertFalse(key.access_ids.model_id)

    def test_presets_are_checked(self):
        for lines in ("res.partner", "res.partner: look", ": read"):
            with self.assertRaisesRegex(ValidationError, "read, create"):
                self.env["restapi.preset"].create({"name": "x", "lines": lines})

    def test_models_and_fields_are_found_by_technical_names(self):
        technical = self.env["ir.model"].with_context(restapi_technical=True)
        (found,) = technical.name_search("res.partner.bank", operator="=")
        self.assertTrue(found[1].endswith("(res.partner.bank)"), found)
        found = self.env["ir.model.fields"].with_context(restapi_technical=True)
        domain = [("model", "=", "res.partner")]
        names = [name for _id, name in found.name_search("company_name", domain)]
        self.assertIn("Company Name (company_name)", names)

    def test_lines_offer_no_wizard(self):
        domain = self.env["restapi.access"]._fields["model_id"].domain
        offered = self.env["ir.model"].search(domain)
        self.assertFalse(any(self.env[each.model]._transient for each in offered))

    def test_wrong_scope_is_told_what_it_could_be(self):
        with self.assertRaisesRegex(ValidationError, "Did you mean “read”"):
            self.application(scope="reed")
        with self.assertRaisesRegex(ValidationError, "res.partner:write"):
            self.application(scope="res.partner:writ")

    def test_what_is_changed_is_written_down(self):
        made = self.application()
        self.env.cr.precommit.run()
        made.scope = "read write"
        self.env.cr.precommit.run()
        tracked = made.sudo().message_ids.tracking_value_ids
        self.assertIn("read write", tracked.mapped("new_value_char"))
        self.assertIn(self.manager.partner_id, made.sudo().message_ids.author_id)
        made.access_ids = [Command.create({"may_delete": True})]
        made.access_ids.may_delete = False
        bodies = " ".join(made.sudo().message_ids.mapped("body"))
        self.assertIn("Read, Delete → every model · Read", bodies)

    def test_users_are_mailed_of_new_secrets(self):
        self.user.email = "user@example.com"
        account = self.env["restapi.account"].create(
            {"name": "Till", "user_id": self.user.id}
        )
        account._restapi_show_new(0)
        mail = self.env["mail.mail"].search([("email_to", "ilike", "user@example.com")])
        self.assertIn("Till", mail.body_html)

    def test_users_are_told_once_of_what_expires(self):
        self.user.email = "user@example.com"
        soon = fields.Datetime.add(fields.Datetime.now(), days=3)
        make_rest_key(self.user, valid_to=soon)
        cron = self.env["restapi.credential"]
        cron._cron_tell_expiry()
        cron._cron_tell_expiry()
        told = [("email_to", "ilike", "user@example.com")]
        self.assertEqual(self.env["mail.mail"].search_count(told), 1)

    def test_everything_of_a_user_is_revoked(self):
        key, _text = make_rest_key(self.user)
        account = self.env["restapi.account"].create(
            {"name": "Till", "user_id": self.user.id}
        )
        other = self.env["restapi.account"].create(
            {"name": "App", "allowed_user_ids": self.user.ids}
        )
        other._restapi_new_key()
        other._restapi_login_token(self.user.id, 1)
        client = self.env["restapi.client"].create(
            {
                "name": "Shop",
                "redirect_uris": CALLBACK,
                "service_user_id": self.user.id,
                "allow_client_credentials": True,
            }
        )
        consents = self.env["restapi.consent"]
        consent = consents._restapi_remember(client, self.user.id, "read")
        epoch = self.env["res.users"]._restapi_epoch(self.user.id)
        seen = self.user.with_user(self.manager)
        self.assertEqual(seen.restapi_key_count, 1)
        self.assertEqual(seen.restapi_consent_count, 1)
        seen.action_restapi_revoke_all.__wrapped__(seen)
        self.assertFalse(key.exists() or consent.exists() or other.login_token_ids)
        self.assertFalse(account.active or other.allowed_user_ids)
        self.assertFalse(client.allow_client_credentials)
        self.assertGreater(self.env["res.users"]._restapi_epoch(self.user.id), epoch)

    def test_nobody_revokes_what_is_anothers(self):
        other = self.manager.with_user(self.user)
        with self.assertRaises(AccessError):
            other.action_restapi_revoke_all.__wrapped__(other)
        own = self.user.with_user(self.user)
        self.assertTrue(own.action_restapi_revoke_all.__wrapped__(own))

    def test_integration_user(self):
        admin = self.env(user=self.env.ref("base.user_admin"))
        account = admin["restapi.account"].create({"name": "Till"})
        page = Form(
            admin["restapi.integration.user"].with_context(
                **account.action_make_user()["context"]
            )
        )
        page.name, page.login = "Till", "till"
        page.save().action_make()
        self.assertEqual(account.user_id.login, "till")
        self.assertTrue(account.user_id._is_internal())
        with self.assertRaises(AccessError):
            self.own["restapi.integration.user"].create({"name": "x", "login": "x"})


@tagged("post_install", "-at_install")
class TestIdentity(PatientCase):
    """Whoever finds a browser that is logged in makes and sees no secret."""

    def test_password_is_asked_for(self):
        self.authenticate("admin", "admin")
        account = self.env["restapi.account"].create({"name": "Till"})
        client = self.env["restapi.client"].create(
            {"name": "Shop", "redirect_uris": CALLBACK, "allow_oauth1": True}
        )
        client._restapi_new_secret()
        admin = self.env.ref("base.user_admin")
        rotation = self.env["restapi.rotation"].create(
            {"credential": f"restapi.account,{account.id}"}
        )
        login = self.env["restapi.login.new"].create(
            {"user_id": admin.id, "account_id": account.id}
        )
        made = self.env["restapi.key.new"].with_user(admin).create({"name": "x"})
        for record, method in (
            (account, "action_new_secret"),
            (client, "action_new_secret"),
            (client, "action_show_secret"),
            (rotation, "action_rotate"),
            (login, "make_token"),
            (made, "make_key"),
            (admin, "action_restapi_revoke_all"),
        ):
            with self.subTest(model=record._name, method=method):
                answer = self.make_jsonrpc_request(
                    "/web/dataset/call_button",
                    {
                        "model": record._name,
                        "method": method,
                        "args": [record.ids],
                        "kwargs": {},
                    },
                )
                self.assertEqual(answer["res_model"], "res.users.identitycheck")
