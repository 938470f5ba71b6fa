"""Clients that upsert the same new keys at once make one record of each."""
# pylint: disable=external-request-timeout

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import requests

from odoo.tests import get_db_name, new_test_user, tagged

from .support.committed import CommittedCase
from .support.common import make_key
from .support.server import Server
from .support.turns import GROUPS, TIMEOUT

CLIENTS = 16


@tagged("post_install", "-at_install")
class TestUpsertWorkers(CommittedCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))

    def setUp(self):
        super().setUp()
        self.committed(self._make)
        self.addCleanup(self.committed, self._drop)

    def _make(self, env):
        env["ir.config_parameter"].set_param("restapi.lock_timeout", "60")
        user = new_test_user(env, login="upsert_client", groups=GROUPS)
        self.user_id, self.key = user.id, make_key(user)

    def _drop(self, env):
        env["ir.config_parameter"].set_param("restapi.lock_timeout", False)
        env["res.partner"].search([("create_uid", "=", self.user_id)]).unlink()
        user = env["res.users"].browse(self.user_id)
        partner = user.partner_id
        user.unlink()
        partner.unlink()

    def storm(self, match, bodies):
        """Send all bodies at once; return the results of each."""
        together = Barrier(len(bodies))

        def send(body):
            together.wait(TIMEOUT)
            return requests.put(
                f"{self.server.url}/api/res.partner?match={match}&fields=id",
                json=body,
                headers={"Authorization": f"Bearer {self.key}"},
                timeout=TIMEOUT,
            )

        with ThreadPoolExecutor(len(bodies)) as threads:
            answers = list(threads.map(send, bodies))
        self.assertEqual(
            {answer.status_code for answer in answers},
            {200},
            [answer.text for answer in answers if answer.status_code != 200],
        )
        return [answer.json()["results"] for answer in answers]

    def assertOneEach(self, results, keys):
        created = [r["id"] for each in results for r in each if r["created"]]
        self.assertEqual(len(created), keys)
        self.assertEqual({r["id"] for each in results for r in each}, set(created))

    def test_one_key(self):
        results = self.storm(
            "ref",
            [{"ref": "storm", "name": f"Storm {n}"} for n in range(CLIENTS)],
        )
        self.assertOneEach(results, 1)

    def test_one_external_id(self):
        results = self.storm(
            "xmlid",
            [{"xmlid": "shop.storm", "name": f"Storm {n}"} for n in range(CLIENTS)],
        )
        self.assertOneEach(results, 1)

    def test_one_key_in_long_lists(self):
        """Longer than the number of locks, with one key in common."""
        bodies = [
            [{"ref": f"storm {client} {n}", "name": f"Storm {n}"} for n in range(100)]
            for client in range(4)
        ]
        for client, body in enumerate(bodies):
            body.insert(client * 30, {"ref": "storm common", "name": "Common"})
        singles = [{"ref": "storm common", "name": "Common"}] * 4
        results = self.storm("ref", bodies + singles)
        self.assertOneEach(results, 401)
