"""How far an operation of many pieces is, for whoever wants to know."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

# Gets the number of pieces that are done; raises Cancelled to end it there.
Listener = Callable[[int], None]
Piece = TypeVar("Piece")

_listener: ContextVar[Listener | None] = ContextVar("restapi_progress", default=None)


class Cancelled(Exception):
    """Nobody wants the operation any more."""


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Tell of the progress of what is within."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def taken() -> Listener:
    """Return who is to be told of an operation; its pieces have nobody to tell.

    It raises :class:`Cancelled` where the operation is to end.
    """
    listener = _listener.get()
    _listener.set(None)
    return listener or _nobody


def each(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give one piece after the other, and tell before each how many are done.

    :raise Cancelled: as the listener wants it
    """
    tell = taken()
    for done, piece in enumerate(pieces):
        tell(done)
        yield piece


def _nobody(_done: int) -> None:
    pass
