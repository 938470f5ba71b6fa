"""What a replica must know to serve a request; see ``auth/replica.py``.

With a primary and a standby of their own, which ``make test`` has not; what holds for
whole servers is in ``make cluster``.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import requests

from odoo.modules.registry import Registry
from odoo.sql_db import ConnectionPool, Cursor, db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tests.common import new_test_user
from odoo.tools import SQL, config, mute_logger

from ..auth import replica
from ..dev.sandbox import postgres
from ..dev.sandbox import replica as replicas
from ..dev.sandbox.cluster import Cluster
from ..models.ir_http import KEEPS_BODY
from ..models.ir_http_replica import stays_on_primary
from ..records import odoo19
from .support.committed import CommittedCase
from .support.common import make_rest_key
from .support.needs import PROGRAM, needs
from .support.patient import PatientCase
from .support.server import Server

WAIT_SECONDS = 60
DATABASE = "postgres"
USER, OTHER = 7, 8
SECONDS = 3600


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestStandby(BaseCase):
    """A primary, and a standby that stands still while it is told to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        programs = postgres.programs_of(Path(sys.executable))
        cls.primary = Cluster(programs, folder / "primary", replicas.SETTINGS)
        cls.primary.create()
        cls.primary.start()
        cls.addClassCleanup(cls.primary.release)
        cls.standby = replicas.following(cls.primary, folder / "standby", "standby")
        cls.standby.start()
        cls.addClassCleanup(cls.standby.release)
        cls.registry = Registry(get_db_name())
        with cls._cursor(cls.primary) as cr:
            cr.execute(replica.TABLE)
            cr.execute("CREATE TABLE written (text varchar)")

    @classmethod
    def _cursor(cls, cluster: Cluster) -> closing[Cursor]:
        """Open a cursor; of the primary, it commits each statement."""
        is_primary = cluster is cls.primary
        client = cluster.client
        info = {"host": client.host, "port": client.port, "user": client.user}
        pool = ConnectionPool(1, readonly=not is_primary)
        cls.addClassCleanup(pool.close_all)
        cr = Cursor(pool, DATABASE, {**info, "database": DATABASE})
        if is_primary:
            odoo19.commit_each_statement(cr)
        return closing(cr)

    def setUp(self):
        super().setUp()
        self.addCleanup(odoo19.rest_replica, self.registry, -1)
        self.cr = self.enterContext(self._cursor(self.primary))
        self.reader = self.enterContext(self._cursor(self.standby))
        self.cr.execute("DELETE FROM restapi_replica")
        self.needed(USER)
        self.catch_up()

    def needed(self, user: int, seconds: int = SECONDS) -> replica.Needed | None:
        return replica.needed(self.cr, user, seconds)

    def serves(self, user: int, seconds: int = SECONDS) -> bool:
        wanted = self.needed(user, seconds)
        return replica.is_level(self.registry, self.reader, wanted)

    def write(self, user: int, text: str = "x") -> None:
        self.cr.execute(SQL("INSERT INTO written VALUES (%s)", text))
        replica.note(self.cr, user)

    def pause(self) -> None:
        self.standby.client.sql("SELECT pg_wal_replay_pause()")
        self.addCleanup(self.resume)
        state = "SELECT pg_get_wal_replay_pause_state()"
        self.wait_until(lambda: self.standby.client.sql(state) == "paused")

    def resume(self) -> None:
        self.standby.client.sql("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        # One more, so that what was noted is not at the very end.
        self.cr.execute("INSERT INTO written VALUES ('next')")
        self.wait_until(lambda: self.serves(USER) and self.serves(OTHER))

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not is_so():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def test_it_serves_who_has_written_what_it_knows(self):
        self.write(USER)
        self.catch_up()
        self.assertTrue(self.serves(USER))

    def test_it_serves_others_while_it_lacks_what_one_has_written(self):
        self.pause()
        self.write(USER)
        self.assertFalse(self.serves(USER))
        self.assertTrue(self.serves(OTHER))
        self.resume()
        self.wait_until(lambda: self.serves(USER))

    def test_what_follows_is_of_a_new_snapshot(self):
        self.reader.execute("SELECT count(*) FROM written")
        self.write(USER, "found")
        self.catch_up_elsewhere()
        self.assertTrue(self.serves(USER))
        self.reader.execute("SELECT count(*) FROM written WHERE text = 'found'")
        self.assertEqual(self.reader.fetchone(), (1,))

    def catch_up_elsewhere(self) -> None:
        """Wait for the standby, with another cursor than the reader's."""
        self.cr.execute("INSERT INTO written VALUES ('next')")
        self.cr.execute("SELECT position::text FROM restapi_replica WHERE user_id = 7")
        (position,) = self.cr.fetchone()
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn"
        self.wait_until(lambda: self.standby.client.sql(reached) == "t")

    def test_it_serves_nobody_when_it_is_too_far_behind(self):
        self.pause()
        self.cr.execute("INSERT INTO written VALUES ('old')")
        before = self.needed(OTHER)
        late = replica.Needed(before.position, before.now, before.oldest + SECONDS)
        self.wait_until(lambda: not replica.is_level(self.registry, self.reader, late))
        self.resume()
        self.wait_until(lambda: replica.is_level(self.registry, self.reader, late))

    def test_a_server_that_is_no_standby_serves_nobody(self):
        self.assertFalse(replica.is_level(self.registry, self.cr, self.needed(OTHER)))

    def test_none_is_used_where_it_may_not_be_behind(self):
        self.assertIsNone(self.needed(OTHER, seconds=0))

    def test_an_earlier_position_takes_nothing_back(self):
        self.write(USER)
        self.cr.execute("UPDATE restapi_replica SET position = 'FFFF/0'")
        replica.note(self.cr, USER)
        self.assertEqual(self.needed(USER).position, "FFFF/0")

    def test_forgotten_notes_hold_for_all(self):
        self.write(USER)
        position = self.needed(USER).position
        replica.forget(self.cr)
        self.cr.execute("SELECT user_id, position::text FROM restapi_replica")
        self.assertEqual(self.cr.fetchall(), [(replica.NOBODY, position)])
        self.assertEqual(self.needed(OTHER).position, position)

    @mute_logger("odoo.sql_db")
    def test_a_crash_that_empties_the_table_is_noticed(self):
        self.write(USER)
        self.pause()
        self.write(USER)
        self.primary.stop(signal.SIGQUIT)
        self.primary.start()
        self.cr = self.enterContext(self._cursor(self.primary))
        self.cr.execute("SELECT count(*) FROM restapi_replica")
        self.assertEqual(self.cr.fetchone(), (0,))
        self.assertIsNone(self.needed(USER))
        self.assertFalse(self.serves(USER))
        self.assertFalse(self.serves(OTHER))
        self.resume()
        self.catch_up()
        self.assertTrue(self.serves(USER))


@tagged("post_install", "-at_install")
class TestServer(CommittedCase):
    """A server whose replica is its primary, which is good for nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        host = config["db_host"] or "/var/run/postgresql"
        options = {
            "db_replica_host": host,
            "db_replica_port": config["db_port"] or 5432,
        }
        cls.server = cls.enterClassContext(Server(get_db_name(), workers=0, **options))

    def setUp(self):
        super().setUp()
        self.user_id, self.key = self.committed(self._make_user)
        self.addCleanup(self.committed, self._remove)

    def _make_user(self, env):
        groups = "base.group_user,base.group_partner_manager"
        user = new_test_user(env, login="api_replica", groups=groups)
        return user.id, make_rest_key(user)[1]

    def _remove(self, env):
        env["res.users"].browse(self.user_id).unlink()

    def send(self, method, path="/res.partner?limit=1&fields=id", **kwargs):
        return requests.request(
            method,
            f"{self.server.url}/api{path}",
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=60,
            **kwargs,
        )

    def position(self):
        with closing(db_connect(get_db_name()).cursor()) as cr:
            cr.execute(
                SQL(
                    "SELECT position FROM restapi_replica WHERE user_id = %s",
                    self.user_id,
                )
            )
            return cr.fetchone()

    def test_it_reads_on_the_primary(self):
        for _ in range(3):
            self.assertEqual(self.send("GET").status_code, 200)
        lines = [line for line in self.server.log().splitlines() if "?limit=1" in line]
        self.assertEqual({line.split()[-1] for line in lines}, {"rw"})

    def test_who_writes_is_noted_and_who_reads_is_not(self):
        self.send("GET")
        self.assertIsNone(self.position())
        id_ = self.send("POST", "/res.partner?fields=id", json={"name": "x"}).json()[
            "id"
        ]
        first = self.position()
        self.assertIsNotNone(first)
        self.send("GET")
        self.assertEqual(self.position(), first)
        self.send("DELETE", f"/res.partner/{id_}")
        self.assertNotEqual(self.position(), first)

    def test_an_unknown_key_is_refused_as_ever(self):
        self.key = "oak_unknown"
        self.assertEqual(self.send("GET").status_code, 401)


@tagged("post_install", "-at_install")
class TestRoutes(PatientCase):
    def test_what_may_write_stays_on_the_primary(self):
        with self.enterContext(self.env.registry.cursor()):
            rules = list(self.env["ir.http"].routing_map().iter_rules())
        custom = [
            rule for rule in rules if getattr(rule.endpoint.func, KEEPS_BODY, False)
        ]
        tokens = [
            rule for rule in rules if rule.endpoint.routing["type"] == "restapi.oauth"
        ]
        self.assertTrue(custom)
        self.assertTrue(tokens)
        for rule in (*custom, *tokens):
            self.assertIs(rule.endpoint.routing["readonly"], stays_on_primary)
