"""`make dist`: what is released, a zip for *Apps* and its bill of materials.

The zip is made of the last commit, without what ``.gitattributes`` says is not shipped.
The bill (CycloneDX) names the packages of ``requirements.txt`` and all that these need,
in the versions that the tests have run with.
"""

import ast
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from . import paths, process, venv
from .console import SandboxError, say

FOLDER = paths.CHECKOUT / "dist"
REQUIREMENTS = "requirements-dist.txt"
TOP = re.compile(r"\w+\.py|[A-Z]+\.md|LICENSE|requirements\.txt")
# Prints name==version of packages and of all that they need, one a line.
VERSIONS = """
import re, sys
from importlib.metadata import PackageNotFoundError, distribution
todo, seen = sys.argv[1:], {}
while todo:
    name = re.sub("[-_.]+", "-", todo.pop()).lower()
    if name in seen:
        continue
    try:
        found = distribution(name)
    except PackageNotFoundError:
        continue
    seen[name] = found.version
    needs = [need for need in found.requires or () if "extra ==" not in need]
    todo += [re.match("[A-Za-z0-9._-]+", need)[0] for need in needs]
print(*(f"{name}=={version}" for name, version in sorted(seen.items())), sep="\\n")
"""
PROJECT = """[project]
name = "{name}"
version = "{version}"
description = "{summary}"
license = {{ text = "{license}" }}
"""


def run(*_arguments: str) -> int:
    """Make both files in `dist/`, and say where they are."""
    archive = build()
    bill = archive.with_suffix(".cdx.json")
    describe(bill)
    count = len(json.loads(bill.read_text())["components"])
    names = zipfile.ZipFile(archive).namelist()
    size = archive.stat().st_size / 1024
    say(f"{archive} has {len(names)} files, {size:.0f} KiB")
    say(f"{bill} has {count} packages")
    return 0


def build() -> Path:
    """Make the zip of the last commit, and return it."""
    if _git("status", "--porcelain", "--untracked-files=no"):
        say("! What is not committed is not in it.")
    FOLDER.mkdir(exist_ok=True)
    archive = FOLDER / f"{paths.ADDON}-{manifest()['version']}.zip"
    prefix = f"--prefix={paths.ADDON}/"
    _git("archive", "--format=zip", prefix, f"--output={archive}", "HEAD")
    return archive


def findings() -> Iterator[str]:
    """Give a sentence for each thing that ships and must not, or the reverse.

    What will ship is told by the working tree, committed or not.
    """
    tracked = _git("ls-files").splitlines()
    sent = "\n".join(tracked)
    attributes = _git("check-attr", "--stdin", "export-ignore", sent=sent)
    tops = "\n".join(sorted({name.split("/")[0] for name in tracked}))
    attributes += "\n" + _git("check-attr", "--stdin", "export-ignore", sent=tops)
    kept_back = {
        line.rsplit(": ", 2)[0]
        for line in attributes.splitlines()
        if line.endswith(": set")
    }
    ships = {name for name in tracked if not _is_below(name, kept_back)}
    for name in manifest()["data"]:
        if name not in ships:
            yield f"{name} is in the manifest and does not ship."
    for name in sorted(ships):
        if name.startswith(".") or re.match(r"(tests|dev)/", name):
            yield f"{name} ships; .gitattributes has no export-ignore for it."
        elif "/" not in name and not TOP.fullmatch(name):
            yield f"{name} ships, and is nothing that an addon has there."


def describe(bill: Path) -> None:
    """Write down which packages the addon needs."""
    known = manifest()
    with tempfile.TemporaryDirectory() as name:
        project, listed = Path(name, "pyproject.toml"), Path(name, "requirements.txt")
        project.write_text(PROJECT.format(**known | {"name": paths.ADDON}))
        listed.write_text(versions())
        python = venv.obtain(REQUIREMENTS)
        process.run(
            [
                *(python.parent / "cyclonedx-py", "requirements", listed),
                *("--pyproject", project, "--mc-type", "library"),
                *("--output-reproducible", "--of", "JSON", "-o", bill),
            ],
            log=paths.STATE / "dist.log",
            failure="The bill of materials cannot be made",
        )


def versions() -> str:
    """Return the packages that the addon needs, as a list of requirements."""
    listed = (paths.CHECKOUT / "requirements.txt").read_text()
    wanted = re.findall(r"^[A-Za-z0-9._-]+", listed, re.M)
    answer = subprocess.run(
        [venv.obtain(), "-c", VERSIONS, *wanted], capture_output=True, text=True
    )
    if answer.returncode:
        raise SandboxError(f"The packages cannot be listed: {answer.stderr}")
    return answer.stdout


def unpacked(archive: Path, folder: Path) -> Path:
    """Unpack a release in a folder, which is an addons path then; return it."""
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    return folder


def manifest() -> dict:
    """Return the manifest of the addon."""
    return ast.literal_eval((paths.CHECKOUT / "__manifest__.py").read_text())


def _is_below(name: str, folders: set[str]) -> bool:
    parts = name.split("/")
    return any("/".join(parts[:n]) in folders for n in range(1, len(parts) + 1))


def _git(*arguments: str, sent: str = "") -> str:
    answer = subprocess.run(
        ["git", "-C", paths.CHECKOUT, *arguments],
        input=sent,
        capture_output=True,
        text=True,
    )
    if answer.returncode:
        raise SandboxError(f"git {arguments[0]}: {answer.stderr.strip()}")
    return answer.stdout.strip()
