"""All that is issued to a user: how it is kept, when it is good, how it ends.

Whatever a user has allowed is revoked together, in every table: a code or a device
that is forgotten would give tokens afterwards. All of it is good for one epoch of the
user's credentials, see ``res.users``.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from odoo import SUPERUSER_ID
from odoo.sql_db import BaseCursor
from odoo.tools import SQL

TOKENS = "restapi_token"
CODES = "restapi_code"
DEVICES = "restapi_device"
TEMPORARY = "restapi_oauth1_temporary"
# Each row is of an application, and of a user once one has decided.
TABLES = (TOKENS, CODES, DEVICES, TEMPORARY)
# What is issued for one consent is a family, and known by it.
FAMILIES = (TOKENS, CODES)

NOW = SQL("(now() AT TIME ZONE 'utc')")
# The user's present epoch.
EPOCH = SQL("coalesce(u.restapi_epoch, 0)")
USER_IS_LIVE = SQL("u.active AND u.id != %s", SUPERUSER_ID)
# Of a row ``t`` that was issued to a user ``u``: neither has ended.
IS_LIVE = SQL("(%s AND t.epoch = %s AND t.expires_at > %s)", USER_IS_LIVE, EPOCH, NOW)


def after(seconds: int) -> SQL:
    """Return the time some seconds from now."""
    return SQL("%s + %s", NOW, timedelta(seconds=seconds))


def add(
    cr: BaseCursor,
    table: str,
    values: Mapping[str, Any],
    *,
    user_id: int,
    epoch: int | None = None,
) -> bool:
    """Keep what is issued to a user; tell whether the user is live.

    :param values: of the columns, but for the user and the epoch
    :param epoch: the one that it was begun in, ``None`` for the present one
    """
    same = SQL("AND %s = %s", EPOCH, epoch) if epoch is not None else SQL()
    cr.execute(
        SQL(
            """INSERT INTO %s (user_id, epoch, %s)
               SELECT u.id, %s, %s FROM res_users u WHERE u.id = %s AND %s %s""",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, values)),
            EPOCH,
            SQL(", ").join(SQL("%s", value) for value in values.values()),
            user_id,
            USER_IS_LIVE,
            same,
        )
    )
    return bool(cr.rowcount)


def revoke(
    cr: BaseCursor, *, client_id: int | None = None, user_id: int | None = None
) -> None:
    """Forget all that an application has, that a user has issued, or both."""
    whose = {"client_id": client_id, "user_id": user_id}
    for table in TABLES:
        _forget(cr, table, whose)


def revoke_family(cr: BaseCursor, family: str) -> None:
    """Forget all that was issued for one consent."""
    for table in FAMILIES:
        _forget(cr, table, {"family": family})


def _forget(cr: BaseCursor, table: str, whose: Mapping[str, Any]) -> None:
    conditions = [
        SQL("%s = %s", SQL.identifier(column), value)
        for column, value in whose.items()
        if value is not None
    ]
    if not conditions:
        raise TypeError("Whose it is must be said.")
    cr.execute(
        SQL(
            "DELETE FROM %s WHERE %s",
            SQL.identifier(table),
            SQL(" AND ").join(conditions),
        )
    )
