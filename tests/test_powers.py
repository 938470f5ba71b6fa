"""Who manages the API gains no power over the system, and what ends is all there is."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from ..auth.tokens import issued

# An application that sends no users to a page.
PLAIN = {"allow_authorization_code": False}


@tagged("post_install", "-at_install")
class TestManager(TransactionCase):
    """Credentials act for users who may do no more than who makes them."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        groups = "base.group_user,restapi.restapi_group_manager"
        cls.manager = new_test_user(cls.env, login="api_manager", groups=groups)
        cls.clerk = new_test_user(cls.env, login="api_clerk", groups="base.group_user")
        cls.admin = cls.env.ref("base.user_admin")
        cls.own = cls.env(user=cls.manager)

    def test_credential_for_an_administrator_is_refused(self):
        for model, values in (
            ("restapi.account", {"user_id": self.admin.id}),
            ("restapi.account", {"allowed_user_ids": [Command.link(self.admin.id)]}),
            ("restapi.client", {**PLAIN, "user_id": self.admin.id}),
            ("restapi.client", {**PLAIN, "service_user_id": self.admin.id}),
            ("restapi.key", {"user_id": self.admin.id}),
        ):
            with self.subTest(model=model, values=values):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.own[model].create({"name": "x", **values})
                plain = PLAIN if model == "restapi.client" else {}
                made = self.own[model].create({"name": "x", **plain})
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    made.write(values)

    def test_credential_for_equals_is_made(self):
        account = self.own["restapi.account"].create(
            {
                "name": "x",
                "user_id": self.clerk.id,
                "allowed_user_ids": [Command.link(self.manager.id)],
                "access_ids": [Command.create({"may_read": True})],
            }
        )
        self.assertTrue(account._restapi_new_key())

    def test_credential_of_an_administrator_is_out_of_reach(self):
        account = self.env["restapi.account"].create(
            {
                "name": "x",
                "user_id": self.admin.id,
                "access_ids": [Command.create({"may_read": True})],
            }
        )
        client = self.env["restapi.client"].create(
            {
                "name": "x",
                "service_user_id": self.admin.id,
                "allow_authorization_code": False,
            }
        )
        for change in (
            lambda: account.with_env(self.own)._restapi_show_new(0),
            lambda: account.with_env(self.own).write({"is_limited": False}),
            lambda: account.access_ids.with_env(self.own).write({"may_create": True}),
            lambda: client.with_env(self.own)._restapi_show_new(0),
            lambda: client.with_env(self.own)._restapi_secret(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()
        account.with_env(self.own).write({"active": False})
        self.assertFalse(account.active)

    def test_archived_administrator_is_no_way_round(self):
        other = self.admin.copy({"login": "archived", "active": False})
        account = self.own["restapi.account"].create({"name": "x"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            account.allowed_user_ids = [Command.link(other.id)]

    def test_keys_end_when_somebody_else_sets_the_password(self):
        key = self.env["restapi.key"].create({"name": "x", "user_id": self.clerk.id})
        own = self.clerk.with_user(self.clerk).sudo()
        own.write({"password": "correct horse battery staple 1"})
        self.assertTrue(key.exists())
        by_admin = self.clerk.with_user(self.admin)
        by_admin.write({"password": "correct horse battery staple 2"})
        self.assertFalse(key.exists())

    def test_administrator_makes_what_is_needed(self):
        own = self.env(user=self.admin)
        account = own["restapi.account"].create({"name": "x", "user_id": self.clerk.id})
        account.allowed_user_ids = self.manager
        self.assertTrue(account._restapi_show_new(0))


@tagged("post_install", "-at_install")
class TestIssued(TransactionCase):
    def test_no_table_is_forgotten(self):
        """Whatever names an application and a user ends with what was allowed."""
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT table_name FROM information_schema.columns
                WHERE column_name IN ('client_id', 'user_id')
                  AND table_name LIKE 'restapi%%'
                GROUP BY table_name HAVING count(*) = 2"""
            )
        )
        dialogs = {m._table for m in self.env.values() if m._transient}
        found = {row["table_name"] for row in rows} - dialogs
        # The consent itself, and the application with its owner.
        found -= {"restapi_consent", "restapi_client"}
        self.assertEqual(found, set(issued.TABLES))
