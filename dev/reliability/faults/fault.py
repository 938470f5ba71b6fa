"""What a fault is: it begins, it ends, and something is to be seen of it."""

from collections.abc import Iterable
from typing import ClassVar

from .servers import Needs, Servers


class Fault:
    """One thing that goes wrong while clients go on.

    :cvar name: by which it is asked for
    :cvar title: what happens, for the table
    :cvar needs: the servers that it happens to
    :cvar seconds: from its beginning to its end
    :cvar breaks: whether connections may break
    :cvar logged: beginnings of errors that Odoo logs with a traceback then
    :cvar tolerated: statuses, beside 409, 429 and 503, that tell the truth then
    """

    name: ClassVar[str]
    title: ClassVar[str]
    needs: ClassVar[Needs] = Needs()
    seconds: ClassVar[float] = 4
    breaks: ClassVar[bool] = False
    logged: ClassVar[tuple[str, ...]] = ()
    tolerated: ClassVar[frozenset[int]] = frozenset()

    def __init__(self, servers: Servers) -> None:
        self.servers = servers

    def prepare(self) -> None:
        """Do what must be there before clients begin."""

    def begin(self) -> None:
        """Have it go wrong."""

    def end(self) -> None:
        """Have all be well again."""

    def findings(self) -> Iterable[str]:
        """Give a sentence for whatever is not as it should be, beside the calls."""
        return ()
