"""`make upgrade-test`: from an older version to this one, and out again.

::

    the older zip ─▶ installed ─▶ fill ─▶ client: issue, before
                                              │
    the zip of `make dist` ─▶ updated ─▶ look ─▶ client: after ─▶ a newer one is refused
    │
    └─▶ installed in a fresh database ─▶ client: smoke ─▶ uninstalled ─▶ leftovers

Older versions are in ``releases/``, as they were given away, so that a clone without
its history has them. One is made, once, of a commit from before there was
``.gitattributes``::

    git archive -9 --format=zip --prefix=restapi/ -o releases/restapi-<version>.zip \
        <commit> <every file and folder but tests, sandbox, bench, sweep, docs, .*>

and of later ones by ``make dist``.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import artifact, dist, paths, server, workshop
from ..console import SandboxError, say
from ..process import PidFile
from ..workshop import Workshop
from . import leftovers

HERE = Path(__file__).parent
STATE = paths.STATE / "upgrade"
PIDFILE = PidFile(paths.STATE / "run" / "upgrade.pid")
# Later than any; the addon in hand is the older one then.
LATER = "19.0.99.0.0"
REFUSED = "cannot be installed over the later version"


@dataclass(frozen=True)
class Version:
    """A release, unpacked, and a database to try it with.

    :param addons: an addons path that has it
    """

    shop: Workshop
    database: str
    addons: Path

    def load(self, option: str, title: str) -> None:
        """Install or update the addon."""
        self.shop.odoo.load(
            self.database,
            self.path,
            f"--{option}={paths.ADDON}",
            log=STATE / f"{self.database}.log",
            title=title,
        )

    def script(self, name: str) -> None:
        """Run a file of this folder in an Odoo shell."""
        log = STATE / f"{self.database}-{name}.log"
        command = self.shop.odoo.command(
            self.path, "--no-http", database=self.database, subcommand="shell"
        )
        with (HERE / f"{name}.py").open() as file, log.open("w") as output:
            code = subprocess.call(
                command,
                stdin=file,
                stdout=output,
                stderr=output,
                env=self.shop.odoo.environment(self._variables),
                cwd=self.shop.odoo.data,
            )
        if code or "Traceback" in log.read_text():
            raise SandboxError(f"{name} has failed; see {log}.")

    def client(self, *stages: str) -> None:
        """Have a client use a server of this version."""
        port = server.free_port()
        self._name_issuer(f"http://localhost:{port}")
        with server.serving(
            self.shop.odoo,
            self.database,
            port=port,
            workers=0,
            log=STATE / f"{self.database}-server.log",
            pidfile=PIDFILE,
            arguments=(self.path,),
        ) as running:
            command = [self.shop.odoo.python, HERE / "client.py", running.url, *stages]
            variables = {**os.environ, **self._variables}
            if subprocess.call(command, env=variables):
                raise SandboxError(f"What a client does has failed: {stages}.")

    def refuses(self) -> bool:
        """Tell whether an update is refused, in words."""
        log = STATE / f"{self.database}-refused.log"
        command = self.shop.odoo.command(
            *(self.path, f"--update={paths.ADDON}", "--stop-after-init", "--no-http"),
            database=self.database,
        )
        with log.open("w") as output:
            subprocess.call(
                command,
                stdout=output,
                stderr=output,
                env=self.shop.odoo.environment(),
                cwd=self.shop.odoo.data,
            )
        return REFUSED in log.read_text()

    def sql(self, statement: str) -> str:
        return self.shop.databases.client.sql(statement, self.database)

    def _name_issuer(self, url: str) -> None:
        self.sql(
            "INSERT INTO ir_config_parameter (key, value)"
            f" VALUES ('restapi.issuer', '{url}')"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
        )

    @property
    def path(self) -> str:
        addons = (*self.shop.odoo.release.addons, self.addons)
        return f"--addons-path={','.join(map(str, addons))}"

    @property
    def _variables(self) -> dict[str, str]:
        return {"RESTAPI_UPGRADE_FILE": str(STATE / f"{self.database}.json")}


def run(*_arguments: str) -> int:
    """Go all ways; return the exit code."""
    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(parents=True)
    new = dist.unpacked(dist.build(), STATE / "new")
    with artifact.locked("upgrade", paths.STATE / "run"), workshop.opened() as shop:
        with _database(shop, "dist") as name:
            _install(Version(shop, name, new))
        for release in sorted((HERE / "releases").glob("*.zip")):
            old = dist.unpacked(release, STATE / release.stem)
            with _database(shop, "upgrade") as name:
                _update(Version(shop, name, old), Version(shop, name, new))
    say("All ways lead on.")
    return 0


@contextmanager
def _database(shop: Workshop, name: str) -> Iterator[str]:
    database = f"{shop.databases.prefix}{name}"
    try:
        shop.databases.clone(database)
        yield database
    finally:
        shop.databases.drop(database)


def _install(new: Version) -> None:
    """Install what is released in a fresh database, use it and remove it."""
    # Odoo makes what it lacks at the first start of any kind.
    before = leftovers.catalogue(new.shop.databases.client, new.database)
    new.load("init", "Installing the release")
    new.script("fill")
    new.client("smoke")
    new.script("uninstall")
    after = leftovers.catalogue(new.shop.databases.client, new.database)
    if left := sorted(after - before):
        raise SandboxError("Of the addon there is left: " + "; ".join(left))
    if lost := sorted(before - after):
        raise SandboxError("With the addon there went: " + "; ".join(lost))
    say("✓ uninstalled: nothing is left")


def _update(old: Version, new: Version) -> None:
    """Fill an older version, update it, and see that all of it goes on."""
    old.load("init", f"Installing {old.addons.name}")
    old.script("fill")
    old.client("issue", "before")
    new.load("update", "Updating to this version")
    new.script("look")
    new.client("after")
    version = dist.manifest()["version"]
    new.sql(
        f"UPDATE ir_module_module SET latest_version = '{LATER}'"
        f" WHERE name = '{paths.ADDON}'"
    )
    if not new.refuses():
        raise SandboxError(f"{version} is installed over {LATER}.")
    say(f"✓ {version} over {LATER}: refused")
