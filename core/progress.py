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


def each(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give one piece after the other, and tell before each how many are done.

    Pieces of a piece are not told of.

    :raise Cancelled: as the listener wants it
    """
    listener = _listener.get()
    _listener.set(None)
    for done, piece in enumerate(pieces):
        if listener:
            listener(done)
        yield piece
