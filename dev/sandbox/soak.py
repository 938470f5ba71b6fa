"""`make soak`: mixed traffic on servers of every kind, and what it leaves behind.

For each of the `PHASES` a server is started on a fresh copy of a database, and the
program in `dev/reliability/` runs with Odoo importable and these variables:

==================== ==========================================================
RESTAPI_LOAD_DB      the database
RESTAPI_LOAD_CONF    Odoo's configuration file, which names everything but that
RESTAPI_LOAD_URL     the address of the server
RESTAPI_LOAD_PID     its process, which the workers are children of
RESTAPI_LOAD_PHASE   what `dev/reliability/phases.py` expects of it
RESTAPI_LOAD_SECONDS how long the traffic takes
RESTAPI_LOAD_SEED    of all that is random
RESTAPI_LOAD_OUTPUT  the JSON file to write
==================== ==========================================================
"""

import json
import os
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import artifact, measured, paths, workshop
from .console import SandboxError, say
from .workshop import Workshop

FOLDER = paths.DEV / "reliability"
MINUTES = 10.0
SEEDS = 2**31
COLUMNS = ("calls", "per_second", "refused", "slowest", "memory", "connections")


@dataclass(frozen=True)
class Phase:
    """A kind of server, and how much of the whole time it is loaded.

    :ivar evented: the evented process is asked, which serves HTTP as well
    """

    name: str
    share: float
    workers: int = measured.WORKERS
    options: Sequence[str] = ()
    evented: bool = False


PHASES = (
    Phase("prefork", 1.0),
    Phase("threads", 0.15, workers=0, options=("--db_maxconn=64",)),
    Phase("evented", 0.1, options=("--db_maxconn_gevent=32",), evented=True),
    Phase("small_pool", 0.1, workers=0, options=("--db_maxconn=4",)),
)


def run(*names: str) -> int:
    """Load each kind of server, print what became of it, and return the exit code.

    :param names: of phases, all of them without any
    """
    phases = [phase for phase in PHASES if not names or phase.name in names]
    if not phases:
        known = ", ".join(phase.name for phase in PHASES)
        raise SandboxError(f"There is no such phase; there are {known}.")
    seed = os.environ.get("RESTAPI_SEED") or str(random.randrange(SEEDS))
    minutes = float(os.environ.get("MINUTES") or MINUTES)
    say(f"· To repeat these wishes: RESTAPI_SEED={seed} MINUTES={minutes:g} make soak")
    with artifact.locked("soak", paths.STATE / "run"), workshop.opened() as shop:
        source = f"{shop.databases.prefix}soak"
        measured.prepare(
            shop,
            source,
            [paths.ADDON],
            paths.digest_of(paths.CHECKOUT),
            f"Installing {paths.ADDON} to be loaded",
        )
        results = [_load(shop, source, phase, minutes, seed) for phase in phases]
    paths.SOAK_RESULT.write_text(json.dumps(results, indent=2) + "\n")
    say(table(results))
    return int(any(result["violations"] for result in results))


def _load(
    shop: Workshop, source: str, phase: Phase, minutes: float, seed: str
) -> dict[str, Any]:
    """Start a server of a kind, load it, and return what the program says."""
    database = f"{source}_run"
    shop.databases.clone(database, source)
    output = paths.STATE / f"soak-{phase.name}.json"
    output.unlink(missing_ok=True)
    log = paths.STATE / f"soak-{phase.name}.log"
    try:
        with measured.serving(
            shop, database, log, *phase.options, workers=phase.workers
        ) as running:
            seconds = minutes * 60 * phase.share
            say(f"· {phase.name}: {seconds:.0f} seconds of traffic")
            variables = {
                "DB": database,
                "CONF": str(shop.odoo.configuration),
                "URL": running.evented_url if phase.evented else running.url,
                "PID": str(running.process.pid),
                "PHASE": phase.name,
                "SECONDS": str(seconds),
                "SEED": seed,
                "OUTPUT": str(output),
            }
            _program(shop, variables)
    finally:
        shop.databases.drop(database)
    return _result(output, phase)


def _program(shop: Workshop, variables: dict[str, str]) -> None:
    named = {f"RESTAPI_LOAD_{name}": value for name, value in variables.items()}
    subprocess.call(
        [shop.odoo.python, "-m", f"{FOLDER.name}.soak"],
        env=shop.odoo.environment(named),
        cwd=paths.importable(FOLDER),
    )


def _result(output: Path, phase: Phase) -> dict[str, Any]:
    if not output.exists():
        raise SandboxError(f"The traffic of {phase.name} did not come to its end.")
    return json.loads(output.read_text())


def table(results: Sequence[dict[str, Any]]) -> str:
    """Return a line for each phase, and below them what must not be."""
    lines = [f"{'':12}" + "".join(f"{column:>13}" for column in COLUMNS)]
    for result in results:
        cells = "".join(f"{result[column]:>13}" for column in COLUMNS)
        lines.append(f"{result['phase']:12}{cells}")
    for result in results:
        lines += [f"✗ {result['phase']}: {told}" for told in result["violations"]]
    if not any(result["violations"] for result in results):
        lines.append("✓ every effect is as it was answered")
    return "\n".join(lines)
