"""`make flaky`: the suite again and again, on a machine that is busy with other things.

Beside it there are as many busy loops as `LOOPS` says; all of it has a lower priority
than what else the machine does. Failures are counted by test; one that fails in one of
ten rounds is a defect of the test or of what it tests, and is repaired.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from . import paths, suite
from .console import say
from .report import FAILED, RECORD

ROUNDS = 10
LOOPS = 4
NICENESS = 10
LOOP = (sys.executable, "-c", "while True: pass")


def run(*selection: str) -> int:
    """Run the suite, or a part of it, `ROUNDS` times; return 1 if a test has failed."""
    rounds = int(os.environ.get("ROUNDS") or ROUNDS)
    failures: Counter[str] = Counter()
    broken = 0
    os.nice(NICENESS)  # of all that is started from here on
    with _busy():
        for number in range(1, rounds + 1):
            began = time.monotonic()
            broken += bool(suite.run(*selection))
            failed = _failed()
            failures.update(failed)
            seconds = time.monotonic() - began
            say(f"· Round {number}: {len(failed)} failures, {seconds:.0f} seconds")
    for name, count in failures.most_common():
        say(f"✗ {count} of {rounds}: {name}")
    say(f"{broken} of {rounds} rounds had failures")
    return int(bool(broken))


@contextmanager
def _busy() -> Iterator[None]:
    """Keep processors busy."""
    loops = [subprocess.Popen(LOOP) for _ in range(LOOPS)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def _failed() -> set[str]:
    """Name the tests that have failed in the last round."""
    with paths.TEST_LOG.open(errors="replace") as log:
        records = [found for found in map(RECORD.match, log) if found]
    tests = (FAILED.match(record["message"]) for record in records)
    return {test["test"] for test in tests if test}
