"""`make growth`: what becomes of requests when tables grow.

The program runs with Odoo importable and these variables:

===================== =========================================================
RESTAPI_GROWTH_DB     a database of its own, which is removed afterwards (KEEP=1)
RESTAPI_GROWTH_OUTPUT the JSON file to write
===================== =========================================================
"""

import os
import shutil
import subprocess

from . import artifact, measured, paths, workshop
from .console import SandboxError
from .workshop import Workshop

FOLDER = paths.DEV / "reliability" / "growth"
RESULT = paths.STATE / "growth.json"
# A dozen for what is filled in, the rest to make indexes.
FREE_BYTES = 20 * 2**30


def run(*_arguments: str) -> int:
    """Make the database, fill and measure it, and remove it."""
    free = shutil.disk_usage(paths.STATE).free
    if free < FREE_BYTES:
        raise SandboxError(
            f"The tables need {FREE_BYTES >> 30} GiB on the disk of {paths.STATE}, "
            f"{free >> 30} GiB are free."
        )
    with artifact.locked("growth", paths.STATE / "run"), workshop.opened() as shop:
        installed = f"{shop.databases.prefix}installed"
        database = f"{shop.databases.prefix}growth"
        measured.prepare(
            shop,
            installed,
            [paths.ADDON],
            paths.digest_of(paths.CHECKOUT),
            "Installing the addon",
        )
        shop.databases.clone(database, installed)
        try:
            return _measure(shop, database)
        finally:
            if not os.environ.get("KEEP"):
                shop.databases.drop(database)


def _measure(shop: Workshop, database: str) -> int:
    environment = shop.odoo.environment(
        {
            "RESTAPI_GROWTH_DB": database,
            "RESTAPI_GROWTH_CONF": str(shop.odoo.configuration),
            "RESTAPI_GROWTH_OUTPUT": str(RESULT),
        }
    )
    return subprocess.call(
        [shop.odoo.python, "-m", FOLDER.name],
        env=environment,
        cwd=paths.importable(FOLDER),
    )
