"""Programs that call the API in tests; each is left out where it cannot be had."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from . import artifact, paths, process, venv
from .console import SandboxError, say

REQUIREMENTS = "requirements-clients.txt"
NEWMAN = "newman@6"


def environment() -> dict[str, str]:
    """Return the variables that tell the tests where the programs are."""
    return dict(_found())


def _found() -> Iterator[tuple[str, str]]:
    for name, obtain in (("CLIENTS", _python), ("NEWMAN", _newman)):
        try:
            yield f"RESTAPI_SANDBOX_{name}", str(obtain())
        except SandboxError as error:
            say(f"! {error}\n! Tests of clients are left out.")


def _python() -> Path:
    """Return the folder of the programs written in Python."""
    return venv.obtain(REQUIREMENTS).parent


def _newman() -> Path:
    folder = paths.cache() / NEWMAN.replace("@", "-")
    program = folder / "node_modules" / ".bin" / "newman"
    with artifact.locked(folder.name):
        if not program.exists():
            _install(folder)
    return program


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SandboxError("There is no npm to install newman with.")
    command = [npm, "install", "--no-audit", "--no-fund", "--prefix", folder, NEWMAN]
    process.run(
        command,
        log=paths.cache() / "logs" / "newman.log",
        title="Installing newman",
        failure="newman cannot be installed",
    )
