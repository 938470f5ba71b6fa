"""The addon in the database: what it brings, and what it leaves."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.misc import file_path

from .. import settings


@tagged("post_install", "-at_install")
class TestModule(TransactionCase):
    def test_administrators_manage_the_api(self):
        manager = self.env.ref("restapi.restapi_group_manager")
        self.assertIn(manager, self.env.ref("base.group_system").all_implied_ids)
        self.assertEqual(
            manager.privilege_id, self.env.ref("restapi.restapi_privilege")
        )

    def test_settings_are_parameters(self):
        settings = self.env["res.config.settings"].create(
            {"restapi_max_page_size": 123}
        )
        settings.execute()
        get_param = self.env["ir.config_parameter"].get_param
        self.assertEqual(get_param("restapi.max_page_size"), "123")

    def test_zero_is_a_setting(self):
        """Core takes it for unset, so the default would come back."""
        names = ("restapi_max_page_size", "restapi_lock_timeout")
        self.env["res.config.settings"].create(dict.fromkeys(names, 0)).execute()
        read = settings.read(self.env)
        self.assertEqual((read.max_page_size, read.lock_timeout), (0, 0))
        shown = self.env["res.config.settings"].create({})
        self.assertEqual([shown[name] for name in names], [0, 0])
        self.env["res.config.settings"].create({names[1]: 7}).execute()
        self.assertEqual(settings.read(self.env).lock_timeout, 7)

    def test_settings_have_labels_and_help(self):
        settings = self.env["res.config.settings"]
        arch = etree.fromstring(settings.get_view(view_type="form")["arch"])
        app = arch.xpath("//app[@name='restapi']")[0]
        names = {node.get("name") for node in app.iter("field")}
        own = {name for name in settings._fields if name.startswith("restapi_")}
        self.assertEqual(names, own)
        for name in own:
            self.assertTrue(settings._fields[name].help, name)

    def test_credentials_have_help(self):
        """Whatever an administrator sets is explained."""
        for name in ("account", "client", "key", "access"):
            model = self.env[f"restapi.{name}"]
            arch = model.get_view(view_type="form")["arch"]
            shown = {node.get("name") for node in etree.fromstring(arch).iter("field")}
            for field in model._fields.values():
                if field.name in shown and not field.readonly and not field.relational:
                    self.assertTrue(field.help or field.name == "active", field)

    def test_secret_is_shown_to_owner_and_administrator(self):
        owner = new_test_user(self.env, login="api_owner", groups="base.group_user")
        other = new_test_user(self.env, login="api_other", groups="base.group_user")
        client = self.env["restapi.client"].create(
            {
                "name": "Shop",
                "user_id": owner.id,
                "redirect_uris": "https://a.example/",
                "allow_oauth1": True,
            }
        )
        secret = client._restapi_new_secret()

        def shown(user):
            seen = client.with_user(user)
            return seen.action_show_secret.__wrapped__(seen)["context"]["default_key"]

        for user in (owner, self.env.ref("base.user_admin")):
            self.assertEqual(shown(user), secret)
        with self.assertRaises(AccessError):
            shown(other)
        with self.assertRaises(AccessError):
            client.with_user(owner)._restapi_show_new(0)

    def test_settings_link_to_the_documentation(self):
        settings = self.env["res.config.settings"]
        arch = etree.fromstring(settings.get_view(view_type="form")["arch"])
        link = arch.xpath("//app[@name='restapi']//a[@target='_blank']")[0]
        self.assertEqual(link.get("href"), "/restapi/docs")

    def test_every_model_has_access_rights(self):
        for model in self.env.values():
            if model._module == "restapi" and not (model._abstract or model._transient):
                rights = self.env["ir.model.access"].search(
                    [("model_id.model", "=", model._name)]
                )
                self.assertTrue(rights, model._name)

    def test_pictures(self):
        for name in ("icon.png", "index.html"):
            self.assertTrue(file_path(f"restapi/static/description/{name}"))
