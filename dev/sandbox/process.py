"""Other programs: run to their end, or started, remembered and stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import artifact
from .console import SandboxError, last_lines, step

Command = Sequence[str | os.PathLike[str]]


def run(
    command: Command,
    *,
    log: Path,
    failure: str,
    title: str = "",
    progress: Callable[[], str] | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int | None = subprocess.DEVNULL,
) -> None:
    """Run `command` with its output in `log`; raise `failure` with the log's end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        try:
            if title:
                with step(title, progress or (lambda: last_line(log))):
                    code = _call(command, output, env, cwd, stdin)
            else:
                code = _call(command, output, env, cwd, stdin)
        except FileNotFoundError as missing:
            raise SandboxError(
                f"{failure}: {missing.filename} is missing."
            ) from missing
    if code:
        tail = last_lines(log.read_text(errors="replace"))
        raise SandboxError(f"{failure}; the whole output is in {log}:\n{tail}")


def _call(command, output, env, cwd, stdin) -> int:
    return subprocess.call(
        [os.fspath(part) for part in command],
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
        pass_fds=tuple(artifact.HELD),
    )


def last_line(log: Path) -> str:
    """Return the last line that was written to `log`, as a sign of life."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 2000))
            lines = stream.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


class PidFile:
    """The memory of a started process that outlives the command that started it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, pid: int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(f"{pid} {birth(pid)}")

    def pid(self) -> int | None:
        """Return the process, if it still runs and is the one that was written."""
        try:
            pid, born = self.path.read_text().split(" ", 1)
        except (OSError, ValueError):
            return None
        return int(pid) if born and birth(int(pid)) == born else None

    def stop(self, seconds: float = 20) -> bool:
        """Ask the process to end, insist after `seconds`; tell whether it ran."""
        pid = self.pid()
        if pid:
            end(pid, lambda: self.pid() is not None, seconds)
        self.path.unlink(missing_ok=True)
        return pid is not None


def end(
    pid: int,
    running: Callable[[], object],
    seconds: float,
    request: signal.Signals = signal.SIGTERM,
) -> None:
    """Send `request` to `pid`, and SIGKILL when it still runs after `seconds`."""
    for sent, patience in ((request, seconds), (signal.SIGKILL, 5)):
        try:
            os.kill(pid, sent)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not running():
                return
            time.sleep(0.05)


def wait_until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so.

    :raise SandboxError: it is not after `seconds`
    """
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise SandboxError(f"What is waited for does not come: {is_so}")
        time.sleep(0.02)


def birth(pid: int) -> str:
    """Return what tells a process from a later one of the same number."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if state[0] == "Z" else state[19]
    except OSError:
        if Path("/proc/self/stat").exists():
            return ""
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True
    )
    return answer.stdout.strip()
