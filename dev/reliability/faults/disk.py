"""A small disk for the log and the filestore, which can be filled."""

import errno
import os
import subprocess
from pathlib import Path

from dev.sandbox.console import SandboxError

MEBIBYTES = 192
PIECE = b"\0" * 65536


class Disk:
    """A file system in memory, of which a file can take all that is free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def mount(self) -> None:
        """Make the disk.

        :raise SandboxError: this user or this machine cannot
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.path.ismount(self.folder):
            self.unmount()
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEBIBYTES}m", "tmpfs"]
        answer = subprocess.run([*command, self.folder], capture_output=True, text=True)
        if answer.returncode:
            raise SandboxError(
                f"a small disk cannot be mounted here: {answer.stderr.strip()}"
            )

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def fill(self) -> None:
        """Leave no room, not for a byte."""
        with self._filler.open("ab", buffering=0) as filler:
            for piece in (PIECE, PIECE[:1]):
                try:
                    while True:
                        filler.write(piece)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)
