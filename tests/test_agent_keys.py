"""How people connect AI agents: keys, applications, and what is pasted where."""

import json
import shlex

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..wizards import agent_configurations
from .support.common import ApiCase
from .support.mcp import McpCase

KEY = "oak_0123"
ADDRESS = "https://odoo.example.com/mcp"


@tagged("post_install", "-at_install")
class TestConfigurations(ApiCase):
    def test_with_a_key(self):
        texts = agent_configurations.texts(ADDRESS, KEY)
        words = shlex.split(texts["claude_code"])
        self.assertEqual(
            words[-3:], [ADDRESS, "--header", f"Authorization: Bearer {KEY}"]
        )
        desktop = json.loads(texts["claude_desktop"])["mcpServers"]["odoo"]
        self.assertEqual(desktop["command"], "npx")
        self.assertIn(ADDRESS, desktop["args"])
        for name, key in (("cursor", "mcpServers"), ("vscode", "servers")):
            server = json.loads(texts[name])[key]["odoo"]
            self.assertEqual(server["url"], ADDRESS)
            self.assertEqual(server["headers"]["Authorization"], f"Bearer {KEY}")

    def test_with_a_log_in(self):
        for text in agent_configurations.texts(ADDRESS, "").values():
            self.assertIn(ADDRESS, text)
            self.assertNotIn("Authorization", text)


@tagged("post_install", "-at_install")
class TestAgentKey(McpCase):
    @mute_logger("odoo.addons.base.models.res_users")
    def make(self, **values):
        agents = self.env["restapi.agent.new"].with_user(self.user)
        wizard = agents.create(values)
        # The password was asked for a moment ago.
        action = type(wizard).make_key.__wrapped__(wizard)
        return action["context"]

    def test_a_key_that_reads_some_models(self):
        agents = self.env["restapi.agent.new"].with_user(self.user)
        with Form(agents) as form:
            self.assertGreater(len(form.model_ids), 0)
            self.assertEqual(form.requests_per_minute, 60)
        shown = self.make()
        key = self.env["restapi.key"].search([("user_id", "=", self.user.id)])
        self.assertEqual(key.scope, "read")
        self.assertTrue(key.is_limited)
        self.assertEqual(key.requests_per_minute, 60)
        self.assertIn("res.partner", key.access_ids.mapped("model"))
        self.assertFalse(any(key.access_ids.mapped("may_update")))
        self.assertTrue(shown["default_address"].endswith("/mcp"))
        self.assertIn(shown["default_key"], shown["default_claude_code"])
        self.assertNotIn("create_records", self.tools(key=shown["default_key"]))
        names = self.tool("list_models", {}, key=shown["default_key"])["models"]
        self.assertEqual(len(names), len(key.access_ids))

    def test_a_key_that_writes_one(self):
        lines = [
            (0, 0, {"model": "res.partner", "may_create": True}),
            (0, 0, {"model": "res.country"}),
        ]
        key = self.make(model_ids=lines)["default_key"]
        create = {"model": "res.partner", "records": [{"name": "By an agent"}]}
        self.tool("create_records", create, key=key)
        update = {"model": "res.partner", "ids": [1], "values": {"name": "x"}}
        self.mistake("update_records", update, key=key)
        create["model"] = "res.country"
        self.mistake("create_records", create, key=key)

    def test_models_are_those_that_the_user_reads(self):
        models = self.env["restapi.agent.new.model"].with_user(self.user)
        readable = models._restapi_readable()
        self.assertIn("res.partner", readable)
        for name in ("ir.cron", "restapi.key", "ir.config_parameter"):
            self.assertNotIn(name, readable)
        with self.assertRaisesRegex(UserError, "You may not read ir.cron"):
            self.make(model_ids=[(0, 0, {"model": "ir.cron"})])

    def test_what_is_of_no_use(self):
        for values in ({"model_ids": []}, {"requests_per_minute": 0}):
            with self.assertRaises(UserError):
                self.make(**values)


@tagged("post_install", "-at_install")
class TestAgentApplication(ApiCase):
    def test_preset(self):
        clients = self.env["restapi.client"]
        client = clients.browse(clients.action_new_agent()["res_id"])
        self.assertEqual(client.client_type, "public")
        self.assertEqual(client.scope, "read")
        self.assertFalse(client.allow_oauth1)
        self.assertEqual(client.requests_per_minute, 60)
        self.assertIn("res.partner", client.access_ids.mapped("model"))
        shown = client.action_agent_show()["context"]
        self.assertFalse(shown["default_key"])
        self.assertIn(shown["default_address"], shown["default_cursor"])

    def test_applications_that_come_by_themselves_are_turned_away(self):
        answer = self.url_open(
            "/restapi/1.0/common/oauth2/register",
            json={"client_name": "x", "redirect_uris": ["https://a.example/cb"]},
        )
        self.assertEqual(answer.status_code, 404, answer.text)
        document = self.url_open("/.well-known/oauth-authorization-server").json()
        self.assertNotIn("registration_endpoint", document)
        self.assertIs(document["client_id_metadata_document_supported"], False)

    def test_who_lets_them_in_is_their_owner(self):
        admin = self.env.ref("base.user_admin")
        config = self.env["res.config.settings"].with_user(admin)
        config.create({"restapi_client_registration": True}).execute()
        owner = self.env["ir.config_parameter"].get_param("restapi.registration_owner")
        self.assertEqual(owner, str(admin.id))
        values = config.default_get(["restapi_client_registration"])
        self.assertIs(values["restapi_client_registration"], True)
        with self.assertRaises(ValidationError):
            config.create({"restapi_registered_scope": "everything"})

    def test_unused_applications_are_forgotten(self):
        clients = self.env["restapi.client"]
        values = {
            "name": "Old",
            "user_id": self.user.id,
            "registration": "dynamic",
            "redirect_uris": "https://a.example/cb",
        }
        old, new = clients.create([values, {**values, "name": "New"}])
        kept = clients.create({**values, "name": "By hand", "registration": "manual"})
        allowed = clients.create({**values, "name": "Allowed"})
        self.env["restapi.consent"]._restapi_remember(allowed, self.user.id, "read")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE restapi_client SET create_date = now() - interval '2 days'"
            " WHERE id IN %s",
            [(old.id, kept.id, allowed.id)],
        )
        self.env.invalidate_all()
        clients._gc_unused()
        self.assertFalse(old.exists())
        self.assertEqual((new | kept | allowed).exists(), new | kept | allowed)
