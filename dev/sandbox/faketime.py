"""A clock that can be stepped: Debian's libfaketime, unpacked."""

from pathlib import Path

from . import artifact, paths
from .apt import PrivateApt
from .console import SandboxError

PACKAGE = "libfaketime"
# For programs with threads, though it does for others too.
LIBRARY = "libfaketimeMT.so.1"


def obtain() -> Path:
    """Return the library that a program preloads, downloaded the first time."""

    def make(partial: Path) -> None:
        apt = PrivateApt(partial / "apt")
        apt.update()
        apt.unpack([PACKAGE], partial, f"Downloading {PACKAGE}")

    folder = artifact.made(paths.cache() / PACKAGE, make)
    found = next(folder.glob(f"usr/lib/*/faketime/{LIBRARY}"), None)
    if found is None:
        raise SandboxError(f"{folder} has no {LIBRARY}.")
    return found
