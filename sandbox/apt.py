"""A private apt: packages of the machine's own Debian mirror, unpacked, not installed.

The machine's apt configuration (proxies, certificates) stays in force; its sources,
lists and cache are neither used for this nor changed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import process
from .console import SandboxError

UNSTABLE = "sid"
KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
FIELDS = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)|$(TARGET_OF)"
OVERLAYS = ("-security", "-updates", "-backports", "-proposed")


@dataclass(frozen=True)
class PrivateApt:
    """An apt root of our own in `folder`, reading the suites of one mirror."""

    folder: Path

    def update(self) -> None:
        """Fetch the lists of the machine's own suite and of unstable."""
        for name in ("lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        keyring = next((file for file in KEYRINGS if file.exists()), None)
        signed = f"[signed-by={keyring}] " if keyring else ""
        mirror, suite = self.machine
        lines = [f"deb {signed}{mirror} {name} main\n" for name in {suite, UNSTABLE}]
        (self.folder / "sources.list").write_text("".join(sorted(lines)))
        process.run(
            ["apt-get", *self.options, "update", "--error-on=any"],
            log=self.folder / "update.log",
            title="Reading the package lists of the Debian mirror",
            failure="The Debian mirror of this machine cannot be read",
        )

    def unpack(self, packages: list[str], tree: Path, title: str) -> None:
        """Download `packages` and unpack them over each other into `tree`.

        Files that an interrupted download has left in the folder are used.
        """
        wanted = hashlib.sha256(title.encode()).hexdigest()[:10]
        downloads = self.folder / f"downloads-{wanted}"
        downloads.mkdir(parents=True, exist_ok=True)
        process.run(
            ["apt-get", *self.options, "download", *packages],
            cwd=downloads,
            log=self.folder / "download.log",
            title=title,
            progress=lambda: _megabytes(downloads),
            failure=f"{', '.join(packages)} cannot be downloaded",
        )
        for archive in sorted(downloads.glob("*.deb")):
            process.run(
                ["dpkg-deb", "-x", archive, tree],
                log=self.folder / "unpack.log",
                failure=f"{archive.name} cannot be unpacked",
            )
        shutil.rmtree(downloads)

    def version(self, package: str) -> str:
        """Return the newest version of `package`, or nothing when there is none."""
        answer = subprocess.run(
            ["apt-cache", *self.options, "show", "--no-all-versions", package],
            capture_output=True,
            text=True,
        )
        found = [
            line.partition(":")[2].strip()
            for line in answer.stdout.splitlines()
            if line.startswith("Version:")
        ]
        return found[0] if found else ""

    @cached_property
    def machine(self) -> tuple[str, str]:
        """The mirror and the suite that this machine itself is made from."""
        if not shutil.which("apt-get"):
            raise SandboxError(
                "This is not a Debian machine:"
                " set ODOO_PATH to a checkout of Odoo 19.0."
            )
        answer = subprocess.run(
            ["apt-get", "indextargets", "--format", FIELDS],
            capture_output=True,
            text=True,
        )
        for line in answer.stdout.splitlines():
            mirror, suite, component, *_ = line.split("|")
            if component == "main" and "debian" in mirror and _is_main(suite):
                return mirror, suite
        raise SandboxError(
            "apt knows no Debian mirror on this machine:"
            " set ODOO_PATH to a checkout of Odoo 19.0."
        )

    @property
    def options(self) -> list[str]:
        settings = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "Dir::State::status": "/dev/null",
            "APT::Sandbox::User": pwd.getpwuid(os.getuid()).pw_name,
            "APT::Default-Release": "",
            "Acquire::Languages": "none",
        }
        return [
            part
            for item in settings.items()
            for part in ("-o", "=".join(map(str, item)))
        ]


def _is_main(suite: str) -> bool:
    return not suite.endswith(OVERLAYS) and "/" not in suite


def _megabytes(folder: Path) -> str:
    files = folder.glob("**/*")
    total = sum(file.stat().st_size for file in files if file.is_file())
    return f"{total / 1e6:.0f} MB"
