"""A PostgreSQL server of our own on a private socket.

PostgreSQL refuses to run as root. For root it runs as `nobody`, who may pass the
folders above its data (CAP_DAC_OVERRIDE), so that none of them changes its mode.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TextIO

from . import artifact, paths, process
from .console import SandboxError
from .postgres import PORT, USER, Client

SERVANT = "nobody"
START_SECONDS = 60
STOP_SECONDS = 60
EVICTION_SECONDS = 3
SETTINGS = {
    "listen_addresses": "''",
    # a sandbox may lose its data when the machine stops
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "1GB",
    "jit": "off",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "max_connections": "200",
    "log_min_messages": "fatal",
}


@dataclass
class Cluster:
    """A server on the data folder `data`; stopped when its last user has left.

    :param settings: of `postgresql.conf`, in place of or beside `SETTINGS`
    """

    programs: Path
    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    _users: TextIO | None = field(default=None, repr=False)

    @property
    def sockets(self) -> Path:
        return paths.socket_folder(self.data)

    @property
    def client(self) -> Client:
        return Client(self.programs, str(self.sockets), str(PORT), USER, owned=True)

    def create(self) -> None:
        """Make the data folder of an empty server."""
        self.evict()
        self.data.mkdir(parents=True, exist_ok=True)
        self.hand_over()
        process.run(
            [
                *as_servant(),
                self.programs / "initdb",
                "-D",
                self.data,
                "-U",
                USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            log=self.data.with_suffix(".log"),
            cwd=Path("/"),
            failure="The PostgreSQL cluster cannot be created",
        )

    def hand_over(self) -> None:
        """Give the data folder to the user that PostgreSQL will run as."""
        self.data.chmod(0o700)
        if os.getuid() == 0:
            for folder, _folders, files in os.walk(self.data):
                for path in (Path(folder), *(Path(folder, name) for name in files)):
                    shutil.chown(path, SERVANT, "nogroup")

    def start(self) -> Client:
        """Start the server unless it runs, and count as one of its users."""
        with artifact.locked(f"start-{self.data.name}", self.data.parent):
            self._users = self.data.with_suffix(".users").open("w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if self.pid() is None:
                self._launch()
        return self.client

    def release(self) -> None:
        """Stop the server when nobody else uses it."""
        if self._users is None:
            return
        with artifact.locked(f"start-{self.data.name}", self.data.parent):
            with suppress(BlockingIOError):
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()
            self._users.close()
            self._users = None

    def stop_unused(self) -> bool:
        """Stop a server that was left running; tell whether it was."""
        if not self.data.exists():
            self.evict()
            return False
        with self.data.with_suffix(".users").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SandboxError(
                    "Another command is using this sandbox: end it first."
                ) from error
            return self.stop()

    def stop(self, request: signal.Signals = signal.SIGINT) -> bool:
        """Stop the server, whoever uses it; tell whether it ran.

        :param request: SIGINT, “fast”, ends the sessions; SIGQUIT, “immediate”,
            leaves recovery to the next start
        """
        pid = self.pid()
        if pid:
            process.end(pid, self.pid, STOP_SECONDS, request)
        shutil.rmtree(self.sockets, ignore_errors=True)
        return pid is not None

    def pid(self) -> int | None:
        """Return the process that serves the data folder, if one does."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        try:
            return pid if Path(f"/proc/{pid}/cwd").samefile(self.data) else None
        except OSError:
            return None if Path("/proc/self").exists() else pid

    def evict(self) -> None:
        """End a server that lost its data folder, before another takes the place.

        At once: it would write its control file into the new folder otherwise.
        """
        lock = self.sockets / f".s.PGSQL.{PORT}.lock"
        with suppress(OSError, ValueError):
            pid = int(lock.read_text().split("\n")[0])
            if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes():
                alive = partial(process.birth, pid)
                process.end(pid, alive, EVICTION_SECONDS, signal.SIGQUIT)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _launch(self) -> None:
        self.evict()
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.lstat().st_uid != os.getuid():
            raise SandboxError(f"{self.sockets} belongs to someone else; remove it.")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        folder = {"unix_socket_directories": f"'{self.sockets}'"}
        settings = {**SETTINGS, **folder, **self.settings}
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (self.data / "postgresql.auto.conf").write_text(lines)
        log = self.data.with_suffix(".log")
        with log.open("w") as output:
            server = subprocess.Popen(
                [*as_servant(), self.programs / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while server.poll() is None and time.monotonic() < deadline:
            try:
                self.client.sql("SELECT 1")
            except SandboxError:
                time.sleep(0.05)
            else:
                return
        raise SandboxError(f"PostgreSQL does not start; see {log}.")


def as_servant() -> list[str]:
    """Return what goes before a command that PostgreSQL's user is to run."""
    if os.getuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise SandboxError(
            "PostgreSQL does not run as root: install util-linux (setpriv)."
        )
    return [
        "setpriv",
        # access(2), with which the programs look for each other, drops the
        # capabilities of a process that has given up being root, but for this.
        "--securebits=+no_setuid_fixup",
        f"--reuid={SERVANT}",
        "--regid=nogroup",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    ]
