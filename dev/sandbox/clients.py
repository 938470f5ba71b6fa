"""Programs that call the API in tests; each is left out where it cannot be had."""

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from . import artifact, paths, process, tools, venv
from .console import SandboxError, say

REQUIREMENTS = "requirements-clients.txt"
MCP_REQUIREMENTS = "requirements-mcp.txt"


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
    return _installed(package.replace("@", "-"), file, [package])


def _php() -> Path:
    """Return PHP, where it can call a server."""
    tools.want(tools.PHP)
    found = tools.PHP.path
    if found is None or b"curl" not in subprocess.check_output([found, "-m"]):
        raise SandboxError("There is no php with curl.")
    return Path(found)


def _mcp_sdk() -> Path:
    """Return the Python that has the SDK of the Model Context Protocol."""
    return venv.obtain(MCP_REQUIREMENTS)


def _tools(name: str, packages: Sequence[str]) -> Path:
    """Return the folder of the programs of some packages."""
    digest = hashlib.sha256(" ".join(packages).encode()).hexdigest()
    return _installed(f"{name}-{digest[:10]}", ".bin", packages)


def _installed(name: str, file: str, packages: Sequence[str]) -> Path:
    """Return a file of packages that are in a folder of the cache."""
    folder = paths.cache() / name
    found, complete = folder / "node_modules" / file, folder / "complete"
    with artifact.locked(name):
        if not complete.exists():
            _install(folder, packages)
            complete.touch()
    return found


def _install(folder: Path, packages: Sequence[str]) -> None:
    npm = shutil.which("npm")
    title = ", ".join(packages)
    if npm is None:
        raise SandboxError(f"There is no npm to install {title} with.")
    process.run(
        [npm, "install", "--no-audit", "--no-fund", "--prefix", folder, *packages],
        log=paths.cache() / "logs" / f"{folder.name}.log",
        title=f"Installing {title}",
        failure=f"{title} cannot be installed",
    )


# Linters and generators; they go with Node.js from 20.
OPENAPI_TOOLS = (
    "@redocly/cli@2.77.0",
    "@stoplight/spectral-cli@6.16.3",
    "openapi-typescript@7.13.0",
    "@hey-api/openapi-ts@0.99.0",
    "orval@8.38.0",
    "typescript@5.9",
)
# A Node.js that is new enough for the others, the inspector, and the first version of
# the conformance suite that knows the revision 2026-07-28.
MCP_TOOLS = (
    "node@22.23.3",
    "@modelcontextprotocol/inspector@2.12.0",
    "@modelcontextprotocol/conformance@0.2.0-alpha.12",
)
CLIENTS: dict[str, Callable[[], Path]] = {
    "CLIENTS": _python,
    "AXE": partial(_npm, "axe-core@4.14.1", "axe-core/axe.min.js"),
    "NEWMAN": partial(_npm, "newman@6", ".bin/newman"),
    "OPENAPI_TOOLS": partial(_tools, "openapi-tools", OPENAPI_TOOLS),
    "MCP_SDK": _mcp_sdk,
    "MCP_TOOLS": partial(_tools, "mcp-tools", MCP_TOOLS),
    "PHP": _php,
    "OPENID_CLIENT": partial(_npm, "openid-client@6.8.9", "openid-client"),
}
