"""One fault while clients go on: what they saw, for how long, what came of it."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reliability.load import Call, Checker, Ledger, Traffic

from . import servers
from .fault import Fault
from .servers import DATABASE, Servers

CONNECTIONS = 12
WARM_UP_ANSWERS = 60
AFTER_SECONDS = 5
RECOVERY_SECONDS = 60
# Of the server's log: what nobody has foreseen.
TRACEBACK = re.compile(r"^(\S+ \S+) \d+ (?:ERROR|CRITICAL) .*\n(?=Traceback)", re.M)

ERROR = re.compile(r"^[\w.]+: .*", re.M)


@dataclass(frozen=True)
class Outcome:
    """What was seen of a fault.

    :ivar seen: how often clients got each status and code while all was not well
    :ivar seconds: from the end of the fault to the first good answer after it
    :ivar last: from the end of the fault to the last answer that was not good
    :ivar acknowledged: number of writes that were
    :ivar unanswered: number of writes that had no answer at last
    :ivar repeated: number of answers that a repeat with an Idempotency-Key got again
    :ivar violations: sentences; none where all is as it must be
    """

    name: str
    title: str
    seen: dict[str, int] = field(default_factory=dict)
    seconds: float | None = None
    last: float | None = None
    acknowledged: int = 0
    unanswered: int = 0
    repeated: int = 0
    violations: list[str] = field(default_factory=list)


def hold(cls: type[Fault]) -> Outcome:
    """Have a fault happen to servers of its own, under load."""
    with servers.opened(cls.needs, cls.name) as opened:
        fault = cls(opened)
        fault.prepare()
        ledger = Ledger()
        with Traffic([opened.url], opened.stage, ledger, 1, CONNECTIONS):
            _wait(lambda: _good(ledger, 0), WARM_UP_ANSWERS)
            began = time.monotonic()
            told = _happens(fault)
            ended = time.monotonic()
            good = _wait(lambda: _good(ledger, ended), 1)
            time.sleep(AFTER_SECONDS)
        told += [*_found(fault, ledger, opened), *_log(fault, opened.odoo.log)]
        if not good:
            told.append(f"No good answer in {RECOVERY_SECONDS} seconds.")
    return Outcome(
        fault.name,
        fault.title,
        dict(_seen(ledger, began).most_common()),
        round(min(good) - ended, 2) if good else None,
        _last(ledger, began, ended),
        acknowledged=sum(call.is_done for call in _writes(ledger)),
        unanswered=sum(call.status is None for call in _writes(ledger)),
        repeated=sum(attempt.replayed for _call, attempt in ledger.attempts()),
        violations=told,
    )


def _happens(fault: Fault) -> list[str]:
    """Let a fault begin and end; return why it could not, if it could not."""
    try:
        fault.begin()
        time.sleep(fault.seconds)
    except AssertionError as error:
        return [str(error)]
    finally:
        fault.end()
    return []


def _wait(found: Callable[[], list[float]], count: int) -> list[float]:
    """Wait until so much is found; return it, or nothing after a minute."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while time.monotonic() < deadline:
        if len(times := found()) >= count:
            return times
        time.sleep(0.1)
    return []


def _good(ledger: Ledger, since: float) -> list[float]:
    """Return when there were good answers to what was sent since then."""
    return [
        attempt.ended
        for _call, attempt in ledger.attempts()
        if attempt.began >= since and attempt.is_good
    ]


def _found(fault: Fault, ledger: Ledger, opened: Servers) -> Iterator[str]:
    with opened.postgres.connected(DATABASE) as connection:
        checker = Checker(
            ledger,
            opened.stage,
            connection.cursor(),
            opened.url,
            tolerated=fault.tolerated,
            breaks=fault.breaks,
        )
        yield from checker.violations()
    yield from fault.findings()


def _log(fault: Fault, log: Path) -> Iterator[str]:
    """Give what the server has logged as an error that nobody has foreseen."""
    text = log.read_text(errors="replace")
    found = Counter(
        ERROR.findall(text[match.end() :].split("\n20", 1)[0])[-1]
        for match in TRACEBACK.finditer(text)
    )
    for error, times in found.items():
        if not error.startswith(fault.logged):
            yield f"{times} tracebacks in the log: {error}"


def _seen(ledger: Ledger, began: float) -> Counter[str]:
    """Count the answers that were not good, from the fault's beginning on."""
    return Counter(
        f"{attempt.status or 'broken'} {attempt.code}".rstrip()
        for call, attempt in ledger.attempts()
        if attempt.ended >= began and not _is_right(call, attempt)
    )


def _last(ledger: Ledger, began: float, ended: float) -> float | None:
    bad = [
        attempt.ended - ended
        for call, attempt in ledger.attempts()
        if attempt.ended >= began and not _is_right(call, attempt)
    ]
    return round(max(bad), 2) if bad else None


def _is_right(call, attempt) -> bool:
    return attempt.is_good or attempt.abandoned or attempt.status in call.expected


def _writes(ledger: Ledger) -> list[Call]:
    return [call for call in ledger.calls if call.effect is not None]
