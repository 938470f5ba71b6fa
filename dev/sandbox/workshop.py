"""Everything a command needs, obtained in order: Python, Odoo, PostgreSQL, template."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import artifact, paths, postgres, release, template, venv
from .cluster import Cluster
from .databases import Databases
from .odoo import Odoo
from .process import PidFile

MAIN = paths.STATE / "cluster"
FAULTS = paths.STATE / "faults"
SCALE_OUT = paths.STATE / "scale-out"
SUPERVISOR = PidFile(paths.STATE / "run" / "sandbox.pid")
SERVER = PidFile(paths.STATE / "run" / "odoo.pid")
BENCH_SERVER = PidFile(paths.STATE / "run" / "bench.pid")
FAULTS_SERVER = PidFile(paths.STATE / "run" / "faults.pid")
SCALE_OUT_PROGRAM = PidFile(paths.STATE / "run" / "scale-out.pid")


@dataclass(frozen=True)
class Workshop:
    """An Odoo command line and the databases it works on."""

    odoo: Odoo
    databases: Databases

    @property
    def demo(self) -> str:
        return f"{self.databases.prefix}demo"


@contextmanager
def opened() -> Iterator[Workshop]:
    """Prepare what is missing, start PostgreSQL, and stop it afterwards."""
    paths.STATE.mkdir(exist_ok=True)
    addons = tuple(paths.link_addons())
    python = venv.obtain()
    programs = postgres.programs_of(python)
    found = release.obtain()
    configuration = paths.STATE / "odoo.conf"
    if client := postgres.external(programs):
        data = paths.ODOO_DATA
        name = template.on_server(python, found, client, paths.STATE)
        odoo = Odoo(python, found, client, configuration, data, addons)
        odoo.configure()
        yield Workshop(odoo, Databases(client, data, name, prefix="restapi_"))
        return
    with artifact.locked("cluster", paths.STATE / "run"):
        template.cluster(python, found, programs, MAIN)
    cluster = Cluster(programs, MAIN / "postgres")
    try:
        data = MAIN / "data"
        odoo = Odoo(python, found, cluster.start(), configuration, data, addons)
        odoo.configure()
        yield Workshop(odoo, Databases(odoo.client, data, template.NAME))
    finally:
        cluster.release()


def stop() -> bool:
    """Stop what an earlier command of this checkout left running."""
    servers = (SUPERVISOR, SERVER, BENCH_SERVER, FAULTS_SERVER)
    stopped = [pidfile.stop() for pidfile in (*servers, SCALE_OUT_PROGRAM)]
    faults = (FAULTS / "postgres", FAULTS / "standby")
    scale_out = (SCALE_OUT / "postgres", SCALE_OUT / "replica")
    folders = (MAIN / "postgres", *faults, *scale_out)
    stopped += [Cluster(Path(), folder).stop_unused() for folder in folders]
    return any(stopped)
