"""Have faults happen, all or those that are named; fails where one has a violation."""

import dataclasses
import json
import sys

from dev.sandbox import paths
from dev.sandbox.console import SandboxError

from . import trial
from .table import FAULTS
from .trial import Outcome

RESULT = paths.STATE / "faults.json"
LINE = "{name:32} {seconds:>7} {acknowledged:>6} {repeated:>6}  {seen}"
HEAD = LINE.format(
    name="fault",
    seconds="well in",
    acknowledged="writes",
    repeated="again",
    seen="what clients saw",
)


def main(names: list[str]) -> int:
    unknown = set(names) - FAULTS.keys()
    if unknown:
        print(f"There is no fault {unknown.pop()}; there are {', '.join(FAULTS)}.")
        return 1
    outcomes, skipped = [], []
    print(HEAD)
    for name in names or FAULTS:
        try:
            outcome = trial.hold(FAULTS[name])
        except SandboxError as error:
            skipped.append(name)
            print(f"! {name} is left out: {error}", flush=True)
            continue
        outcomes.append(outcome)
        show(outcome)
    RESULT.write_text(json.dumps(list(map(dataclasses.asdict, outcomes)), indent=1))
    bad = [outcome.name for outcome in outcomes if outcome.violations]
    print(
        f"{len(outcomes)} faults, {len(bad)} with violations, {len(skipped)} left out"
    )
    return 1 if bad else 0


def show(outcome: Outcome) -> None:
    """Print a line of the table, and what must not be."""
    seen = ", ".join(f"{times} x {what}" for what, times in outcome.seen.items())
    seconds = "never" if outcome.seconds is None else f"{outcome.seconds:.1f} s"
    values = {**dataclasses.asdict(outcome), "seconds": seconds, "seen": seen or "-"}
    print(LINE.format(**values), flush=True)
    for sentence in outcome.violations:
        print(f"  ✗ {sentence}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
