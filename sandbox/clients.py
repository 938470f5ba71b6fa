"""Programs that call the API in tests; each is left out where it cannot be had."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from . import artifact, paths, process, venv
from .console import SandboxError, say

REQUIREMENTS = "requirements-clients.txt"


def environment() -> dict[str, str]:
    """Return the variables that tell the tests where the programs are."""
    return dict(_found())


def _found() -> Iterator[tuple[str, str]]:
    for name, obtain in CLIENTS.items():
        try:
            yield f"RESTAPI_SANDBOX_{name}", str(obtain())
        except SandboxError as error:
            say(f"! {error}\n! Tests of clients are left out.")


def _python() -> Path:
    """Return the folder of the programs written in Python."""
    return venv.obtain(REQUIREMENTS).parent


def _npm(package: str, file: str) -> Path:
    """Return a file of a package, written ``name@version``, in its folder."""
    folder = paths.cache() / package.replace("@", "-")
    found = folder / "node_modules" / file
    with artifact.locked(folder.name):
        if not found.exists():
            _install(folder, package)
    return found


def _install(folder: Path, package: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SandboxError(f"There is no npm to install {package} with.")
    command = [npm, "install", "--no-audit", "--no-fund", "--prefix", folder, package]
    process.run(
        command,
        log=paths.cache() / "logs" / f"{folder.name}.log",
        title=f"Installing {package}",
        failure=f"{package} cannot be installed",
    )


CLIENTS: dict[str, Callable[[], Path]] = {
    "CLIENTS": _python,
    "NEWMAN": partial(_npm, "newman@6", ".bin/newman"),
    "OPENID_CLIENT": partial(_npm, "openid-client@6.8.9", "openid-client"),
}
