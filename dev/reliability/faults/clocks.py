"""All clocks are stepped by an hour, and back."""

import time
from collections.abc import Iterable, Mapping
from typing import ClassVar

import requests

from .fault import Fault
from .servers import TIMEOUT_SECONDS, Needs

HOUR = 3600
# Until all servers have looked at the clock again.
NOTICED_SECONDS = 2
LIST = "/api/res.partner?limit=1"
OK, UNAUTHORIZED, TOO_MANY = 200, 401, 429
# More than the metered key may do in a minute.
CALLS = 100


class ClockStepped(Fault):
    """Odoo ends a worker that is busy when an hour goes by: it seems to hang."""

    breaks = True
    needs = Needs(clock=True)
    tolerated = frozenset([UNAUTHORIZED])
    step: ClassVar[int]

    def __init__(self, servers) -> None:
        super().__init__(servers)
        self._found: list[str] = []

    def begin(self) -> None:
        self.servers.clock.step(self.step)
        time.sleep(NOTICED_SECONDS)
        self._found += self.look()

    def end(self) -> None:
        self.servers.clock.step(0)

    def findings(self) -> Iterable[str]:
        return self._found

    def look(self) -> Iterable[str]:
        """Give a sentence for what the clients cannot see, right after the step."""
        raise NotImplementedError

    def status(self, headers: Mapping[str, str]) -> int:
        url = self.servers.url + LIST
        return requests.get(url, headers=headers, timeout=TIMEOUT_SECONDS).status_code


class ClockForward(ClockStepped):
    """Tokens end by the clock, those whose time has come and no others."""

    name = "clock-forward"
    title = "All clocks are stepped forward by an hour, and back"
    step = HOUR

    def prepare(self) -> None:
        self._minutes = self._token("get_tokens", "username")
        self._year = self._token("token", "login")

    def _token(self, path: str, field: str) -> Mapping[str, str]:
        stage = self.servers.stage
        answer = requests.post(
            f"{self.servers.url}/api/auth/{path}",
            json={field: stage.login, "password": stage.password},
            timeout=TIMEOUT_SECONDS,
        )
        return {"Access-Token": answer.json()["access_token"]}

    def look(self) -> Iterable[str]:
        found = self.status(self._minutes), self.status(self._year)
        if found != (UNAUTHORIZED, OK):
            yield f"Tokens of ten minutes and of a year are {found} an hour later"


class ClockBack(ClockStepped):
    """A limit of a minute stays one of a minute."""

    name = "clock-back"
    title = "All clocks are stepped back by an hour, and forward"
    step = -HOUR

    def begin(self) -> None:
        if TOO_MANY not in (self._metered() for _call in range(CALLS)):
            self._found.append(f"{CALLS} calls do not come to the limit")
        super().begin()

    def look(self) -> Iterable[str]:
        if self._metered() != OK:
            yield "Who was at the limit of a minute is so after an hour's step back"

    def _metered(self) -> int:
        return self.status(
            {"Authorization": f"Bearer {self.servers.stage.metered_key}"}
        )
