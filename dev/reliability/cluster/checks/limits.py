"""Requests of one credential at both servers, counted together."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..people import Admin, Site, bearer, newcomer
from ..topology import Topology

LIMIT = 60
CALLS = 200
THREADS = 8


def exact(topology: Topology) -> dict[str, Any]:
    """Call more often than a key may, at both servers at once."""
    admin = Admin(topology.urls[0])
    facts = {}
    for where, uses_redis in (("PostgreSQL", False), ("Redis", True)):
        admin.set_all(topology.redis.parameters(uses_redis))
        person = newcomer(requests_per_minute=LIMIT)

        def call(number: int, key: str = person.key) -> int:
            return Site(topology.urls[number % 2]).status(bearer(key))

        with ThreadPoolExecutor(THREADS) as threads:
            statuses = Counter(threads.map(call, range(CALLS)))
        assert statuses == {200: LIMIT, 429: CALLS - LIMIT}, (where, statuses)
        facts[f"good of {CALLS}, counted in {where}"] = statuses[200]
    admin.set_all(topology.redis.parameters(False))
    return facts
