"""What a warm list costs in statements, whoever asks and whatever is switched on."""

import itertools

import requests

from odoo import Command
from odoo.tests import get_db_name, new_test_user, tagged

from ..monitoring import levels
from ..settings import NAMES
from .support import every_credential
from .support.committed import CommittedCase
from .support.common import make_rest_key
from .support.every_credential import SIGNATURE
from .support.server import Server

TIMEOUT = 60
# Of both workers, none of them the first.
CALLS = 8
# Odoo's signalling; whose the credential is; the page with its total.
LIST = 3
MORE = {
    # The key that its token is signed with.
    "account and login token": 1,
    # The application, the secret of the token, the nonce.
    SIGNATURE: 3,
}
# All that is told or kept of a request, and that answers may depend on.
FEATURES = {
    "log_level": levels.ALL,
    "log_bodies": "True",
    "metrics": "True",
    "require_if_match": "True",
}
RECORDED = "res.country"


@tagged("post_install", "-at_install")
class TestCost(CommittedCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.committed(cls._make)
        cls.addClassCleanup(cls.committed, cls._drop)
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=2))
        cls.numbers = itertools.count(1)

    @classmethod
    def _make(cls, env) -> None:
        user = new_test_user(env, login="cost", groups="base.group_user")
        cls.made = every_credential.make(user)
        line = {"model_id": env["ir.model"]._get(RECORDED).id, "may_read": True}
        for kind, values in {
            "limited key": {"is_limited": True, "access_ids": [Command.create(line)]},
            "counted key": {"requests_per_minute": 10_000},
            "key of a network": {"ip_networks": "127.0.0.0/8"},
        }.items():
            _record, text = make_rest_key(user, name=kind, **values)
            cls.made.headers[kind] = {"Authorization": f"Bearer {text}"}
        cls.user_id = user.id

    @classmethod
    def _drop(cls, env) -> None:
        env["restapi.client"].search([("user_id", "=", cls.user_id)]).unlink()
        env["res.users"].browse(cls.user_id).unlink()

    @classmethod
    def _switch(cls, env, is_on: bool) -> None:
        for name, value in FEATURES.items():
            env["ir.config_parameter"].set_param(NAMES[name], is_on and value)
        recorded = env["restapi.recorded"]
        recorded.search([("model", "=", RECORDED)]).unlink()
        if is_on:
            recorded.create({"model_id": env["ir.model"]._get(RECORDED).id})

    def statements(self, kind: str, path: str = "/api/res.country", **headers: str):
        """Return how many statements a list takes that was asked before."""
        of_account = "api-key" in self.made.headers.get(kind, ())
        names = "['code']" if of_account else "code"
        path = f"{path}/search" if of_account else path
        # By which the line of the server's log is found.
        mark = f"limit=20&offset={next(self.numbers)}"
        url = f"{self.server.url}{path}?fields={names}&{mark}"
        for _call in range(CALLS):
            shown = {**self.made.shown(kind, url), **headers}
            answer = requests.get(url, headers=shown, timeout=TIMEOUT)
            self.assertEqual(answer.status_code, 200, answer.text)
        told = f" user {self.user_id} "
        lines = [
            line
            for line in self.server.log().splitlines()
            if f"{mark} " in line and told in line
        ]
        self.assertEqual(len(lines), CALLS)
        return min(int(line.partition(told)[2].split()[0]) for line in lines)

    def test_every_credential(self):
        for kind in self.made.kinds:
            with self.subTest(kind):
                expected = LIST + MORE.get(kind, 0)
                if kind == "counted key":
                    expected += 1  # in PostgreSQL, since there is no Redis
                self.assertEqual(self.statements(kind), expected)

    def test_features_add_nothing(self):
        without = {kind: self.statements(kind) for kind in self.made.kinds}
        self.committed(self._switch, True)
        self.addCleanup(self.committed, self._switch, False)
        with_all = {kind: self.statements(kind) for kind in self.made.kinds}
        self.assertEqual(with_all, without)

    def test_header_of_a_write_adds_nothing(self):
        kind = "personal key"
        headers = {"Idempotency-Key": "cost", "X-Request-Id": "cost"}
        self.assertEqual(self.statements(kind, **headers), LIST)
