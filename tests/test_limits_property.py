"""Random requests under random limits: nothing is told or changed that is not allowed.

A credential is made up, then requests that may want more than it allows. Each goes
through Odoo's whole WSGI application, in the test's thread and without a socket, so that
a savepoint undoes it. What it tells and changes is compared with what an oracle of the
tests' own says. All leaks of a run are told at its end, one of each kind.

``RESTAPI_LIMITS`` is the number of requests, ``RESTAPI_SEED`` makes others.
"""

import json
import logging
import os
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import mute_logger

from .limits import audit
from .limits.attempts import Attempt, attempts
from .limits.client import Client
from .limits.credentials import KINDS, Credential, Issuer, credentials
from .limits.oracle import Oracle
from .limits.spelling import Spelled, spell
from .limits.verdict import Judge
from .limits.world import World
from .support.common import ApiCase, make_key

REQUESTS = int(os.environ.get("RESTAPI_LIMITS", "1200"))
# The suite asks the same each time; other seeds are for longer runs.
SEED = 20_261
# Of one credential: to make one costs as much as some requests.
REQUESTS_EACH = 20
SHOWN = 40
_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestLimits(ApiCase):
    groups = (
        "base.group_system,base.group_partner_manager,base.group_allow_export,"
        "sales_team.group_sale_manager,product.group_product_manager"
    )

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.world = World(cls.env)
        cls.env.flush_all()

    def setUp(self) -> None:
        super().setUp()
        self.issuer = Issuer(self.user, self.tokens())
        self.env.flush_all()
        audit.install(self.env.cr)
        self.client = Client(self.env.cr.dbname)
        self.asked: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.leaked: Counter[str] = Counter()
        self.faults: dict[str, str] = {}

    def tokens(self) -> dict[str, str]:
        """Log in, in the dialects that take a password."""
        password = make_key(self.user)
        login = {"username": "api_user", "password": password}
        rest_api = self.url_open("/api/auth/get_tokens", json=login).json()
        login = {"login": "api_user", "password": password}
        restful = self.url_open("/api/auth/token", json=login).json()
        return {
            "rest_api": rest_api["access_token"],
            "restful": restful["access_token"],
        }

    def test_nothing_beyond_the_limits(self):
        attack = settings(
            max_examples=max(1, REQUESTS // REQUESTS_EACH),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(st.data())(self.attack))
        attack = seed(int(os.environ.get("RESTAPI_SEED", SEED)))(attack)
        self.http_request_allow_all = True
        with mute_logger(*_MUTED):
            attack()
        for name in sorted(self.asked):
            _logger.info(
                "attack: %s requests=%s refused=%s leaked=%s",
                name,
                self.asked[name],
                self.refused[name],
                self.leaked[name],
            )
        shown = "\n\n".join(list(self.faults.values())[:SHOWN])
        if self.faults:
            self.fail(f"{len(self.faults)} kinds of leaks:\n{shown}")
        # The requests come far enough to be answered.
        self.assertGreater(self.asked.total(), self.refused.total() * 1.2)

    def attack(self, data: st.DataObject) -> None:
        """Make a credential up, and send requests under it."""
        credential = data.draw(credentials(self.world))
        cr = self.env.cr
        cr.execute("SAVEPOINT credential")
        try:
            headers = self.issuer.headers(credential)
            self.env.flush_all()
            oracle = credential.oracle(self.world)
            oracle.look()
            for _ in range(REQUESTS_EACH):
                attempt = data.draw(attempts(oracle))
                spelled = {
                    dialect: found
                    for dialect in KINDS[credential.kind]
                    if (found := spell(attempt, dialect))
                }
                if spelled:
                    dialect = data.draw(st.sampled_from(sorted(spelled)))
                    self.send(
                        credential, oracle, attempt, spelled[dialect], headers[dialect]
                    )
        finally:
            cr.execute("ROLLBACK TO SAVEPOINT credential")
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    def send(
        self,
        credential: Credential,
        oracle: Oracle,
        attempt: Attempt,
        spelled: Spelled,
        headers: dict[str, str],
    ) -> None:
        """Send one request, judge it, and undo what it has done."""
        cr = self.env.cr
        cr.execute("SAVEPOINT request")
        cr.execute("TRUNCATE limits_audit")
        kwargs: dict[str, Any] = {"query_string": urlencode(spelled.query)}
        if spelled.body is not None:
            kwargs["data"] = json.dumps(spelled.body)
        response = self.client.send(
            spelled.method, spelled.path, headers=headers, **kwargs
        )
        body = response.get_data(as_text=True)
        changes = list(audit.changes(cr))
        self.env.invalidate_all()
        if changes and response.status_code < 400:
            oracle.look()
        # A tool that refuses has an answer as good as any.
        status = 422 if '"isError":true' in body else response.status_code
        faults = list(Judge(oracle).faults(attempt, spelled, status, body, changes))
        cr.execute("ROLLBACK TO SAVEPOINT request")
        self.env.invalidate_all()
        if changes:
            self.env.registry.clear_cache()
        self.asked[attempt.attack] += 1
        self.refused[attempt.attack] += status >= 400
        self.leaked[attempt.attack] += bool(faults)
        for fault in dict.fromkeys(faults):
            self.faults.setdefault(
                f"{attempt.attack} {fault}",
                f"{fault}\n  {credential}\n  {json.dumps(spelled)[:1500]}\n"
                f"  {status} {body[:600]}",
            )


# What is refused is logged.
_MUTED = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.restapi.service",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models.unlink",
)
