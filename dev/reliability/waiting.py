"""Writers that wait for a record hold one connection each."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import requests

from . import locks
from .database import opened
from .load import Stage

WRITERS = 12
SECONDS = 60
DONE = 200


def violations(url: str, pid: int, stage: Stage) -> Iterator[str]:
    """Have some writers wait for a record, and give what must not be."""
    from odoo.addons.restapi.records.write import write_locks

    partner = stage.registers[0]

    def write(number: int) -> int:
        answer = requests.put(
            f"{url}/api/res.partner/{partner}",
            json={"street": f"waiting {number}"},
            headers={"Authorization": f"Bearer {stage.key}"},
            timeout=SECONDS,
        )
        return answer.status_code

    with ThreadPoolExecutor(WRITERS) as threads:
        with opened() as env:
            number = write_locks.number(("res.partner", partner))
            env.cr.execute("SELECT pg_advisory_xact_lock(%s)", (number,))
            answers = [threads.submit(write, number) for number in range(WRITERS)]
            waiting = _until_waiting()
            held = locks.busy(pid)
        statuses = [answer.result() for answer in answers]
    if waiting != WRITERS:
        yield f"Of {WRITERS} writers of one record {waiting} were waiting."
    if held > waiting:
        yield f"{waiting} waiting writers had {held} connections."
    if statuses != [DONE] * WRITERS:
        yield f"Writers that had waited were answered with {statuses}."


def _until_waiting() -> int:
    """Wait until all wait, but not for ever; return how many do."""
    deadline = time.monotonic() + SECONDS / 10
    while (waiting := locks.count(granted=False)) < WRITERS:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return waiting
