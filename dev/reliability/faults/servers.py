"""What the faults happen to: Odoo, PostgreSQL and Redis of nobody else."""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests
from reliability.load import Stage
from support.redis_server import RedisServer

from dev.sandbox import (
    measured,
    paths,
    postgres,
    release,
    server,
    template,
    venv,
    workshop,
)
from dev.sandbox.databases import Databases
from dev.sandbox.odoo import Odoo
from dev.sandbox.server import Server
from dev.sandbox.workshop import Workshop

from .clock import Clock
from .disk import Disk
from .postgres import Postgres

FOLDER = workshop.FAULTS
# Each fault happens to a copy of what was made ready once.
READY = "faults_ready"
DATABASE = "faults"
MODULES = (paths.ADDON, "restapi_test")
SET_UP = Path(__file__).with_name("set_up.py")
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Needs:
    """What a fault needs of the servers it happens to.

    :param workers: processes of Odoo; 0 for threads in one
    :param clock: one that can be stepped; tokens are in PostgreSQL then
    :param disk: what is on a small one: "log", "files" or nothing
    """

    workers: int = 2
    clock: bool = False
    disk: str = ""


@dataclass(frozen=True)
class Servers:
    """The servers, and how to reach them."""

    postgres: Postgres
    redis: RedisServer
    odoo: Server
    stage: Stage
    clock: Clock | None
    disk: Disk | None

    @property
    def url(self) -> str:
        return self.odoo.url

    @property
    def key(self) -> Mapping[str, str]:
        """The header with a key of the clients' user."""
        return {"Authorization": f"Bearer {self.stage.key}"}

    def workers(self) -> list[psutil.Process]:
        """Return the processes of Odoo that serve requests."""
        children = psutil.Process(self.odoo.process.pid).children()
        return [child for child in children if "gevent" not in child.cmdline()]

    def get(self, path: str) -> requests.Response:
        """Return the answer to a read, which is good.

        :raise RequestException: it is not
        """
        answer = requests.get(
            self.url + path, headers=self.key, timeout=TIMEOUT_SECONDS
        )
        answer.raise_for_status()
        return answer


@contextmanager
def opened(needs: Needs, name: str) -> Iterator[Servers]:
    """Start all servers, and stop them afterwards.

    :param name: of Odoo's log
    """
    python, found = venv.obtain(), release.obtain()
    programs = postgres.programs_of(python)
    template.cluster(python, found, programs, FOLDER)
    with ExitStack() as stack:
        redis = RedisServer("faults")
        stack.callback(redis.remove)
        redis.start()
        clock = Clock(FOLDER) if needs.clock else None
        stack.enter_context(_environment(clock.environment if clock else {}))
        database = Postgres(programs, FOLDER)
        stack.callback(database.remove)
        database.start()
        odoo = Odoo(
            python,
            found,
            database.client,
            FOLDER / "odoo.conf",
            FOLDER / "data",
            tuple(paths.link_addons()),
        )
        odoo.configure()
        shop = Workshop(odoo, Databases(odoo.client, odoo.data, template.NAME))
        stage = _copied(shop)
        disk = _disk(stack) if needs.disk else None
        if disk and needs.disk == "files":
            odoo = dataclasses.replace(odoo, data=disk.folder / "data")
            shutil.copytree(FOLDER / "data", odoo.data)
            odoo.configure()
        # whose clock stays as it is
        _configure(shop, redis, uses_redis=not needs.clock)
        serving = server.serving(
            odoo,
            DATABASE,
            port=server.free_port(),
            workers=needs.workers,
            log=(disk.folder if needs.disk == "log" else FOLDER) / f"{name}.log",
            pidfile=workshop.FAULTS_SERVER,
            arguments=(
                "--max-cron-threads=0",
                "--db_maxconn=16",
                "--log-handler=werkzeug:WARNING",
            ),
        )
        running = stack.enter_context(serving)
        yield Servers(database, redis, running, stage, clock, disk)


def _copied(shop: Workshop) -> Stage:
    """Make the database, a copy of one with the clients' credentials and records."""
    digest = paths.digest_of(
        paths.CHECKOUT,
        paths.CHECKOUT / "tests" / "addons",
        paths.DEV / "reliability" / "load",
    )
    title = "Installing the addon on a PostgreSQL server of its own"
    measured.prepare(shop, READY, MODULES, digest, title)
    known = FOLDER / f"stage-{digest[:12]}.json"
    if not known.exists():
        wanted = {
            "RESTAPI_FAULTS_STAGE": f"{known}.new",
            "PYTHONPATH": f"{shop.odoo.release.library}:{Path.cwd()}",
        }
        shop.odoo.script(READY, SET_UP, wanted, FOLDER / "set_up.log")
        Path(f"{known}.new").rename(known)
    # of one identity, so that the credentials are good there too
    client, data = shop.databases.client, shop.databases.data / "filestore"
    shop.databases.drop(DATABASE)
    client.sql(f'CREATE DATABASE "{DATABASE}" TEMPLATE "{READY}" STRATEGY file_copy')
    shutil.copytree(data / READY, data / DATABASE)
    return Stage(**json.loads(known.read_text()))


def _disk(stack: ExitStack) -> Disk:
    disk = Disk(FOLDER / "disk")
    disk.mount()
    stack.callback(disk.unmount)
    return disk


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Have all programs that are started meanwhile know some variables."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _configure(shop: Workshop, redis: RedisServer, *, uses_redis: bool) -> None:
    """Say where tokens and requests per minute are kept, and log all requests."""
    for name, value in {
        "rest_api.use_redis_token_store": str(uses_redis),
        "rest_api.redis_host": "127.0.0.1",
        "rest_api.redis_port": str(redis.port),
        "rest_api.redis_password": redis.password,
        "restapi.log_level": "all",
    }.items():
        shop.databases.client.sql(
            "INSERT INTO ir_config_parameter (key, value)"
            f" VALUES ('{name}', '{value}')"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
            DATABASE,
        )
