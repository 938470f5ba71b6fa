"""What a comparison gives, and how it is shown and kept."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 7


@dataclass(frozen=True)
class Figure:
    """Two times of the same work.

    :param ours: seconds
    :param other: seconds
    :param wanted: what the ratio must be, like ``≥ 1.6``; empty for no demand
    :param note: what was compared
    """

    name: str
    ours: float
    other: float
    wanted: str
    note: str

    @property
    def ratio(self) -> float:
        return self.other / self.ours

    @property
    def is_met(self) -> bool:
        if not self.wanted:
            return True
        sign, bound = self.wanted.split()
        return self.ratio >= float(bound) if sign == "≥" else self.ratio <= float(bound)


def best(
    functions: dict[str, Callable[[], object]], rounds: int = ROUNDS
) -> dict[str, float]:
    """Return the best time of each function, run in turn on a noisy machine."""
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - start)
    return {name: min(values) for name, values in times.items()}


def show(figures: list[Figure]) -> None:
    """Print the table of ratios."""
    width = max(len(figure.name) for figure in figures)
    print(f"{'':{width}}  {'ours':>10}  {'other':>10}  {'ratio':>6}  wanted")
    for figure in figures:
        mark = "" if figure.is_met else "  ← not met"
        print(
            f"{figure.name:{width}}  {figure.ours * 1000:7.2f} ms  "
            f"{figure.other * 1000:7.2f} ms  {figure.ratio:6.2f}  "
            f"{figure.wanted:7}{mark}  {figure.note}"
        )


def write(figures: list[Figure], path: Path) -> None:
    """Write the figures as ``{"name": {"ours", "other", "ratio"}}``."""
    content = {
        figure.name: {
            "ours": figure.ours,
            "other": figure.other,
            "ratio": round(figure.ratio, 3),
        }
        for figure in figures
    }
    path.write_text(json.dumps(content, indent=2) + "\n")
