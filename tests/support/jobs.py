"""What the tests of jobs on a real server share, whoever runs the jobs there."""

import time
from contextlib import ExitStack, contextmanager
from functools import partial

import requests

from odoo import api
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import get_db_name, new_test_user
from odoo.tools import SQL, mute_logger

from .committed import CommittedCase
from .common import make_key, make_rest_key
from .server import Server

TIMEOUT = 90
GROUPS = "base.group_user,base.group_partner_manager"
ENDED = frozenset(["done", "failed", "cancelled"])


class JobCase(CommittedCase):
    """A user, a partner of theirs, and servers with a scheduler."""

    def setUp(self):
        super().setUp()
        self.committed(self._make)
        self.addCleanup(self._clean_up)
        self.servers = ExitStack()
        self.addCleanup(self.servers.close)

    # A scheduler that has just started looks after a minute what there is to do.
    wakes = False

    @classmethod
    def new_server(cls, schedulers, workers=0):
        """Return a server that runs so many jobs at once, by what there is to do so."""
        if "queue.job" not in cls.registry:
            return Server(get_db_name(), workers, **{"max-cron-threads": schedulers})
        return Server(
            get_db_name(),
            workers,
            {"ODOO_QUEUE_JOB_CHANNELS": f"root:{schedulers}"},
            load="base,rpc,web,queue_job",
        )

    def start(self, schedulers=2, **options):
        """Start a server, and send it what follows."""
        server = self.new_server(schedulers, **options)
        self.server = self.servers.enter_context(server)

    def restart(self):
        """Start a server for jobs that wait."""
        self.start()
        self.wakes = True

    def wake(self, env):
        """Have a scheduler look what there is to do."""
        if "queue.job" in env:
            env.cr.execute("NOTIFY queue_job, 'whatever'")
        else:
            env.ref("restapi.ir_cron_job_run")._notifydb()

    def _make(self, env):
        user = new_test_user(env, login="job_user", groups=GROUPS)
        self.user_id, self.key = user.id, make_key(user)
        made, self.rest_key = make_rest_key(user)
        self.rest_key_id = made.id
        self.partner = env["res.partner"].create({"name": "Jobs", "city": "before"}).id

    @mute_logger("odoo.sql_db")
    def _clean_up(self):
        """Remove what was made; queue_job may be writing the end of a job."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            retrying(partial(self._drop, env), env)
        self.registry.signal_changes()

    def _drop(self, env):
        env["res.partner"].search([("name", "=like", "Jobs%")]).unlink()
        env.cr.execute("DELETE FROM restapi_answer")
        user = env["res.users"].browse(self.user_id)
        partner = user.partner_id
        user.unlink()
        partner.unlink()
        env["ir.actions.report"].search(
            [("report_name", "=like", "restapi.test%")]
        ).unlink()

    def call(self, method, path, key=None, headers=(), **kwargs):
        sent = {"Authorization": f"Bearer {key or self.key}", **dict(headers)}
        return requests.request(
            method,
            f"{self.server.url}/api{path}",
            headers=sent,
            timeout=TIMEOUT,
            **kwargs,
        )

    def defer(self, method, path, key=None, headers=(), **kwargs):
        """Have a request run in the background; return the address of its job."""
        headers = {"Prefer": "respond-async", **dict(headers)}
        response = self.call(method, path, key, headers, **kwargs)
        self.assertEqual(response.status_code, 202, response.text)
        return response.headers["Location"].removeprefix("/api")

    def until(self, job, states=ENDED, key=None, **progress):
        """Return a job once it is in one of some states, and as far as that."""
        deadline = time.monotonic() + TIMEOUT
        while True:
            response = self.call("GET", job, key)
            self.assertEqual(response.status_code, 200, response.text)
            told = response.json()
            if told["state"] in states and progress.items() <= told["progress"].items():
                return told
            self.assertLess(time.monotonic(), deadline, told)
            self.pause()

    def pause(self):
        time.sleep(0.05)
        if self.wakes:
            self.committed(self.wake)

    def done(self, job, key=None):
        told = self.until(job, key=key)
        self.assertEqual(told["state"], "done", f"{told}\n{self.server.log()[-3000:]}")
        self.assertEqual(told["progress"]["done"], told["progress"]["total"])
        return told

    def count(self, name):
        return self.committed(
            lambda env: env["res.partner"].search_count([("name", "=", name)])
        )

    def city(self):
        return self.committed(lambda env: env["res.partner"].browse(self.partner).city)

    def attempts(self):
        return self.committed(
            lambda env: (
                env["restapi.job"]
                .search([("user_id", "=", self.user_id)])
                .mapped("attempts")
            )
        )

    @contextmanager
    def held(self):
        """Hold the partner's row, as a slow writer of another program does."""
        with db_connect(get_db_name()).cursor() as cr:
            cr.execute(
                SQL("SELECT 1 FROM res_partner WHERE id = %s FOR UPDATE", self.partner)
            )
            yield

    def batch(self, *names, atomic=True):
        """Return a batch that makes partners around one that is waited for."""
        first, *rest = names
        made = [
            {"method": "POST", "path": "res.partner", "body": {"name": name}}
            for name in (first, *rest)
        ]
        waits = {
            "method": "PATCH",
            "path": f"res.partner/{self.partner}",
            "body": {"city": "after"},
        }
        return {"atomic": atomic, "requests": [made[0], waits, *made[1:]]}
