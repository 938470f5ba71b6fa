"""Requests of one credential at both servers, counted together."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..people import Site, bearer, each_store, newcomer
from ..topology import Topology

LIMIT = 60
CALLS = 200
THREADS = 8


def exact(topology: Topology) -> dict[str, Any]:
    """Call more often than a key may, at both servers at once."""
    facts = {}
    for where in each_store(topology):
        person = newcomer(requests_per_minute=LIMIT)

        def call(number: int, key: str = person.key) -> int:
            return Site(topology.urls[number % 2]).status(bearer(key))

        with ThreadPoolExecutor(THREADS) as threads:
            statuses = Counter(threads.map(call, range(CALLS)))
        assert statuses == {200: LIMIT, 429: CALLS - LIMIT}, (where, statuses)
        facts[f"good of {CALLS}, counted in {where}"] = statuses[200]
    return facts
