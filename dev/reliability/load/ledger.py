"""What was wanted, each attempt at it, and what was answered."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

# A gateway's, for a server that has not answered it.
GATEWAY = frozenset((502, 504))
# With a key, what tells that nothing was done, neither now nor at an attempt before.
CONCLUSIVE = frozenset((400, 412, 422))


class Outcome(Enum):
    """What a client knows of what it wanted."""

    DONE = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "without an answer"


@dataclass(frozen=True, slots=True)
class Made:
    """A record with the call's mark, and as many lines."""

    model: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the call's mark of a shared order."""

    order: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A record is deleted."""

    model: str
    id: int


@dataclass(frozen=True, slots=True)
class Written:
    """A field of a shared record has the call's mark, or an order lines with it."""

    model: str
    id: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A shared counter is one more."""

    id: int


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file with the call's mark as its name, and these bytes."""

    sha1: str


Effect = Made | Line | Gone | Written | Counted | Uploaded


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request and its answer.

    :ivar began: seconds of ``time.monotonic()``, as `ended`
    :ivar status: ``None`` where there was no answer
    :ivar code: the error's, as its dialect has it, or the exception's name
    :ivar digest: of the body, where the call may be repeated
    :ivar abandoned: the client did not wait for the answer, on purpose
    """

    began: float
    ended: float
    status: int | None
    code: str = ""
    retry_after: str | None = None
    replayed: bool = False
    digest: str = ""
    abandoned: bool = False
    url: str = ""

    @property
    def is_lost(self) -> bool:
        return self.status is None or self.status in GATEWAY

    @property
    def is_good(self) -> bool:
        return self.status is not None and self.status < 400


@dataclass(slots=True)
class Call:
    """What a client wants, in one dialect, and all attempts at it.

    :ivar mark: a text of its own, which is in what it makes
    :ivar effect: what there is once it is done; ``None`` where nothing may be
    :ivar key: its ``Idempotency-Key``
    :ivar repeats: it may be sent again when there was no answer
    :ivar patient: it is sent again when the server says when
    :ivar expected: other statuses than good ones that are right
    :ivar value: the JSON of its good answer
    :ivar etag: of its good answer
    :ivar record: the id of what it made, where that may be deleted later
    """

    mark: str
    dialect: str
    operation: str
    effect: Effect | None = None
    key: str | None = None
    repeats: bool = False
    patient: bool = True
    expected: frozenset[int] = frozenset()
    attempts: list[Attempt] = field(default_factory=list)
    value: Any = None
    record: int | None = None
    etag: str = ""

    @property
    def outcome(self) -> Outcome:
        if any(attempt.is_good for attempt in self.attempts):
            return Outcome.DONE
        if not any(attempt.is_lost for attempt in self.attempts):
            return Outcome.REFUSED
        is_told = self.key and self.attempts[-1].status in CONCLUSIVE
        return Outcome.REFUSED if is_told else Outcome.UNKNOWN

    @property
    def is_done(self) -> bool:
        return self.outcome is Outcome.DONE

    @property
    def status(self) -> int | None:
        """That of the last answer."""
        return self.attempts[-1].status if self.attempts else None

    @property
    def began(self) -> float:
        return self.attempts[0].began

    @property
    def ended(self) -> float:
        """When its effect is there at the latest."""
        if self.outcome is Outcome.UNKNOWN:
            return float("inf")
        return max(attempt.ended for attempt in self.attempts)

    def __str__(self) -> str:
        return f"{self.dialect} {self.operation} {self.mark}"


class Ledger:
    """All calls of all clients.

    :ivar run: what the marks of all calls begin with
    :ivar calls: in the order in which they began
    :ivar complaints: sentences about answers that cannot be true
    """

    def __init__(self) -> None:
        self.run = f"r{time.time_ns() // 1_000_000:x}"
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self._lock = threading.Lock()

    def add(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)

    def complain(self, sentence: str) -> None:
        with self._lock:
            self.complaints.append(sentence)

    def attempts(self) -> Iterator[tuple[Call, Attempt]]:
        for call in list(self.calls):
            for attempt in list(call.attempts):
                yield call, attempt

    def statuses(self) -> dict[tuple[str, str], Counter[str]]:
        """Return how often each status was the answer, by dialect and operation.

        Of what was not answered, ``lost``; ``left`` where the client did not wait.
        """
        found: dict[tuple[str, str], Counter[str]] = {}
        for call, attempt in self.attempts():
            place = found.setdefault((call.operation, call.dialect), Counter())
            place[_status(attempt)] += 1
        return dict(sorted(found.items()))

    def table(self) -> str:
        """Return :meth:`statuses` as lines of text."""
        found = self.statuses()
        columns = sorted({status for counts in found.values() for status in counts})
        head = f"{'operation':18}{'dialect':12}"
        lines = [head + "".join(f"{column:>7}" for column in columns)]
        for (operation, dialect), counts in found.items():
            cells = "".join(f"{counts[column] or '':>7}" for column in columns)
            lines.append(f"{operation:18}{dialect:12}{cells}")
        return "\n".join(line.rstrip() for line in lines)


def _status(attempt: Attempt) -> str:
    if attempt.status is not None:
        return str(attempt.status)
    return "left" if attempt.abandoned else "lost"
