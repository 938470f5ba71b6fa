"""Secrets of credentials: the present one, and for a while the one before it.

Both are digests, in columns without fields, so that no view, export or API can show
them: ``digest``, and ``previous_digest`` until ``previous_until``, in UTC.
"""

import hmac
from datetime import timedelta

from odoo.api import Environment
from odoo.models import BaseModel
from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from . import secrets
from .tokens import token
from .tokens.issued import NOW
from .transactions.autocommit import autocommitted


def add_columns(cr: BaseCursor, table: str) -> None:
    """Have the table of a credential keep digests."""
    cr.execute(
        SQL(
            """ALTER TABLE %(table)s
                   ADD COLUMN IF NOT EXISTS digest varchar,
                   ADD COLUMN IF NOT EXISTS previous_digest varchar,
                   ADD COLUMN IF NOT EXISTS previous_until timestamp;
               CREATE UNIQUE INDEX IF NOT EXISTS %(present)s ON %(table)s (digest);
               CREATE INDEX IF NOT EXISTS %(previous)s
                   ON %(table)s (previous_digest)""",
            table=SQL.identifier(table),
            present=SQL.identifier(f"{table}_digest_index"),
            previous=SQL.identifier(f"{table}_previous_digest_index"),
        )
    )


def is_own(env: Environment, text: str) -> SQL:
    """Return the condition that a text is the secret of a row ``c``, or was lately."""
    return SQL(
        "(%s OR (%s AND c.previous_until > %s))",
        secrets.has_digest(env, SQL("c.digest"), text),
        secrets.has_digest(env, SQL("c.previous_digest"), text),
        NOW,
    )


def matches(env: Environment, record: BaseModel, text: str) -> bool:
    """Tell whether a text is the secret of a record, or was lately.

    For a record that is none as well, which takes the same time.
    """
    rows = env.execute_query(
        SQL(
            """SELECT c.digest, c.previous_until > %s, c.previous_digest
                 FROM %s c WHERE c.id = %s""",
            NOW,
            SQL.identifier(record._table),
            record.id or 0,
        )
    )
    present, overlaps, previous = rows[0] if rows else (None, None, None)
    known = present or token.new_text()
    before = (previous if overlaps else None) or token.new_text()
    own = secrets.digests(env, text)
    found = [hmac.compare_digest(each, known) for each in own]
    earlier = [hmac.compare_digest(each, before) for each in own]
    if any(found[1:]) and (renewal := secrets.renewal(env, record._table, text)):
        with autocommitted(env) as cr:
            cr.execute(renewal)
    return any(found) or any(earlier)


def replace(record: BaseModel, text: str, overlap_seconds: int) -> None:
    """Give a record another secret.

    :param overlap_seconds: how long the one before is good beside it; 0 for no longer
    """
    record.flush_recordset()
    record.env.cr.execute(
        SQL(
            """UPDATE %s SET previous_digest = CASE WHEN %s > 0 THEN digest END,
                      previous_until = CASE WHEN %s > 0 THEN %s + %s END,
                      digest = %s
                WHERE id = %s""",
            SQL.identifier(record._table),
            overlap_seconds,
            overlap_seconds,
            NOW,
            timedelta(seconds=overlap_seconds),
            secrets.digest(record.env, text),
            record.id,
        )
    )


def forget(record: BaseModel) -> None:
    """Have a record without a secret."""
    record.env.cr.execute(
        SQL(
            """UPDATE %s SET digest = NULL, previous_digest = NULL,
                      previous_until = NULL WHERE id = ANY(%s)""",
            SQL.identifier(record._table),
            record.ids,
        )
    )
