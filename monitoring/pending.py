"""What is still to be written for one database, in bounded memory."""

from collections import deque
from typing import NamedTuple

from ..core import histogram
from .entry import Entry

MAX_ENTRIES = 10_000
MAX_BODY_BYTES = 16 * 1024 * 1024
# Combinations of hour, route, model, credential and user in one second.
MAX_SUMS = 10_000
SECONDS_OF_HOUR = 3600


class Key(NamedTuple):
    """What requests are counted by."""

    hour: int
    dialect: str
    route: str
    model: str
    source: str
    user_id: int
    status: int


class Sums:
    """What is summed up of requests that are alike.

    :param buckets: how many took how long, see :mod:`..core.histogram`
    """

    __slots__ = ("buckets", "calls", "milliseconds", "sent_bytes")

    def __init__(self) -> None:
        self.calls = 0
        self.milliseconds = 0.0
        self.sent_bytes = 0
        self.buckets = [0] * histogram.BUCKETS

    def add(self, entry: Entry) -> None:
        self.calls += 1
        self.milliseconds += entry.duration
        self.sent_bytes += entry.sent_bytes
        self.buckets[histogram.bucket(entry.duration)] += 1

    def add_all(self, other: "Sums") -> None:
        self.calls += other.calls
        self.milliseconds += other.milliseconds
        self.sent_bytes += other.sent_bytes
        self.buckets = [a + b for a, b in zip(self.buckets, other.buckets, strict=True)]


class Pending:
    """Entries, sums, and how many entries there was no room for.

    :param has_metrics: whether the sums are for Prometheus as well
    """

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque()
        self.sums: dict[Key, Sums] = {}
        self.dropped = 0
        self.has_metrics = False
        self._body_bytes = 0

    def __bool__(self) -> bool:
        return bool(self.entries or self.sums or self.dropped)

    def add(self, entry: Entry, model: str, is_kept: bool) -> None:
        """Count a request, and have it written down where there is room.

        :param model: of the entry, where the database has it
        """
        key = Key(
            int(entry.at) // SECONDS_OF_HOUR,
            entry.dialect,
            entry.route,
            model,
            entry.source,
            entry.user_id or 0,
            entry.status,
        )
        sums = self.sums.get(key)
        if sums is None and len(self.sums) < MAX_SUMS:
            sums = self.sums[key] = Sums()
        if sums is not None:
            sums.add(entry)
        if is_kept:
            self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        size = len(entry.request_body) + len(entry.response_body)
        is_full = self._body_bytes + size > MAX_BODY_BYTES
        if is_full or len(self.entries) >= MAX_ENTRIES:
            self.dropped += 1
            return
        self._body_bytes += size
        self.entries.append(entry)

    def put_back(self, other: "Pending") -> None:
        """Take up again what was not written; what came meanwhile stays, if it fits."""
        newer, self.entries, self._body_bytes = self.entries, deque(), 0
        self.dropped += other.dropped
        self.has_metrics = self.has_metrics or other.has_metrics
        for entry in (*other.entries, *newer):
            self._keep(entry)
        for key, sums in other.sums.items():
            if key in self.sums:
                self.sums[key].add_all(sums)
            elif len(self.sums) < MAX_SUMS:
                self.sums[key] = sums
