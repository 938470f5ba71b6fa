"""The Odoo that runs: the user's own checkout, or Debian's package unpacked."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import artifact, paths
from .apt import UNSTABLE, PrivateApt
from .console import SandboxError

SERIES = "19.0"
PACKAGE = "odoo-19"
# JavaScript and fonts that Debian's package links to. The machine's own suite first:
# the web client needs the file names of Font Awesome 4, which unstable no longer has.
COMPANIONS = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
# Left out of Debian's package for its licence, yet named in a bundle of the web client,
# which logs an error without it.
STRIPPED = ("mail/static/lib/selfie_segmentation/selfie_segmentation.js",)
UNFINISHED = {".partial", ".discarded"}
DEBIAN_LIBRARY = Path("usr", "lib", "python3", "dist-packages")


@dataclass(frozen=True)
class Release:
    """An Odoo on disk: where Python finds it, its addons and its script."""

    library: Path
    script: Path
    addons: tuple[Path, ...]

    @cached_property
    def identity(self) -> str:
        """A name for what was built with this Odoo, new when Odoo changes."""
        head = self.library / ".git" / "HEAD"
        seed = [os.fspath(self.library), (self.library / "odoo/release.py").read_text()]
        if head.is_file():
            seed.append(head.read_text())
        digest = hashlib.sha256("\n".join(seed).encode()).hexdigest()
        return f"{SERIES}-{digest[:10]}"


def obtain() -> Release:
    """Return the Odoo of `ODOO_PATH`, or Debian's, downloaded the first time."""
    if named := os.environ.get("ODOO_PATH"):
        return _recognize(Path(named).expanduser().absolute())
    known = sorted(
        (
            folder
            for folder in paths.cache().glob("odoo-*")
            if folder.suffix not in UNFINISHED
        ),
        key=lambda folder: folder.stat().st_mtime,
    )
    return _recognize(known[-1] if known else _download())


def _recognize(root: Path) -> Release:
    for library in (root, root / DEBIAN_LIBRARY):
        release = library / "odoo" / "release.py"
        if not release.is_file():
            continue
        version = re.search(
            r"^version_info = \((\d+), (\d+)", release.read_text(), re.M
        )
        if not version or ".".join(version.groups()) != SERIES:
            raise SandboxError(f"The Odoo in {root} is not {SERIES}.")
        scripts = (root / "odoo-bin", root / "setup/odoo", root / "usr/bin/odoo")
        script = next((file for file in scripts if file.is_file()), None)
        if script is None:
            raise SandboxError(f"The Odoo in {root} has no odoo-bin.")
        own = () if root != library else (library / "addons",)
        return Release(
            library, script, tuple(folder for folder in own if folder.is_dir())
        )
    raise SandboxError(f"There is no Odoo in {root}: it has no odoo/release.py.")


def _download() -> Path:
    with artifact.locked("apt"):
        apt = PrivateApt(paths.cache() / "apt")
        apt.update()
        version = apt.version(PACKAGE)
        if not version:
            raise SandboxError(
                f"The Debian mirror of this machine has no {PACKAGE}:"
                f" set ODOO_PATH to a checkout of Odoo {SERIES}."
            )

        def make(partial: Path) -> None:
            suite = apt.machine[1]
            wanted = [_pinned(apt, name, (suite, UNSTABLE)) for name in COMPANIONS]
            apt.unpack(
                [f"{PACKAGE}/{UNSTABLE}", *wanted],
                partial,
                f"Downloading Odoo {version}",
            )
            addons = partial / DEBIAN_LIBRARY / "odoo" / "addons"
            if not addons.is_dir():
                raise SandboxError(f"{PACKAGE} {version} does not contain Odoo.")
            for name in STRIPPED:
                if not (addons / name).exists():
                    (addons / name).parent.mkdir(parents=True, exist_ok=True)
                    (addons / name).touch()

        folder = artifact.made(
            paths.cache() / f"odoo-{version.partition('+')[0]}", make
        )
        shutil.rmtree(apt.folder, ignore_errors=True)
        return folder


def _pinned(apt: PrivateApt, package: str, suites: tuple[str, ...]) -> str:
    for suite in suites:
        if apt.version(f"{package}/{suite}"):
            return f"{package}/{suite}"
    raise SandboxError(f"The Debian mirror of this machine has no {package}.")
