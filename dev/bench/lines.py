"""Lists that are cut: the first lines of orders that have a thousand each.

The lines are made by SQL in a transaction that is rolled back.
"""

from functools import partial
from typing import Any

from odoo.addons.restapi.core import json, schema
from odoo.addons.restapi.core.formats import NATIVE
from odoo.addons.restapi.core.grant import FULL
from odoo.addons.restapi.records.access import Access
from odoo.addons.restapi.records.read.plan import compile_plan
from odoo.addons.restapi.records.read.serializer import Serializer
from odoo.api import Environment
from odoo.tools import SQL

from .figures import Figure, best

ORDERS = 500
LINES = 1000
LIMIT = 3
# Above those of all other lines.
FREE_ID = 1_000_000_000
LINE = "name,product_uom_qty,price_unit,price_subtotal,product_id(id,name)"
# Of the addon: everything is more than it answers with by default.
LIMITS = {"restapi.max_rows": "2000000", "restapi.max_answer_mib": "1024"}


def limited(env: Environment, ids: list[int]) -> list[Figure]:
    """Compare the first lines of many orders with all of their lines."""
    try:
        orders = _with_lines(env, ids[:ORDERS])
        reads = {
            "ours": partial(_read, orders, f"name,order_line({LINE};limit={LIMIT})"),
            "all": partial(_read, orders, f"name,order_line({LINE})"),
        }
        times = best({"ours": reads["ours"]}, 5) | best({"all": reads["all"]}, 2)
    finally:
        env.cr.rollback()
        env.registry.clear_cache()
        env.invalidate_all(flush=False)
    return [
        Figure(
            "child_limit_vs_all",
            times["ours"],
            times["all"],
            "≥ 20",
            f"{LIMIT} of {LINES} lines of {ORDERS} orders, against all",
        )
    ]


def _read(orders: Any, fields: str) -> bytes:
    orders.env.invalidate_all()
    plan = compile_plan(orders.browse(), schema.parse(fields))
    orders.search_fetch([("id", "in", orders.ids)], plan.fetch)
    return json.dumps(Serializer(NATIVE, Access(orders.env, FULL)).rows(plan, orders))


def _with_lines(env: Environment, ids: list[int]) -> Any:
    """Return the orders, each with as many copies of its first line."""
    for name, value in LIMITS.items():
        env["ir.config_parameter"].set_param(name, value)
    columns = [
        name
        for name, field in env["sale.order.line"]._fields.items()
        if field.store and field.column_type and name != "id"
    ]
    names = SQL(", ").join(map(SQL.identifier, columns))
    env.cr.execute(
        SQL(
            "INSERT INTO sale_order_line (id, %s)"
            " SELECT %s + row_number() OVER (ORDER BY order_id), %s FROM ("
            "SELECT DISTINCT ON (order_id) %s FROM sale_order_line"
            " WHERE order_id IN %s AND product_id IS NOT NULL ORDER BY order_id, id"
            ") line, generate_series(1, %s) ORDER BY order_id",
            names,
            FREE_ID,
            names,
            names,
            tuple(ids),
            LINES,
        )
    )
    env.cr.execute("ANALYZE sale_order_line")
    env.invalidate_all(flush=False)
    return env["sale.order"].browse(ids)
