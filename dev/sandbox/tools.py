"""Programs that come from Debian: installed when root, else asked for."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import artifact, paths, process
from .apt import PrivateApt
from .console import SandboxError, say


@dataclass(frozen=True)
class Tool:
    """A program, the packages that bring it and what is skipped without it."""

    programs: tuple[str, ...]
    packages: tuple[str, ...]
    purpose: str

    @property
    def path(self) -> str | None:
        return next(filter(None, map(shutil.which, self.programs)), None)


REDIS = Tool(("redis-server",), ("redis-server",), "the tests of the Redis store")
WKHTMLTOPDF = Tool(("wkhtmltopdf",), ("wkhtmltopdf",), "PDF reports")
CHROMIUM = Tool(
    ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"),
    ("chromium",),
    "the tests in the web client",
)
PHP = Tool(("php",), ("php-cli", "php-curl"), "the tests of the client in PHP")
WRK = Tool(("wrk",), ("wrk",), "the measurements over HTTP")


def want(*wanted: Tool) -> None:
    """Install the missing ones when root; else tell what will be left out."""
    missing = [tool for tool in wanted if not tool.path]
    # one by one, because a release of Debian may lack one of them
    groups = [[tool] for tool in missing] if os.getuid() == 0 else [missing]
    for group in filter(None, groups):
        try:
            _install([package for tool in group for package in tool.packages])
        except SandboxError as error:
            say(f"! {error}")
    for tool in missing:
        if not tool.path:
            say(f"! Without {tool.programs[0]}, {tool.purpose} are left out.")


def nginx() -> Path:
    """Return nginx, unpacked from Debian where it is not installed."""
    installed = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if installed:
        return Path(installed)

    def make(partial: Path) -> None:
        with artifact.locked("apt"):
            apt = PrivateApt(paths.cache() / "apt-nginx")
            apt.update()
            suite = apt.machine[1]
            apt.unpack([f"nginx/{suite}"], partial, "Downloading nginx from Debian")
            shutil.rmtree(apt.folder, ignore_errors=True)

    return artifact.made(paths.cache() / "nginx", make) / "usr" / "sbin" / "nginx"


def need_module(interpreter: str, module: str, package: str) -> None:
    """See that `interpreter` has a module which Debian packages apart."""
    if subprocess.call(
        [interpreter, "-c", f"import {module}"], stderr=subprocess.DEVNULL
    ):
        _install([package])


def _install(packages: list[str]) -> None:
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if os.getuid() != 0:
        raise SandboxError(f"{' and '.join(packages)} missing; run: sudo {command}")
    if not shutil.which("apt-get"):
        raise SandboxError(f"Please install {' and '.join(packages)}.")
    if _reads("base-files") and not all(map(_reads, packages)):
        raise SandboxError(f"The Debian of this machine has no {', '.join(packages)}.")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = paths.cache() / "logs" / "apt-install.log"
    with artifact.locked("apt-install"):
        process.run(
            ["sh", "-c", f"{command} -y || {{ apt-get update && {command} -y; }}"],
            env=env,
            log=log,
            title=f"Installing {', '.join(packages)} from Debian",
            failure=f"{', '.join(packages)} cannot be installed",
        )


def _reads(package: str) -> bool:
    """Tell whether the machine's package lists, once read, name `package`."""
    answer = subprocess.run(["apt-cache", "madison", package], capture_output=True)
    return bool(answer.stdout)
