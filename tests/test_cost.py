"""What a warm list costs in statements, whoever asks and whatever is switched on."""

import itertools
from collections.abc import Mapping

import requests

from odoo import Command
from odoo.tests import get_db_name, new_test_user, tagged

from ..monitoring import levels
from ..settings import NAMES
from .support import every_credential
from .support.committed import CommittedCase
from .support.common import make_rest_key
from .support.every_credential import SIGNATURE
from .support.redis_server import RedisServer, program
from .support.server import Server

TIMEOUT = 60
MARK = "cost"
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
GROUPS = "base.group_user,base.group_partner_manager"
# Two to see whether the record may be written, which is seen again afterwards; to take
# all locks, to keep them for the transaction, to bound that.
TURN = 5
# The answer of before, asked for before the turn and after it; the one of now.
REPEATABLE = 3


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
        user = new_test_user(env, login="cost", groups=GROUPS)
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
        env["res.partner"].search([("ref", "=", MARK)]).unlink()
        env["restapi.client"].search([("user_id", "=", cls.user_id)]).unlink()
        env["res.users"].browse(cls.user_id).unlink()

    @classmethod
    def _set(cls, env, name: str, value: str | bool) -> None:
        env["ir.config_parameter"].set_param(NAMES[name], value)

    @classmethod
    def _set_all(cls, env, values: Mapping[str, str | bool]) -> None:
        for name, value in values.items():
            cls._set(env, name, value)

    @classmethod
    def _switch(cls, env, is_on: bool) -> None:
        cls._set_all(env, {name: is_on and value for name, value in FEATURES.items()})
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
        return self.fewest(mark)

    def fewest(self, mark: str) -> int:
        """Return the statements of a request whose address ends so, by the log."""
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

    def test_redis_takes_counts_and_tokens(self):
        if not program():
            self.skipTest("there is no redis-server")
        redis = RedisServer("cost")
        self.addCleanup(redis.remove)
        redis.start()
        values = {
            "use_redis_token_store": "True",
            "redis_host": "127.0.0.1",
            "redis_port": str(redis.port),
            "redis_password": redis.password,
        }
        self.addCleanup(self.committed, self._set_all, dict.fromkeys(values, False))
        self.committed(self._set_all, values)
        # Tokens that are in PostgreSQL open nothing meanwhile.
        made = self.committed(
            lambda env: every_credential.password_tokens_of(
                env["res.users"].browse(self.user_id)
            )
        )
        kept = dict(self.made.headers)
        self.addCleanup(self.made.headers.update, kept)
        self.made.headers.update(made)
        for kind in ("counted key", *made):
            with self.subTest(kind):
                self.assertEqual(self.statements(kind), LIST)

    def test_header_of_a_write_adds_nothing(self):
        kind = "personal key"
        headers = {"Idempotency-Key": "cost", "X-Request-Id": "cost"}
        self.assertEqual(self.statements(kind, **headers), LIST)

    def writes(self, **headers: str) -> int:
        """Return how many statements a write takes of a partner that is new each time."""
        values = {"name": "Cost", "ref": MARK}
        id_ = self.committed(lambda env: env["res.partner"].create(values).id)
        mark = f"res.partner/{id_}?fields=id"
        url = f"{self.server.url}/api/{mark}"
        for number in range(CALLS):
            shown = {
                **self.made.shown("personal key", url),
                **{name: f"{text} {id_} {number}" for name, text in headers.items()},
            }
            json = {"city": f"City {number}"}
            answer = requests.patch(url, json=json, headers=shown, timeout=TIMEOUT)
            self.assertEqual(answer.status_code, 200, answer.text)
        return self.fewest(mark)

    def test_turns_and_repeatable_writes(self):
        with_turn = self.writes()
        self.committed(self._set, "lock_timeout", "0")
        self.addCleanup(self.committed, self._set, "lock_timeout", False)
        alone = self.writes()
        self.assertEqual(with_turn - alone, TURN)
        self.assertEqual(self.writes(**{"Idempotency-Key": MARK}) - alone, REPEATABLE)
