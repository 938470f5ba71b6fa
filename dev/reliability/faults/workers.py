"""A worker is killed at a moment of a write that PostgreSQL makes last."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar

import requests

from .database import LOST, TERMINATE, UNKNOWN
from .fault import Fault
from .servers import DATABASE

ROUNDS = 3
PATIENCE_SECONDS = 60
# Nobody follows by this name, so that a commit which waits for it waits on.
NOBODY = "nobody"
WRITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'relation'"
COMMITTING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


class WorkerKilled(Fault):
    breaks = True
    seconds = 1
    moment: ClassVar[str]

    def begin(self) -> None:
        for _round in range(ROUNDS):
            with self.held():
                wait_until(lambda: self.servers.postgres.execute(self.moment))
                self.strike()

    def strike(self) -> None:
        for worker in self.servers.workers():
            worker.kill()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have writes stop at the moment."""
        raise NotImplementedError


class KilledBeforeCommit(WorkerKilled):
    name = "killed-before-commit"
    title = "Workers are killed while they write, before the commit (kill -9)"
    moment = WRITING

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have who writes partners wait for a lock."""
        with self.servers.postgres.connected(DATABASE) as connection:
            connection.autocommit = False
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE res_partner IN SHARE ROW EXCLUSIVE MODE")
                yield


class KilledDuringCommit(WorkerKilled):
    name = "killed-during-commit"
    title = "Workers are killed while PostgreSQL commits (kill -9)"
    moment = COMMITTING

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have all commits wait, written and not acknowledged."""
        self.servers.postgres.wait_for(NOBODY)
        try:
            yield
        finally:
            self.servers.postgres.wait_for("")


class LostDuringCommit(KilledDuringCommit):
    """The worker lives, and does not know what has become of its commit."""

    name = "lost-during-commit"
    title = "Connections are terminated while PostgreSQL commits"
    breaks = False
    logged = LOST
    tolerated = UNKNOWN

    def strike(self) -> None:
        self.servers.postgres.execute(TERMINATE)


class KilledAfterCommit(Fault):
    """A model of the tests kills its worker when its creation is committed."""

    name = "killed-after-commit"
    title = "Workers are killed between commit and answer (kill -9)"
    breaks = True
    seconds = 1

    def begin(self) -> None:
        for number in range(ROUNDS):
            try:
                self._create(number)
            except requests.ConnectionError:
                continue
            raise AssertionError("The worker has lived to answer.")

    def findings(self) -> Iterable[str]:
        for number in range(ROUNDS):
            answer = self._create(number)
            if "Idempotency-Replayed" not in answer.headers:
                yield f"A write that was committed is not known: {answer.text}"
        path = "/api/restapi_test.everything/count?domain=[('short','=','crash')]"
        count = self.servers.get(path).json()["count"]
        if count != ROUNDS:
            yield f"{ROUNDS} writes that were repeated have made {count} records"

    def _create(self, number: int) -> requests.Response:
        return requests.post(
            f"{self.servers.url}/api/restapi_test.everything?fields=name",
            json={"name": f"crash {number}", "short": "crash"},
            headers={**self.servers.key, "Idempotency-Key": f"crash {number}"},
            timeout=PATIENCE_SECONDS,
        )


def wait_until(found: Callable[[], object]) -> None:
    """Wait for something to be found."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found():
            return
        time.sleep(0.02)
    raise AssertionError("Nobody comes to the moment that is waited for.")
