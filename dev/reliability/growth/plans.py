"""What of a statement's plan grows with a table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from odoo.addons.restapi.tests.support import plans
from odoo.api import Environment
from odoo.tools import SQL

# What is read whole without a thought.
SMALL_TABLE = 5_000
# That one step may look at: the web client counts up to 10 000.
MOST_ROWS = 12_000
_EXPLAINED = ("SELECT", "WITH", "DELETE", "UPDATE", "INSERT")


def large_tables(env: Environment) -> dict[str, int]:
    """Return the number of rows of tables that are large, as the planner knows it."""
    statement = SQL(
        """SELECT relname, reltuples::bigint FROM pg_class
            WHERE relkind = 'r' AND reltuples > %s""",
        SMALL_TABLE,
    )
    return dict(env.execute_query(statement))


def wrong(
    env: Environment, statements: Iterable[str], large: Mapping[str, int]
) -> Iterator[str]:
    """Tell what of these statements grows with a table; each thing once.

    They are executed once more, and undone.
    """
    found = {
        sentence
        for statement in statements
        if statement.lstrip().upper().startswith(_EXPLAINED)
        for node in _undone(env, statement)
        for sentence in _wrong_with(node, large)
    }
    yield from sorted(found)


def _undone(env: Environment, statement: str) -> list[dict[str, Any]]:
    savepoint = env.cr.savepoint(flush=False)
    try:
        return plans.carried_out(env, SQL(statement.replace("%", "%%")))
    finally:
        savepoint.close(rollback=True)


def _wrong_with(node: dict[str, Any], large: Mapping[str, int]) -> Iterator[str]:
    """Tell what is wrong with a step.

    A table that is read whole because all of it is asked for has to be small.
    """
    table = node.get("Relation Name")
    if table not in large:
        return
    kind = node["Node Type"]
    in_vain = node.get("Rows Removed by Filter", 0)
    if kind == "Seq Scan" and in_vain:
        yield f"{table} is searched without an index"
    looked_at = (node["Actual Rows"] + in_vain) * node["Actual Loops"]
    if looked_at > MOST_ROWS:
        yield f"{table}: {kind} looks at {looked_at:.0f} rows"
