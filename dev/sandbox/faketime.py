"""A clock that can be stepped: Debian's libfaketime, unpacked."""

import shutil
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
        # the one for the C library of this machine
        wanted = f"{PACKAGE}/{apt.machine[1]}"
        apt.unpack([wanted], partial, f"Downloading {PACKAGE}")
        shutil.rmtree(apt.folder)

    folder = artifact.made(paths.cache() / PACKAGE, make)
    found = next(folder.glob(f"usr/lib/*/faketime/{LIBRARY}"), None)
    if found is None:
        raise SandboxError(f"{folder} has no {LIBRARY}.")
    return found
