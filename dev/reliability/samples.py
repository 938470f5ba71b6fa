"""What a server's processes hold while they are loaded."""

import threading
import time
from collections import defaultdict
from statistics import linear_regression

import psutil

from .database import opened

SECONDS = 2
MEBIBYTE = 2**20
# Of the whole time, what comes before is warming up.
WARM_SHARE = 0.5
FEWEST = 5
# How PostgreSQL knows the log of requests, which has a connection beside the pool.
LOG = "odoo restapi monitoring"
OWN = """
    SELECT application_name, count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid != pg_backend_pid()
     GROUP BY application_name"""


class Sampler:
    """Samples a server's processes every :data:`SECONDS` for the length of a ``with``.

    :param pid: of the server, whose children are its workers

    :ivar memory: seconds and resident MiB by process
    :ivar connections: the most that a process has had, by name in PostgreSQL
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.memory: dict[int, list[tuple[float, float]]] = defaultdict(list)
        self.connections: dict[str, int] = {}
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ends.set()
        self._thread.join()

    def slopes(self) -> dict[int, tuple[float, float]]:
        """Return the MiB that each process grows a minute when warm, and has."""
        found = {}
        for pid, samples in self.memory.items():
            warm = samples[int(len(samples) * WARM_SHARE) :]
            if len(warm) >= FEWEST:
                slope, _start = linear_regression(*zip(*warm, strict=True))
                found[pid] = (slope * 60, warm[-1][1])
        return found

    def most_connections(self) -> int:
        """Return the most that one process of the server has had."""
        pids = {f"odoo-{pid}" for pid in self.memory}
        return max(
            (most for name, most in self.connections.items() if name in pids), default=0
        )

    def most_of_the_log(self) -> int:
        """Return the most that the log of requests has had, of all processes."""
        return self.connections.get(LOG, 0)

    def _sample(self) -> None:
        while not self._ends.wait(SECONDS):
            self._sample_memory()
            with opened() as env:
                env.cr.execute(OWN)
                for name, count in env.cr.fetchall():
                    most = max(count, self.connections.get(name, 0))
                    self.connections[name] = most

    def _sample_memory(self) -> None:
        try:
            server = psutil.Process(self.pid)
            processes = [server, *server.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for process in processes:
            try:
                resident = process.memory_info().rss / MEBIBYTE
            except psutil.NoSuchProcess:
                continue
            self.memory[process.pid].append((time.monotonic(), resident))
