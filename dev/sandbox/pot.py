"""`make pot`: i18n/restapi.pot from the addon, and what languages lack of it.

Runs in two halves: a command, and the program in an Odoo shell that it starts.
"""

import shutil
from dataclasses import replace
from pathlib import Path

from . import paths, workshop
from .console import say
from .run import prepare_demo

PROGRAM = Path(__file__).with_name("export_terms.py")
LOG = paths.STATE / "pot.log"
# Odoo looks for terms in all that is below the addon.
COPY = paths.STATE / "terms" / paths.ADDON
LEFT_OUT = shutil.ignore_patterns(".*", "dev", "tests", "__pycache__")


def run(*_arguments: str) -> int:
    """Write the template, and merge it into the languages that there are."""
    with workshop.opened() as shop:
        prepare_demo(shop)
        shutil.rmtree(COPY, ignore_errors=True)
        shutil.copytree(paths.CHECKOUT, COPY, ignore=LEFT_OUT)
        configuration = paths.STATE / "terms.conf"
        odoo = replace(shop.odoo, configuration=configuration, addons=(COPY.parent,))
        odoo.configure()
        folder = {"RESTAPI_SANDBOX_I18N": str(paths.CHECKOUT / "i18n")}
        odoo.script(shop.demo, PROGRAM, folder, LOG)
    for file in sorted((paths.CHECKOUT / "i18n").glob("*.po*")):
        say(f"· {file.relative_to(paths.CHECKOUT)}")
    return 0
