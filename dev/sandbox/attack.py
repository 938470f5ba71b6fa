"""`make attack`: many more random requests than the suite has, and other ones."""

import os
import random
import re
from collections.abc import Iterator
from typing import NamedTuple

from . import paths, suite
from .console import say

TESTS = ("TestLimits", "TestFuzz", "TestNoLostUpdate", "TestStreamsOfServer")
# Of each test, how many requests, cycles or records, unless the environment says so.
REQUESTS = {
    "RESTAPI_LIMITS": 50_000,
    "RESTAPI_EXAMPLES": 50_000,
    "RESTAPI_CYCLES": 512,
    "RESTAPI_ROWS": 200_000,
}
SEEDS = 2**31
RESULT = re.compile(
    r"attack: (?P<attack>.+?) requests=(?P<requests>\d+) refused=(?P<refused>\d+) "
    r"leaked=(?P<leaked>\d+)"
)


class Result(NamedTuple):
    """What became of the requests of one class."""

    attack: str
    requests: int
    refused: int
    leaked: int


def run(*selection: str) -> int:
    """Attack, print a table of what became of it, and return the exit code.

    A seed is printed that repeats the run, in ``RESTAPI_SEED``.
    """
    seed = os.environ.setdefault("RESTAPI_SEED", str(random.randrange(SEEDS)))
    for name, requests in REQUESTS.items():
        os.environ.setdefault(name, str(requests))
    sizes = " ".join(f"{name}={os.environ[name]}" for name in REQUESTS)
    say(f"· To repeat this run: {sizes} RESTAPI_SEED={seed} make attack")
    code = suite.run(*(selection or TESTS))
    results = list(_results())
    say("\n".join(table(results)))
    return code or int(not results or any(result.leaked for result in results))


def _results() -> Iterator[Result]:
    with paths.TEST_LOG.open(errors="replace") as log:
        for found in filter(None, map(RESULT.search, log)):
            numbers = map(int, found.group("requests", "refused", "leaked"))
            yield Result(found["attack"], *numbers)


def table(results: list[Result]) -> Iterator[str]:
    """Yield the lines of a table, the sums last."""
    sums = (sum(numbers) for numbers in list(zip(*results, strict=True))[1:])
    rows = [*results, Result("all", *sums)] if results else []
    yield f"{'class of attack':<24}{'requests':>10}{'refused':>10}{'leaked':>10}"
    for row in rows:
        yield f"{row.attack:<24}{row.requests:>10}{row.refused:>10}{row.leaked:>10}"
