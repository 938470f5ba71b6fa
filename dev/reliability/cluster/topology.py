"""The servers: a primary and its replica, Redis, two of Odoo, nginx before them."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ...sandbox import artifact, measured, paths, postgres, release, template, venv
from ...sandbox import replica as replicas
from ...sandbox.cluster import Cluster
from ...sandbox.console import step
from ...sandbox.databases import Databases
from ...sandbox.odoo import Odoo
from ...sandbox.workshop import SCALE_OUT, Workshop
from .counters import Redis
from .node import Node
from .proxy import Proxy

FOLDER = SCALE_OUT
DATABASE = "scale_out"
# Nothing is replayed while a check says so; a read is never cancelled for that.
SETTINGS = {**replicas.SETTINGS, "max_standby_streaming_delay": "-1"}


@dataclass
class Topology:
    """All of it, running.

    :param shop: its Odoo knows no replica
    :param odoo: the one of the servers, which does
    """

    shop: Workshop
    odoo: Odoo
    primary: Cluster
    replica: Cluster
    redis: Redis
    nodes: tuple[Node, Node]
    proxy: Proxy

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    def sql(self, statement: str) -> str:
        """Execute a statement on the primary."""
        return self.primary.client.sql(statement, DATABASE)

    def replica_sql(self, statement: str) -> str:
        return self.replica.client.sql(statement, DATABASE)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Have the replica stay as it is, within."""
        self.catch_up()
        self.replica_sql("SELECT pg_wal_replay_pause()")
        self.wait_for(
            lambda: (
                self.replica_sql("SELECT pg_get_wal_replay_pause_state()") == "paused"
            )
        )
        try:
            yield
        finally:
            self.replica_sql("SELECT pg_wal_replay_resume()")

    @contextmanager
    def delayed(self, milliseconds: int) -> Iterator[None]:
        """Have the replica replay commits later, within."""
        self._set_delay(f"{milliseconds}ms")
        try:
            yield
        finally:
            self._set_delay("0")

    def _set_delay(self, text: str) -> None:
        client = self.replica.client
        client.sql(f"ALTER SYSTEM SET recovery_min_apply_delay = '{text}'")
        client.sql("SELECT pg_reload_conf()")

    def catch_up(self) -> None:
        """Wait until the replica has all that the primary has now."""
        now = self.sql("SELECT pg_current_wal_insert_lsn()")
        # What was replayed ends where a record ends; one more makes sure there is one.
        self.sql("SELECT pg_logical_emit_message(false, 'restapi', 'next')")
        self.sql("SELECT txid_current()")
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{now}'::pg_lsn"
        self.wait_for(lambda: self.replica_sql(reached) == "t")

    @staticmethod
    def wait_for(is_so: Callable[[], bool], seconds: float = 60) -> float:
        """Wait until something is so; return the seconds that it took.

        :raise AssertionError: it is not
        """
        began = time.monotonic()
        while not is_so():
            assert time.monotonic() < began + seconds, "it does not come to be so"
            time.sleep(0.02)
        return time.monotonic() - began


@contextmanager
def running() -> Iterator[Topology]:
    """Start everything, and stop it afterwards."""
    python, found = venv.obtain(), release.obtain()
    programs = postgres.programs_of(python)
    addons = tuple(paths.link_addons())
    with artifact.locked("scale-out-template", paths.STATE / "run"):
        template.cluster(python, found, programs, FOLDER)
    ends: list[Callable[[], object]] = []
    try:
        primary = Cluster(programs, FOLDER / "postgres", SETTINGS)
        client = primary.start()
        ends.append(primary.release)
        shared = Odoo(
            python, found, client, FOLDER / "odoo.conf", FOLDER / "data", addons
        )
        shared.configure()
        shop = Workshop(shared, Databases(client, shared.data, template.NAME))
        _prepare(shop)
        with step("Copying the primary"):
            replica = replicas.following(
                primary, FOLDER / "replica", "replica", SETTINGS
            )
            replica.start()
        ends.append(replica.release)
        odoo = replace(shared, configuration=FOLDER / "server.conf")
        odoo.configure()
        _name_replica(odoo.configuration, replica)
        redis = Redis(os.environ["RESTAPI_REDIS"])
        ends.append(redis.stop)
        nodes = tuple(
            Node(name, odoo, DATABASE, FOLDER / f"{name}.log")
            for name in ("odoo1", "odoo2")
        )
        for node in nodes:
            with step(f"Starting {node.name}"):
                ends.append(node.kill)
                node.start()
        proxy = Proxy(os.environ["RESTAPI_NGINX"], nodes, FOLDER / "nginx.log")
        ends.append(proxy.stop)
        yield Topology(shop, odoo, primary, replica, redis, nodes, proxy)
    finally:
        for end in reversed(ends):
            end()


def _prepare(shop: Workshop) -> None:
    digest = paths.digest_of(paths.CHECKOUT)
    measured.prepare(shop, DATABASE, [paths.ADDON], digest, "Installing the addon")


def _name_replica(configuration: Path, replica: Cluster) -> None:
    """Have servers with this configuration read on the replica."""
    client = replica.client
    text = configuration.read_text().replace("proxy_mode = False", "proxy_mode = True")
    text += f"db_replica_host = {client.host}\ndb_replica_port = {client.port}\n"
    configuration.write_text(text)
