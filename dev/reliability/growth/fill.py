"""Rows by the million: one INSERT … SELECT generate_series for each table.

Rows ``first`` to ``last`` are made of a number ``n``, so that a table that has some
gets the rest. Indexes are made anew afterwards, and foreign keys, which hold by the
way the numbers are made, are not looked at.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from odoo.sql_db import BaseCursor
from odoo.tools import SQL


def quickly(cr: BaseCursor) -> None:
    """Have rows of a transaction come without triggers.

    Only a superuser of PostgreSQL may.
    """
    cr.execute("SET LOCAL session_replication_role = replica")
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")


@contextmanager
def without_indexes(cr: BaseCursor, table: str) -> Iterator[None]:
    """Make the indexes of a table that are no constraints when its rows are there."""
    cr.execute(
        SQL(
            """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
                 FROM pg_index i
                WHERE i.indrelid = %s::regclass
                  AND NOT EXISTS (SELECT FROM pg_constraint c
                                   WHERE c.conindid = i.indexrelid)""",
            table,
        )
    )
    definitions = dict(cr.fetchall())
    for name in definitions:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    for definition in definitions.values():
        cr.execute(definition, log_exceptions=False)


def rows(
    cr: BaseCursor, table: str, first: int, last: int, values: Mapping[str, SQL]
) -> None:
    """Insert rows of which each column is an expression of ``n``.

    Into a table that no other one refers to: it is not logged from then on.
    """
    if last < first:
        return
    with without_indexes(cr, table):
        cr.execute(SQL("ALTER TABLE %s SET UNLOGGED", SQL.identifier(table)))
        cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM generate_series(%s, %s) n",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(values.values()),
                first,
                last,
            )
        )


def copies(
    cr: BaseCursor,
    table: str,
    first: int,
    last: int,
    source: SQL,
    values: Mapping[str, SQL],
) -> None:
    """Insert copies of rows, each with values of its own.

    :param source: condition on the rows ``t`` that are copied
    :param values: expressions of ``n``, the number of the copy, and of ``t``
    """
    if last < first:
        return
    columns = _columns(cr, table)
    with without_indexes(cr, table):
        cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(%s, %s) n"
                " WHERE %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(
                    values.get(name, SQL.identifier("t", name)) for name in columns
                ),
                SQL.identifier(table),
                first,
                last,
                source,
            )
        )


def _columns(cr: BaseCursor, table: str) -> list[str]:
    cr.execute(
        SQL(
            """SELECT attname FROM pg_attribute
                WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped""",
            table,
        )
    )
    return [name for (name,) in cr.fetchall()]
