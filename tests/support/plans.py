"""What PostgreSQL does for a statement."""

from typing import Any

from odoo.api import Environment
from odoo.tools import SQL


def expected(env: Environment, statement: SQL) -> list[dict[str, Any]]:
    """Return the steps of a plan, which is not carried out; the first one is the last."""
    return _nodes(env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", statement)))


def carried_out(env: Environment, statement: SQL) -> list[dict[str, Any]]:
    """Return the same of a statement that is executed, with the rows it has read."""
    explain = SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) %s", statement)
    return _nodes(env.execute_query(explain))


def _nodes(rows: list[tuple]) -> list[dict[str, Any]]:
    todo = [rows[0][0][0]["Plan"]]
    found = []
    while todo:
        node = todo.pop()
        found.append(node)
        todo.extend(node.get("Plans", ()))
    return found
