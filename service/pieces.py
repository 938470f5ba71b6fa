"""What a piece of a file is created in, so that all of it is kept or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from odoo.api import Environment
from odoo.service.model import retrying

from ..auth.transactions import stream
from ..records.write import attempts
from .lists import OF_ALL


class Bracket(Protocol):
    """Keeps or takes back what is done to the records of a piece.

    :ivar ends_all: exceptions that are not of the piece alone
    """

    ends_all: tuple[type[Exception], ...]

    def kept(self, work: Callable[[], Any]) -> Any:
        """Return what work gives; where it raises, it has done nothing."""

    def tried(self) -> Any:
        """Return a context after which nothing was done."""


@dataclass(frozen=True, slots=True)
class OwnTransaction:
    """A transaction for each piece, which Odoo runs again as it does requests."""

    env: Environment
    ends_all = ()

    def kept(self, work: Callable[[], Any]) -> Any:
        try:
            return retrying(partial(self._begun, work), self.env)
        except Exception:
            self.env.cr.rollback()
            raise

    def _begun(self, work: Callable[[], Any]) -> Any:
        stream.bound(self.env)
        return work()

    @contextmanager
    def tried(self) -> Iterator[None]:
        try:
            stream.bound(self.env)
            yield
        finally:
            self.env.cr.rollback()
            self.env.transaction.reset()


@dataclass(frozen=True, slots=True)
class Savepoint:
    """A savepoint for each piece, in the transaction of all."""

    env: Environment
    ends_all = OF_ALL

    def kept(self, work: Callable[[], Any]) -> Any:
        with attempts.attempt(self.env):
            return work()

    def tried(self) -> Any:
        return attempts.undone(self.env)
