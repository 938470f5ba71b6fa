"""Writers of the same records take turns.

PostgreSQL's REPEATABLE READ, which Odoo uses, fails a transaction that waits
for a row and then finds it changed. Odoo runs such a request again after a
random pause of up to 2, 4, 8 … seconds, five times at most. So a request that
will write waits before its transaction has begun, as far as PostgreSQL is
concerned, and none fails because of another one.

A statement that waits has its snapshot already. So the locks are of a second
connection, and the request's own begins its transaction anew once they are
held. They last as long as that transaction.
"""

from collections.abc import Collection
from hashlib import sha256

from odoo.api import Environment
from odoo.sql_db import Cursor, db_connect
from odoo.tools import SQL

Key = tuple[str, int]
MAX_LOCKS = 64


def take(env: Environment, keys: Collection[Key], seconds: int) -> None:
    """Wait until nobody else writes these records; nothing may be written yet.

    :param keys: model and id of each record; of very many, some will do
    :param seconds: to wait at most, for each
    :raise psycopg2.errors.LockNotAvailable: it took longer
    """
    if not isinstance(env.cr, Cursor):
        return  # a test's, which no other transaction can see
    locks = db_connect(env.cr.dbname).cursor()
    try:
        locks.execute(SQL("SELECT set_config('lock_timeout', %s, true)", f"{seconds}s"))
        for number in sorted(map(_number, keys))[:MAX_LOCKS]:
            locks.execute(SQL("SELECT pg_advisory_xact_lock(%s)", number))
    except BaseException:
        locks.close()
        raise
    env.cr.rollback()
    env.cr.postcommit.add(locks.close)
    env.cr.postrollback.add(locks.close)


def _number(key: Key) -> int:
    """Return what PostgreSQL knows a record's lock by, 64 bits."""
    model, id_ = key
    digest = sha256(f"restapi:{model},{id_}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
