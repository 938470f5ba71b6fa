"""All clocks are stepped by an hour, and back."""

from typing import ClassVar

from .fault import Fault
from .servers import Needs

HOUR = 3600


class ClockForward(Fault):
    """Tokens that are good for an hour end; clients log in again."""

    name = "clock-forward"
    title = "All clocks are stepped forward by an hour, and back"
    needs = Needs(clock=True)
    tolerated = frozenset([401])
    step: ClassVar[int] = HOUR

    def begin(self) -> None:
        self.servers.clock.step(self.step)

    def end(self) -> None:
        self.servers.clock.step(0)


class ClockBack(ClockForward):
    name = "clock-back"
    title = "All clocks are stepped back by an hour, and forward"
    step = -HOUR
