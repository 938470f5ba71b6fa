"""The template database: sales and demo data, without the addon; built once.

A PostgreSQL cluster of our own is built in the cache, and copied as a folder into each
checkout: nothing is installed or restored again. On the user's own server it is built
there.
"""

import hashlib
import os
import subprocess
from pathlib import Path

from . import artifact, paths
from .cluster import Cluster
from .console import step
from .odoo import Odoo
from .postgres import Client
from .release import Release

NAME = "template_odoo"
BUNDLE = Path(__file__).with_name("bundle.py")
INSTALL = (
    "--init=sale_management",
    "--with-demo",
    # the first one is everybody's language, the second one is there for translations
    "--load-language=en_US,fr_FR",
    "--log-handler=odoo.tools.translate:ERROR",
)
# Nothing in a sandbox reports to, or is delivered by, someone else's server.
QUIET = """
UPDATE ir_cron SET active = false WHERE id IN (
    SELECT res_id FROM ir_model_data
     WHERE model = 'ir.cron' AND module IN ('mail', 'sms', 'snailmail', 'digest')
       AND name IN ('ir_cron_module_update_notification', 'snailmail_print',
                    'ir_cron_sms_scheduler_action', 'ir_cron_mail_scheduler_action',
                    'ir_cron_digest_scheduler_action'));
UPDATE res_company SET iap_enrich_auto_done = true;
"""


def key(release: Release, client_version: str) -> str:
    """Return a name that changes when the template would."""
    recipe = "\n".join((*INSTALL, QUIET, BUNDLE.read_text(), client_version))
    return f"{release.identity}-{hashlib.sha256(recipe.encode()).hexdigest()[:8]}"


def cluster(python: Path, release: Release, programs: Path, target: Path) -> None:
    """Make `target` a copy of the cached cluster that holds the template."""
    name = key(release, programs.parent.parent.name + programs.parent.name)
    marker = target / "template"
    if marker.exists() and marker.read_text() == name:
        return

    def make(partial: Path) -> None:
        built = Cluster(programs, partial / "postgres")
        built.create()
        try:
            _install(python, release, built.start(), NAME, partial)
        finally:
            built.release()

    source = artifact.made(paths.cache() / f"template-{name}", make)
    with step("Copying the template database"):
        old = Cluster(programs, target / "postgres")
        old.stop_unused()
        marker.unlink(missing_ok=True)
        artifact.discard(target)
        target.mkdir(parents=True)
        for folder in ("postgres", "data"):
            subprocess.run(["cp", "-a", source / folder, target / folder], check=True)
        old.hand_over()
        marker.write_text(name)


def on_server(python: Path, release: Release, client: Client, target: Path) -> str:
    """Build the template on the user's own server, once; return its name."""
    version = client.sql("SHOW server_version_num")
    name = f"restapi_template_{key(release, version)}".replace("-", "_").replace(
        ".", "_"
    )
    with artifact.locked(name):
        marker = target / f"{name}.complete"
        known = client.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        if not (known and marker.exists()):
            client.sql(f'DROP DATABASE IF EXISTS "{name}"')
            _install(python, release, client, name, target)
            marker.touch()
    return name


def _install(
    python: Path, release: Release, client: Client, name: str, folder: Path
) -> None:
    odoo = Odoo(python, release, client, folder / "odoo.conf", folder / "data")
    odoo.configure()
    client.sql(
        f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'"
    )
    odoo.load(
        name,
        *INSTALL,
        log=paths.cache() / "logs" / f"template-{os.getpid()}.log",
        title="Building the template database (sales, demo data)",
    )
    with step("Bundling the web client"):
        log = paths.cache() / "logs" / "bundles.log"
        odoo.script(name, BUNDLE, {}, log)
    client.sql(QUIET, name)
    client.sql("VACUUM ANALYZE", name)
