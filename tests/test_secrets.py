"""The server's secret: what it protects, and how it is changed."""

import os

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..auth import secrets
from ..auth.secrets import VARIABLE
from .support.common import ApiCase, make_rest_key, server_secrets

FIRST, SECOND = "first" * 8, "second" * 8


@tagged("post_install", "-at_install")
class TestSecrets(ApiCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.application = cls.env["restapi.client"].create(
            {
                "name": "Shop",
                "user_id": cls.user.id,
                "allow_oauth1": True,
                "allow_authorization_code": False,
            }
        )
        cls.account = cls.env["restapi.account"].create(
            {"name": "Till", "user_id": cls.user.id, "is_limited": False}
        )

    def status(self, key):
        return self.call("GET", "/res.partner?limit=1", key).status_code

    def test_keys_of_before_there_was_one_go_on(self):
        _record, key = make_rest_key(self.user)
        secret = self.application._restapi_new_secret()
        with server_secrets(FIRST):
            self.assertEqual(self.status(key), 200)
            self.assertEqual(self.application._restapi_secret(), secret)
        self.assertEqual(self.status(key), 200)

    def test_what_is_made_with_it_needs_it(self):
        with server_secrets(FIRST):
            _record, key = make_rest_key(self.user)
            self.assertEqual(self.status(key), 200)
            secret = self.application._restapi_new_secret()
        self.assertEqual(self.status(key), 401)
        self.assertIsNone(self.application._restapi_secret())
        with server_secrets(SECOND):
            self.assertEqual(self.status(key), 401)
        with server_secrets(SECOND, FIRST):
            self.assertEqual(self.status(key), 200)
            self.assertEqual(self.application._restapi_secret(), secret)

    def test_a_duplicate_of_the_database_opens_nothing(self):
        with server_secrets(FIRST):
            _record, key = make_rest_key(self.user)
            self.assertEqual(self.status(key), 200)
            self.env["ir.config_parameter"].set_param("database.secret", "another")
            self.assertEqual(self.status(key), 401)

    def test_environment_goes_before_the_file(self):
        self.addCleanup(os.environ.pop, VARIABLE, None)
        with server_secrets(FIRST):
            before = secrets.digest(self.env, "x")
            os.environ[VARIABLE] = SECOND
            self.assertNotEqual(secrets.digest(self.env, "x"), before)
            os.environ[VARIABLE] = ""
            self.assertEqual(secrets.digest(self.env, "x"), before)

    def test_keys_move_when_they_are_used(self):
        with server_secrets(FIRST):
            record, key = make_rest_key(self.user)
            account_key = self.account._restapi_new_key()
        with server_secrets(SECOND, FIRST):
            renewal = secrets.renewal(self.env, "restapi_key", key)
            self.env.cr.execute(renewal)
            renewal = secrets.renewal(self.env, "restapi_account", account_key)
            self.env.cr.execute(renewal)
        with server_secrets(SECOND):
            self.assertEqual(self.status(key), 200)
            answer = self.url_open(
                "/api/res.partner/search?limit=1", headers={"api-key": account_key}
            )
            self.assertEqual(answer.status_code, 200, answer.text)
        self.assertTrue(record.active)

    def test_seals_follow(self):
        with server_secrets(FIRST):
            secret = self.application._restapi_new_secret()
            self.account._restapi_new_key()
        seal = self.env["restapi.seal"]
        with server_secrets(SECOND, FIRST):
            self.assertGreaterEqual(seal._restapi_seal_anew(), 2)
            self.assertEqual(seal._restapi_seal_anew(), 0)
        with server_secrets(SECOND):
            self.assertEqual(self.application._restapi_secret(), secret)
        with server_secrets(FIRST):
            self.assertIsNone(self.application._restapi_secret())

    def test_seals_follow_every_day(self):
        seal = self.env["restapi.seal"]
        seal._gc_old_seals()
        with server_secrets(FIRST):
            seal._gc_old_seals()
            self.assertEqual(seal._restapi_seal_anew(), 0)

    def test_a_dump_tells_no_secret(self):
        """The application's secret is in the database, and opens for its server."""
        with server_secrets(FIRST):
            self.application._restapi_new_secret()
            self.env.cr.execute(
                "SELECT sealed_secret FROM restapi_client WHERE id = %s",
                [self.application.id],
            )
            sealed = self.env.cr.fetchone()[0]
        self.assertIsNone(secrets.unseal(self.env, sealed))

    def test_short_ones_are_told(self):
        with (
            server_secrets("short"),
            mute_logger("odoo.addons.restapi.auth.secrets"),
            self.assertLogs("odoo.addons.restapi.auth.secrets", "WARNING") as told,
        ):
            self.env["restapi.seal"]._register_hook()
        self.assertIn("less than 32 characters", told.output[0])

    def test_a_renewed_digest_is_of_its_owner_alone(self):
        other = new_test_user(self.env, login="other_secret", groups="base.group_user")
        with server_secrets(FIRST):
            _record, key = make_rest_key(self.user)
            _record, others = make_rest_key(other)
        with server_secrets(SECOND, FIRST):
            self.env.cr.execute(secrets.renewal(self.env, "restapi_key", key))
            self.assertEqual([self.status(key), self.status(others)], [200, 200])
        with server_secrets(SECOND):
            self.assertEqual([self.status(key), self.status(others)], [200, 401])
