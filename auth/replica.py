"""Reads of a replica that their client cannot tell from reads of the primary.

With ``db_replica_host`` Odoo serves what only reads on a replica, which is behind by
milliseconds, or by hours. Who has written something must find it, and who may do
nothing any more must be refused, so a replica serves a request where it is certain
that it knows enough::

    a write   primary   commit ─▶ note the log's position for its user ─▶ answer
    a read    primary   do the caches of this process hold? is the credential good?
                        which position was noted?
              replica   was it replayed, and all but the last seconds?
                        ─▶ a new snapshot ─▶ read

All else is read on the primary, also where an answer is missing. Both servers' notes
are in one table of the primary, which is not logged, since a crash that empties it
takes the note of :data:`NOBODY` too: from where on there are notes at all. Without it
a replica serves nothing until it is as far as the primary is now.

Nothing of this happens where no replica is configured.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from psycopg2 import Error
from psycopg2 import errors as pg

from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.sql_db import BaseCursor
from odoo.tools import SQL, config

from .. import settings
from ..core import sqlstates
from ..records import odoo19
from .transactions.autocommit import autocommitted

# Before whose position nothing was noted; no user has this id.
NOBODY = 0
# How long a replica is left alone that is too far behind for everybody.
REST_SECONDS = 5

TABLE = SQL(
    """CREATE UNLOGGED TABLE IF NOT EXISTS restapi_replica (
           user_id integer PRIMARY KEY,
           position pg_lsn NOT NULL
       ) WITH (fillfactor = 50)"""
)
# Databases of which this process has seen to it that notes are complete.
_begun: set[str] = set()


@dataclass(frozen=True, slots=True)
class Needed:
    """What a replica must know to serve a user.

    :param position: of the log, up to which it has replayed
    :param now: how far the log is
    :param oldest: where it is not as far, the last it has replayed is not from before
        this time of the primary, in seconds since 1970
    """

    position: str
    now: str
    oldest: float


def is_configured() -> bool:
    return bool(config["db_replica_host"])


# -- writes


def note(cr: BaseCursor, user_id: int) -> None:
    """Note how far the log is for a user; all that was committed is before that.

    :param cr: of the primary, whose statements are committed one by one
    """
    cr.execute(
        SQL(
            """INSERT INTO restapi_replica AS t (user_id, position)
               VALUES (%s, pg_current_wal_insert_lsn())
                   ON CONFLICT (user_id) DO UPDATE
                  SET position = greatest(t.position, excluded.position)""",
            user_id,
        )
    )


def note_commit(env: Environment, user_id: int) -> None:
    """Note the position as soon as the transaction is committed.

    Who cannot be told is not told that it was: an exception then is an answer
    that leaves open what was done, as when the connection is lost in a commit.
    """

    def committed() -> None:
        try:
            with odoo19.committing_each_statement(env.cr):
                note(env.cr, user_id)
        except Error:
            note_now(env, user_id)

    env.cr.postcommit.add(committed)


def note_now(env: Environment, user_id: int) -> None:
    """Note the position for what was committed before, on a second connection."""
    with autocommitted(env) as cr:
        note(cr, user_id)


def forget(cr: BaseCursor) -> None:
    """Remove the notes of users; the one of nobody stands for them from then on."""
    cr.execute(
        SQL(
            """WITH gone AS (
                   DELETE FROM restapi_replica WHERE user_id != %(nobody)s
                RETURNING position)
               UPDATE restapi_replica
                  SET position = greatest(position, (SELECT max(position) FROM gone))
                WHERE user_id = %(nobody)s""",
            nobody=NOBODY,
        )
    )


# -- reads


def refreshed(registry: Registry, primary: BaseCursor) -> Registry | None:
    """Return the registry after the primary was asked what has changed.

    Odoo has asked the replica.

    :return: ``None`` where nothing has changed that the replica did not tell
    """
    known = registry.registry_sequence, dict(registry.cache_sequences)
    if registry.get_sequences(primary) == known:
        return None
    odoo19.rest_replica(registry, REST_SECONDS)
    return registry.check_signaling(primary)


def needed(primary: BaseCursor, user_id: int, seconds: int) -> Needed | None:
    """Return what a replica must know to serve a user.

    :param seconds: how far it may be behind at all; 0 for not at all
    :return: ``None`` where it is not known, or nothing will do
    """
    if not seconds:
        return None
    primary.execute(
        SQL(
            """SELECT max(position), bool_or(user_id = %s),
                      pg_current_wal_insert_lsn(),
                      extract(epoch FROM clock_timestamp())::float
                 FROM restapi_replica WHERE user_id IN (%s, %s)""",
            NOBODY,
            NOBODY,
            user_id,
        )
    )
    position, is_complete, now, clock = primary.fetchone()
    # Before this process there may have been one with another configuration.
    if is_complete and primary.dbname in _begun:
        return Needed(position, now, clock - seconds)
    note(primary, NOBODY)
    _begun.add(primary.dbname)
    return None


def is_level(registry: Registry, replica: BaseCursor, wanted: Needed) -> bool:
    """Tell whether a replica knows what it must; a new transaction sees all of it.

    A server that is no standby has no position, and is none that may be read.
    """
    replica.execute(
        SQL(
            """SELECT pg_last_wal_replay_lsn() >= %(position)s::pg_lsn,
                      pg_last_wal_replay_lsn() >= %(now)s::pg_lsn
                      OR pg_last_xact_replay_timestamp() >= to_timestamp(%(oldest)s)""",
            position=wanted.position,
            now=wanted.now,
            oldest=wanted.oldest,
        )
    )
    knows_own, is_fresh = replica.fetchone()
    # The snapshot was taken before, and may be of a moment before.
    replica.rollback()
    if not is_fresh:
        odoo19.rest_replica(registry, REST_SECONDS)
    return bool(knows_own and is_fresh)


@contextmanager
def reading(database: str, user_id: int) -> Iterator[BaseCursor]:
    """Give a cursor to read what a user may know of already.

    For what goes on when the request's own cursor is closed.
    """
    registry = Registry(database)
    with closing(registry.cursor(readonly=True)) as cr:
        if not (is_configured() and cr.readonly):
            yield cr
            return
        if _serves(registry, cr, user_id):
            yield cr
            return
    with closing(registry.cursor()) as cr:
        yield cr


def _serves(registry: Registry, cr: BaseCursor, user_id: int) -> bool:
    seconds = settings.read(Environment(cr, user_id, {})).replica_seconds
    try:
        with closing(registry.cursor()) as primary:
            odoo19.commit_each_statement(primary)
            wanted = needed(primary, user_id, seconds)
        return wanted is not None and is_level(registry, cr, wanted)
    except Error:
        return False


@contextmanager
def or_primary(cr: BaseCursor) -> Iterator[None]:
    """Have Odoo run the request again on the primary, where the replica gives up.

    It dies, or cancels what is in the way of replaying. A statement that takes too
    long would take as long there.

    :raise ReadOnlySqlTransaction: for which Odoo does so
    """
    if not (is_configured() and cr.readonly):
        yield
        return
    try:
        yield
    except Error as exc:
        if not sqlstates.is_lost(exc) or isinstance(exc, pg.QueryCanceled):
            raise
        raise pg.ReadOnlySqlTransaction(f"The replica has failed: {exc}") from exc
