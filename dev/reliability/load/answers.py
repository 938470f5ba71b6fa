"""Which answers a client has to expect, whatever they are about."""

from collections.abc import Iterator

from .ledger import Attempt, Call, Ledger
from .sender import RETRIED


def honest(ledger: Ledger, tolerated: frozenset[int], breaks: bool) -> Iterator[str]:
    """Give a sentence for each kind of answer that no client should get.

    A good one, one that the call expects, one that says when to come back.
    """
    found: dict[tuple, list[str]] = {}
    for call, attempt in ledger.attempts():
        if not _is_honest(call, attempt, tolerated, breaks):
            kind = (call.dialect, call.operation, attempt.status, attempt.code)
            found.setdefault(kind, []).append(call.mark)
    for (dialect, operation, status, code), marks in found.items():
        yield (
            f"{dialect} {operation} was answered with {status or 'nothing'} ({code}) "
            f"{len(marks)} times, as for {marks[0]}."
        )


def _is_honest(
    call: Call, attempt: Attempt, tolerated: frozenset[int], breaks: bool
) -> bool:
    if attempt.status is None:
        return attempt.abandoned or breaks
    if attempt.is_good or attempt.status in call.expected | tolerated:
        return True
    return attempt.status in RETRIED and attempt.retry_after is not None


def repeats(ledger: Ledger) -> Iterator[str]:
    """Give a sentence for each key whose attempts were answered differently."""
    for call in ledger.calls:
        if call.key is None:
            continue
        good = [attempt for attempt in call.attempts if attempt.is_good]
        if len({(attempt.status, attempt.digest) for attempt in good}) > 1:
            yield f"{call}: attempts with one key have different answers."
        if sum(not attempt.replayed for attempt in good) > 1:
            yield f"{call}: it was done {len(good)} times with one key."
