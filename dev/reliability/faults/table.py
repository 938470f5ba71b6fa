"""All faults, by name."""

from dataclasses import replace

from . import clients, clocks, database, disks, redis, workers
from .fault import Fault

# What Odoo logs of a request that has found no connection left in the process.
POOL = "psycopg2.pool.PoolError"


def _threaded(cls: type[Fault]) -> type[Fault]:
    """Return the same fault where one process has all connections, in threads."""
    own = {
        "name": f"{cls.name}-threads",
        "title": f"{cls.title}; Odoo in one process",
        "needs": replace(cls.needs, workers=0),
        "logged": (*cls.logged, POOL),
    }
    return type(cls.__name__, (cls,), own)


FAULTS: dict[str, type[Fault]] = {
    fault.name: fault
    for fault in (
        redis.RedisStopped,
        redis.RedisRestarted,
        redis.RedisFlushed,
        redis.RedisSlow,
        database.PostgresRestarted,
        _threaded(database.PostgresRestarted),
        database.PostgresCrashed,
        database.ConnectionsKilled,
        _threaded(database.ConnectionsKilled),
        database.ConnectionsExhausted,
        _threaded(database.ConnectionsExhausted),
        database.FailedOver,
        workers.KilledBeforeCommit,
        workers.KilledDuringCommit,
        workers.KilledAfterCommit,
        workers.LostDuringCommit,
        clients.GoneInRequest,
        clients.GoneInAnswer,
        _threaded(clients.GoneInAnswer),
        disks.LogDiskFull,
        disks.FilestoreDiskFull,
        clocks.ClockForward,
        clocks.ClockBack,
    )
}
