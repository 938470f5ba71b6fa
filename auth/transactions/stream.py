"""Work that goes on while its answer is sent, in transactions of its own.

The request's own cursor is closed by then. A stream takes one of few places, by
advisory locks of PostgreSQL, so that all workers know of it, and they are free again
when its connection is lost.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ... import settings
from ...core import codes
from ...core.errors import RETRY_SECONDS, TooManyRequests
from ...records.write import write_locks
from .. import credentials, replica

_PLACE = "restapi.stream"


@dataclass(frozen=True, slots=True)
class Stream:
    """Pieces that are not made yet.

    :param owner: whose streams it counts among
    :param work: gives the pieces, in the environment of the stream
    :param columns: paths of fields, of a table
    :param headers: of the answer; the work may add some before its first piece
    """

    database: str
    user: int
    context: dict[str, Any]
    owner: str
    work: Callable[[Environment], Iterator[Any]]
    reads: bool
    columns: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def pieces(self) -> Iterator[Any]:
        """Give the pieces; closed, it ends the work.

        :raise TooManyRequests: all places are taken
        """
        with self._cursor() as cr:
            env = Environment(cr, self.user, self.context)
            with _places(env, self.owner):
                bound(env)
                for piece in self.work(env):
                    if not self.reads and replica.is_configured():
                        replica.note_now(env, self.user)
                    yield piece

    def _cursor(self) -> AbstractContextManager[BaseCursor]:
        if self.reads:
            return replica.reading(self.database, self.user)
        return closing(Registry(self.database).cursor())


def of(env: Environment, owner: str, work: Any, reads: bool, **more: Any) -> Stream:
    """Return the stream of a user, in their present context."""
    return Stream(env.cr.dbname, env.uid, dict(env.context), owner, work, reads, **more)


def bound(env: Environment) -> None:
    """Bound every statement of a transaction that has just begun."""
    env.cr.execute(SQL("SELECT %s", credentials.bounded(env)))


@contextmanager
def _places(env: Environment, owner: str) -> Iterator[None]:
    known = settings.read(env)
    taken: list[int] = []
    try:
        for whose, most in (
            (owner, known.credential_streams),
            ("", known.server_streams),
        ):
            if most:
                taken.append(_take(env.cr, whose, most))
        yield
    finally:
        cr = env.cr
        if taken and not cr.closed:  # a lost connection has no locks
            cr.rollback()
            cr.execute(
                SQL("SELECT pg_advisory_unlock(n) FROM unnest(%s::bigint[]) n", taken)
            )


def _take(cr: BaseCursor, owner: str, most: int) -> int:
    """Return the lock of a free place.

    :raise TooManyRequests: there is none
    """
    for number in range(most):
        lock = write_locks.number((_PLACE, f"{owner} {number}"))
        cr.execute(SQL("SELECT pg_try_advisory_lock(%s)", lock))
        if cr.fetchone()[0]:
            return lock
    whose = "This credential has" if owner else "This server has"
    raise TooManyRequests(
        f"{whose} {most} exports and imports already; try again when one has ended.",
        codes.TOO_MANY_STREAMS,
        headers={"Retry-After": str(RETRY_SECONDS)},
    )
