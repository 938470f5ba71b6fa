"""`make sweep`: every model of many modules, in every dialect, beside Odoo's own API.

The modules are installed once, into a database of their own; the addon is installed
into a copy of it for each version of its files. The program in `dev/sweep/` runs with
Odoo importable and these variables:

==================== ==========================================================
RESTAPI_SWEEP_DB     a database with the modules and restapi
RESTAPI_SWEEP_CONF   Odoo's configuration file
RESTAPI_SWEEP_URL    the address of an Odoo of two workers on that database
RESTAPI_SWEEP_OUTPUT the table of differences to write
RESTAPI_SWEEP_SAMPLE number of fields of each model that are tried; all without it
==================== ==========================================================

`make test` sweeps a sample on a database of few modules, see `tests/test_sweep.py`.
"""

import hashlib
import subprocess
from collections.abc import Mapping

from . import artifact, measured, paths, tools, workshop
from .workshop import Workshop

FOLDER = paths.DEV / "sweep"
LOG = paths.STATE / "sweep.log"
RESULT = paths.STATE / "sweep.txt"
SAMPLE = ("account", "crm", "hr", "sale", "stock")


def run(*arguments: str) -> int:
    """Install what is missing, start Odoo, and sweep.

    :param arguments: models to sweep, every one if there are none
    """
    tools.want(tools.WKHTMLTOPDF)
    with artifact.locked("sweep", paths.STATE / "run"), workshop.opened() as shop:
        database = prepare(shop, "modules", installable(shop))
        with measured.serving(shop, database, LOG) as running:
            return measure(shop, database, running.url, arguments)


def sample(shop: Workshop) -> dict[str, str]:
    """Prepare the database of a sample; return what its test needs to know."""
    return {
        "RESTAPI_SANDBOX_SAMPLE": prepare(shop, "sample", list(SAMPLE)),
        "RESTAPI_SANDBOX_SWEEP": str(paths.importable(FOLDER)),
    }


def prepare(shop: Workshop, name: str, modules: list[str]) -> str:
    """Return a database with `modules` and the addon, made where it is missing."""
    installed = f"{shop.databases.prefix}{name}"
    measured.prepare(
        shop,
        installed,
        modules,
        hashlib.sha256(",".join(modules).encode()).hexdigest(),
        f"Installing {len(modules)} modules of Odoo",
        "--with-demo",
    )
    ready = f"{installed}_restapi"
    measured.prepare(
        shop,
        ready,
        [paths.ADDON],
        paths.digest_of(paths.CHECKOUT),
        f"Installing {paths.ADDON} beside them",
        "--with-demo",
        source=installed,
    )
    return ready


def installable(shop: Workshop) -> list[str]:
    """Name the modules of Odoo that need no further packages.

    Without those for tests and hardware, and without the localizations, of which each
    company can have one: they have charts of accounts more than models.
    """
    return _program(
        shop, shop.databases.template, "installable", capture_output=True, text=True
    ).stdout.split()


def measure(shop: Workshop, database: str, url: str, arguments: tuple[str, ...]) -> int:
    """Sweep a database that a server answers for; return 1 where ours is worse."""
    url = {"RESTAPI_SWEEP_URL": url, "RESTAPI_SWEEP_OUTPUT": str(RESULT)}
    return _program(shop, database, "__main__", *arguments, env=url).returncode


def _program(
    shop: Workshop,
    database: str,
    module: str,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    **options: bool,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shop.odoo.python, "-m", f"{FOLDER.name}.{module}", *arguments],
        env=shop.odoo.environment(
            {
                "RESTAPI_SWEEP_DB": database,
                "RESTAPI_SWEEP_CONF": str(shop.odoo.configuration),
                **(env or {}),
            }
        ),
        cwd=paths.importable(FOLDER),
        **options,
    )
