"""Things made once and shared: made under another name, then renamed."""

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import paths
from .console import SandboxError, say

# Programs that are run while a lock is held inherit it (`process.run`): when a command
# is killed, the next one waits for what it left running in the same folder.
HELD: set[int] = set()


@contextmanager
def locked(name: str, folder: Path | None = None) -> Iterator[None]:
    """Keep everyone else who wants `name` waiting, in other checkouts too."""
    folder = folder or paths.cache() / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / f"{name}.lock").open("w")
    except OSError as error:
        raise SandboxError(
            f"{folder} is not writable; set RESTAPI_SANDBOX_CACHE to a folder that is."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"· Waiting for another command that holds “{name}”")
            fcntl.flock(lock, fcntl.LOCK_EX)
        HELD.add(lock.fileno())
        try:
            yield
        finally:
            HELD.discard(lock.fileno())


def made(target: Path, make: Callable[[Path], None]) -> Path:
    """Return `target`, a folder that `make` fills under another name if absent."""
    if target.exists():
        return target
    with locked(target.name):
        if not target.exists():
            partial = target.with_name(f"{target.name}.partial")
            discard(partial)
            partial.mkdir(parents=True)
            make(partial)
            partial.rename(target)
    return target


def discard(folder: Path) -> None:
    """Remove a folder in which something may still be writing."""
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}.{time.time_ns()}.discarded"))
    for discarded in folder.parent.glob(f"{folder.name}.*.discarded"):
        shutil.rmtree(discarded, ignore_errors=True)
