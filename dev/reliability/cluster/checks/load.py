"""Traffic in every dialect, while a server is killed and while both are restarted."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from ... import database
from ...load import Call, Checker, Ledger, Traffic, set_up, tear_down
from ...load.ledger import Attempt
from ..topology import Topology

CONNECTIONS = 8
SECONDS = 5
# What nginx says when no server has answered that may be asked again.
BAD_GATEWAY = 502


def killed(topology: Topology) -> dict[str, Any]:
    """Kill a server with all its processes, twice, and start it again."""

    def kill() -> None:
        for node in topology.nodes:
            time.sleep(SECONDS)
            node.kill()
            time.sleep(SECONDS)
            node.start()

    ledger, violations = _under_load(topology, kill, tolerated={BAD_GATEWAY})
    assert not violations, violations[:10]
    return _facts(ledger)


def restarted(topology: Topology) -> dict[str, Any]:
    """Restart one server after the other, each after nginx has let it alone."""

    def restart() -> None:
        for node in topology.nodes:
            time.sleep(SECONDS)
            with topology.proxy.without(node):
                node.restart()
        time.sleep(SECONDS)

    ledger, violations = _under_load(topology, restart, tolerated=set())
    assert not violations, violations[:10]
    failed = _failed(ledger)
    assert not failed, [str(call) for call in failed]
    return {**_facts(ledger), "failed": 0}


def restarted_at_once(topology: Topology) -> dict[str, Any]:
    """Restart one server after the other, which nginx finds out by itself."""

    def restart() -> None:
        for node in topology.nodes:
            time.sleep(SECONDS)
            node.restart()
        time.sleep(SECONDS)

    ledger, violations = _under_load(topology, restart, tolerated={BAD_GATEWAY})
    assert not violations, violations[:10]
    failed = _failed(ledger)
    repeatable = [str(call) for call in failed if call.key or "read" in str(call)]
    assert not repeatable, repeatable
    return {**_facts(ledger), "failed, of those without a key": len(failed)}


def _failed(ledger: Ledger) -> list[Call]:
    """Return the calls that a server has not answered, or with an error of its own."""
    return [
        call
        for call in ledger.calls
        if any(_is_failure(attempt) for attempt in call.attempts)
    ]


def _is_failure(attempt: Attempt) -> bool:
    if attempt.status is None:
        return not attempt.abandoned
    return attempt.status >= 500


def _under_load(
    topology: Topology, work: Callable[[], None], tolerated: set[int]
) -> tuple[Ledger, list[str]]:
    """Have clients call through nginx while something is done.

    :return: all calls, and sentences about what must not be
    """
    with database.opened() as env:
        stage = set_up(env)
    ledger = Ledger()
    topology.catch_up()
    with Traffic([topology.proxy.url], stage, ledger, 1, CONNECTIONS):
        work()
    with database.opened() as env:
        checker = Checker(
            *(ledger, stage, env.cr, topology.urls[0]), tolerated=tolerated
        )
        violations = checker.violations()
    with database.opened() as env:
        tear_down(env, stage)
        env.cr.commit()  # servers read it in other transactions
    return ledger, violations


def _facts(ledger: Ledger) -> dict[str, Any]:
    statuses: Counter[str] = Counter()
    for _call, attempt in ledger.attempts():
        statuses[str(attempt.status or "not waited for")] += 1
    return {"calls": len(ledger.calls), **dict(sorted(statuses.items()))}
