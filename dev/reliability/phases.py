"""What is expected of each kind of server, by the name of its phase."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """Bounds of one kind of server.

    :ivar connections: of PostgreSQL, in the pool of one process
    :ivar growth: MiB that a process may grow a minute when it is warm
    :ivar refuses: more requests come at once than there are connections
    :ivar waits: several requests are served at once, so that writers wait there
    """

    connections: int
    growth: float = float("inf")
    refuses: bool = False
    waits: bool = False


EXPECTED = {
    # a request, and for some milliseconds one for what is kept whatever becomes of it
    "prefork": Expected(connections=2, growth=2.0),
    "threads": Expected(connections=64, waits=True),
    "evented": Expected(connections=32),
    "small_pool": Expected(connections=4, refuses=True),
}
