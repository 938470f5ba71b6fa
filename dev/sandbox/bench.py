"""`make bench`: a database and a server for `dev/bench`, which measures.

The program in `dev/bench/` runs with Odoo importable and these variables:

==================== ==========================================================
RESTAPI_BENCH_DB     a database with restapi and the addons in `dev/bench/addons`
RESTAPI_BENCH_CONF   Odoo's configuration file, which names everything but that
RESTAPI_BENCH_URL    the address of an Odoo of two workers on that database
RESTAPI_BENCH_OUTPUT the JSON file to write
RESTAPI_BENCH_WRK    the `wrk` program, empty when there is none
==================== ==========================================================
"""

import subprocess

from . import artifact, measured, paths, tools, workshop
from .console import SandboxError
from .workshop import Workshop

FOLDER = paths.DEV / "bench"
LOG = paths.STATE / "bench.log"


def run(*arguments: str) -> int:
    """Prepare the database and the server, and measure."""
    if not (FOLDER / "__main__.py").exists():
        raise SandboxError(
            f"There is no benchmark yet: {FOLDER}/__main__.py is missing."
        )
    tools.want(tools.WRK, tools.REDIS)
    with artifact.locked("bench", paths.STATE / "run"), workshop.opened() as shop:
        database = f"{shop.databases.prefix}bench"
        _prepare(shop, database)
        with measured.serving(shop, database, LOG) as running:
            return _measure(shop, database, running.url, arguments)


def _prepare(shop: Workshop, database: str) -> None:
    """Make the database again when the addons in it have changed."""
    addons = FOLDER / "addons"
    modules = [paths.ADDON, *paths.modules_in(addons)]
    measured.prepare(
        shop,
        database,
        modules,
        paths.digest_of(paths.CHECKOUT, addons),
        f"Installing {' and '.join(modules)} for the benchmark",
    )


def _measure(
    shop: Workshop, database: str, url: str, arguments: tuple[str, ...]
) -> int:
    environment = shop.odoo.environment(
        {
            "RESTAPI_BENCH_DB": database,
            "RESTAPI_BENCH_CONF": str(shop.odoo.configuration),
            "RESTAPI_BENCH_URL": url,
            "RESTAPI_BENCH_OUTPUT": str(paths.BENCH_RESULT),
            "RESTAPI_BENCH_WRK": tools.WRK.path or "",
        }
    )
    return subprocess.call(
        [shop.odoo.python, "-m", FOLDER.name, *arguments],
        env=environment,
        cwd=paths.importable(FOLDER),
    )
