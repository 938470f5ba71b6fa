"""Load a server of one kind for a while, and tell what must not be.

The environment says which server: see `dev/sandbox/soak.py`.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import database, locks, waiting
from .load import Checker, Ledger, Stage, Traffic, set_up
from .phases import EXPECTED, Expected
from .samples import Sampler

CONNECTIONS = 16
PATIENCE_SECONDS = 120
# Of a shorter phase nobody can tell whether its processes are warm.
TELLING_SECONDS = 300
REFUSED = ("409", "429", "503")


def main() -> int:
    environment = {
        name: os.environ[f"RESTAPI_LOAD_{name}"]
        for name in ("URL", "PID", "PHASE", "SECONDS", "SEED", "OUTPUT")
    }
    url, pid = environment["URL"], int(environment["PID"])
    expected, seconds = EXPECTED[environment["PHASE"]], float(environment["SECONDS"])
    database.configure()
    with database.opened() as env:
        stage = set_up(env)
    found = list(waiting.violations(url, pid, stage)) if expected.waits else []
    ledger = Ledger()
    with Sampler(pid) as samples:
        began = time.monotonic()
        traffic = Traffic(
            [url], stage, ledger, int(environment["SEED"]), connections=CONNECTIONS
        )
        with traffic:
            time.sleep(seconds)
        took = time.monotonic() - began
    locks.wait_until_quiet()
    found += _effects(ledger, stage, url)
    found += _leftovers()
    found += _bounds(ledger, samples, expected, seconds)
    print(ledger.table())
    result = {
        "phase": environment["PHASE"],
        **_figures(ledger, samples, took),
        **_memory(samples, seconds),
        "violations": found,
    }
    Path(environment["OUTPUT"]).write_text(json.dumps(result, indent=2))
    return int(bool(found))


def _effects(ledger: Ledger, stage: Stage, url: str) -> list[str]:
    with database.opened() as env:
        return Checker(ledger, stage, env.cr, url).violations()


def _leftovers() -> Iterator[str]:
    for granted in (True, False):
        if left := locks.count(granted=granted):
            state = "hold" if granted else "wait for"
            yield f"{left} connections {state} locks of records when all is over."


def _bounds(
    ledger: Ledger, samples: Sampler, expected: Expected, seconds: float
) -> Iterator[str]:
    most = samples.most_connections()
    if not 0 < most <= expected.connections:
        yield f"A process had {most} connections, not 1 to {expected.connections}."
    processes = len(samples.memory)
    if samples.most_of_the_log() > processes:
        yield f"The log of {processes} processes had {samples.most_of_the_log()} more."
    if seconds >= TELLING_SECONDS:
        for pid, (slope, resident) in samples.slopes().items():
            if slope > expected.growth:
                yield f"Process {pid}: {resident:.0f} MiB, {slope:.1f} more a minute."
    if expected.refuses and not _totals(ledger)["503"]:
        yield "More requests than connections, and none was told to come back."


def _totals(ledger: Ledger) -> Counter[str]:
    return sum(ledger.statuses().values(), Counter())


def _figures(ledger: Ledger, samples: Sampler, took: float) -> dict[str, Any]:
    totals = _totals(ledger)
    requests = sum(totals.values())
    slowest, call = max(
        (
            (attempt.ended - attempt.began, str(call))
            for call, attempt in ledger.attempts()
            if not attempt.is_lost
        ),
        default=(0.0, ""),
    )
    return {
        "calls": len(ledger.calls),
        "per_second": f"{requests / took:.0f}",
        "refused": "/".join(str(totals[status]) for status in REFUSED),
        "slowest": f"{slowest:.1f} s",
        "slowest_call": call,
        "connections": samples.most_connections(),
        "statuses": dict(sorted(totals.items())),
        "by_operation": {
            " ".join(place): dict(counts) for place, counts in ledger.statuses().items()
        },
    }


def _memory(samples: Sampler, seconds: float) -> dict[str, Any]:
    """Return what the largest process has; that it grows is told after long enough."""
    slopes = samples.slopes()
    slope, resident = max(slopes.values(), default=(0.0, 0.0))
    growth = f" {slope:+.1f}" if seconds >= TELLING_SECONDS else ""
    return {
        "memory": f"{resident:.0f}{growth}",
        "slopes": {
            str(pid): {"MiB": round(resident, 1), "MiB a minute": round(slope, 2)}
            for pid, (slope, resident) in slopes.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
