"""What was recorded, in an order that agrees with that of commits.

A position is the id of a transaction. PostgreSQL gives those in the order in which
transactions first write, and they are committed in any order: so a reader who goes by
ids alone would pass over a transaction that began early and commits late. Told are
those below the lowest one that is still open in the snapshot of who reads; the others
are held back until it has ended. Those of other databases of the server do not count,
where PostgreSQL tells that they are. Two transactions that change the same record have
the ids of their commits' order, since one of Odoo's that would overtake is failed by
PostgreSQL.

One index range for each model, read no further than the page, so that its time does
not depend on how much is recorded, nor on how much is still to be read.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from odoo.api import Environment
from odoo.tools import SQL

from ..core.change_operation import Position

# A copy of a database in the same cluster has another oid, one in another cluster or
# one that was restored there other transactions.
_DATABASE = SQL(
    """md5((SELECT system_identifier::text FROM pg_control_system()) || '-' ||
           (SELECT oid::text FROM pg_database WHERE datname = current_database()))"""
)
# Ids in pg_stat_activity are of 32 bits; open ones are never as far from each other.
# What is not there any more has ended since, so it is open in this snapshot, also where
# it was of another database: the lowest one may be lower than it was a moment before.
# A replica knows the open ones of its primary as the lowest one alone.
_OPEN = SQL(
    """CASE WHEN pg_is_in_recovery()
            THEN pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            ELSE COALESCE(
                (SELECT min(xid::text::bigint)
                   FROM pg_snapshot_xip(pg_current_snapshot()) AS xid
                  WHERE (xid::text::bigint & 4294967295) NOT IN (
                            SELECT backend_xid::text::bigint
                              FROM pg_stat_activity
                             WHERE backend_xid IS NOT NULL
                               AND datname != current_database())),
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
       END"""
)
_KEPT = SQL("(SELECT horizon FROM restapi_change_kept)")


class State(NamedTuple):
    """Where the feed is, in the snapshot of a transaction.

    :param database: see :data:`_DATABASE`
    :param open: id of the oldest transaction that had not ended, or of the next one; at
        times lower than it was, so a reader stays where it is
    :param horizon: id of the last one of which changes were forgotten, 0 for none
    """

    database: str
    open: int
    horizon: int

    @property
    def now(self) -> Position:
        """Behind all that can be told."""
        return Position(self.open, 0)


class Entry(NamedTuple):
    """A change as it was recorded; ``fields`` are separated by commas."""

    xid: int
    id: int
    at: datetime
    model: str
    res_id: int
    operation: str
    fields: str

    @property
    def position(self) -> Position:
        return Position(self.xid, self.id)


def state(env: Environment) -> State:
    """Return where the feed is."""
    return State(*env.execute_query(SQL("SELECT %s", _state()))[0])


def _state() -> SQL:
    return SQL("%s, %s, COALESCE(%s, 0)", _DATABASE, _OPEN, _KEPT)


def window(
    env: Environment, models: Collection[str], since: Position, limit: int
) -> tuple[State, list[Entry]]:
    """Return the first changes behind a position, and where the feed is.

    :param limit: how many at most
    """
    rows = env.execute_query(statement(models, since, limit))
    size = len(State._fields)
    entries = [Entry(*row[size:]) for row in rows if row[size] is not None]
    return State(*rows[0][:size]), entries


def statement(models: Collection[str], since: Position, limit: int) -> SQL:
    """Return the statement of :func:`window`."""
    return SQL(
        """
            WITH state (database, open, horizon) AS MATERIALIZED (SELECT %(state)s)
            SELECT state.*, found.*
              FROM state
              LEFT JOIN LATERAL (
                  SELECT entry.*
                    FROM unnest(%(models)s::varchar[]) AS wanted (model)
                   CROSS JOIN LATERAL (
                       SELECT xid, id, at AT TIME ZONE 'UTC' AS at, model, res_id,
                              operation, fields
                         FROM restapi_change
                        WHERE model = wanted.model
                          AND (xid, id) > (%(xid)s, %(id)s)
                          AND xid < state.open
                        ORDER BY xid, id
                        LIMIT %(limit)s
                   ) AS entry
                   ORDER BY entry.xid, entry.id
                   LIMIT %(limit)s
              ) AS found ON true
            """,
        state=_state(),
        models=list(models),
        xid=since.xid,
        id=since.id,
        limit=limit,
    )
