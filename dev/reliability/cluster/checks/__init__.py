"""What is tried, a file a subject: functions of the topology that return facts.

Who finds that something does not hold raises.
"""

from collections.abc import Callable
from typing import Any

from ..topology import Topology
from . import credentials, limits, load, reads, versions

CHECKS: dict[str, tuple[str, Callable[[Topology], dict[str, Any]]]] = {
    "issued": (
        "tokens of one server work on the other at once",
        credentials.issued,
    ),
    "revoked": (
        "what one server has ended is refused by the other at once",
        credentials.revoked,
    ),
    "changed": (
        "rights and settings hold on both in the next request",
        credentials.changed,
    ),
    "limits": ("a limit is exact over both", limits.exact),
    "reads": ("what only reads is read on the replica", reads.on_the_replica),
    "own_writes": (
        "a read after a write of the same user finds it",
        reads.own_writes,
    ),
    "behind": (
        "a replica that is too far behind is not read",
        reads.behind,
    ),
    "killed": (
        "a server is killed under load: nothing that was acknowledged is lost",
        load.killed,
    ),
    "restarted": (
        "servers are restarted one by one under load: no call fails",
        load.restarted,
    ),
    "restarted_at_once": (
        "the same, while nginx sends them calls: none fails that may be repeated",
        load.restarted_at_once,
    ),
    "versions": (
        "two versions of the addon serve one database",
        versions.side_by_side,
    ),
    "cost": ("what the guard costs a list", reads.cost),
    "dead": (
        "a replica that dies is missed once by each process",
        reads.without_replica,
    ),
}
