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
FIELDS = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)|$(LABEL)"
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
            ["apt-get", *self._own(), "update", "--error-on=any"],
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
            ["apt-get", *self._own(), "download", *packages],
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
        answer = _output(
            "apt-cache", *self._own(), "show", "--no-all-versions", package
        )
        found = [
            line.partition(":")[2].strip()
            for line in answer.splitlines()
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
        known = _debian_mirror([]) or _debian_mirror(self._read_machine())
        if not known:
            raise SandboxError(
                "apt reads no Debian mirror on this machine:"
                " set ODOO_PATH to a checkout of Odoo 19.0."
            )
        return known

    def _read_machine(self) -> list[str]:
        """Read the package lists for a machine that has not done so itself yet."""
        lists = self.folder / "machine"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        options = self._own("Dir::Cache", "APT::Sandbox::User")
        options += ["-o", f"Dir::State::lists={lists}"]
        # no failure when some other source of the machine is out of reach
        _output("apt-get", *options, "update")
        return options

    def _own(self, *names: str) -> list[str]:
        """Return the command line options that keep apt in our folder."""
        values = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "Dir::State::status": "/dev/null",
            "APT::Sandbox::User": pwd.getpwuid(os.getuid()).pw_name,
            "APT::Default-Release": "",
            "Acquire::Languages": "none",
        }
        settings = [f"{name}={values[name]}" for name in names or values]
        return [part for setting in settings for part in ("-o", setting)]


def _debian_mirror(options: list[str]) -> tuple[str, str] | None:
    for line in _output(
        "apt-get", *options, "indextargets", "--format", FIELDS
    ).splitlines():
        mirror, suite, component, origin, label = line.split("|")
        debian = component == "main" and origin == label == "Debian"
        if debian and not suite.endswith(OVERLAYS):
            return mirror, suite
    return None


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout


def _megabytes(folder: Path) -> str:
    files = folder.glob("**/*")
    total = sum(file.stat().st_size for file in files if file.is_file())
    return f"{total / 1e6:.0f} MB"
