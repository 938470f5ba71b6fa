"""A case, measured: its statements, their plans, its time for each row."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from odoo.api import Environment
from odoo.sql_db import BaseCursor

from . import plans
from .case import Case, Reads

RUNS = 9


@dataclass(frozen=True)
class Measured:
    """What a case has taken.

    :param statements: how many
    :param rows: that it is about
    :param seconds: best of all runs, since others use the machine as well
    :param wrong: what of the plans grows with the table
    """

    statements: int
    rows: int
    seconds: float
    wrong: tuple[str, ...]

    @property
    def each(self) -> float:
        """Seconds for each row."""
        return self.seconds / max(self.rows, 1)


def measure(env: Environment, case: Case, large: Mapping[str, int]) -> Measured:
    """Run a case until it is warm, and then some times; look at its plans.

    Its statements are the fewest of all runs: once in a minute a credential notes
    that it is used.

    :param large: see :func:`~.plans.large_tables`
    """
    case.work()
    case.work()
    runs = []
    for _run in range(RUNS):
        with _watched() as statements:
            start = time.perf_counter()
            rows = case.work()
            seconds = time.perf_counter() - start
        runs.append((statements, seconds, rows))
    statements = min((run[0] for run in runs), key=len)
    env.cr.rollback()
    wrong = []
    if case.reads is Reads.PAGE:
        wrong = list(plans.wrong(env, statements, large))
    env.cr.rollback()
    best = min(run[1] for run in runs)
    return Measured(len(statements), runs[0][2], best, tuple(wrong))


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Give the statements that this thread executes, on whichever connection."""
    found: list[str] = []

    def note(cr: BaseCursor, *_query: Any) -> None:
        found.append(cr._obj.query.decode())

    thread = threading.current_thread()
    thread.query_hooks = [note]
    try:
        yield found
    finally:
        del thread.query_hooks
