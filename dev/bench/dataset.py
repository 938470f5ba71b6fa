"""The data of the benchmark: sale orders with lines, products and taxes.

A hundred orders are made by the ORM, the others are copies of them in SQL, so
that ten thousand lines are there in seconds.
"""

from odoo.api import Environment
from odoo.fields import Command

ORDERS = 5000
TEMPLATE_ORDERS = 100
LINES = 5
PRODUCTS = 40
PARTNERS = 200
MARKER = "bench"


def build(env: Environment) -> list[int]:
    """Return the ids of the orders, made on the first call."""
    orders = env["sale.order"].search([("client_order_ref", "=", MARKER)], order="id")
    if len(orders) < ORDERS:
        _template(env)
        _multiply(env)
        env.cr.commit()  # the HTTP servers of the benchmark read the same data
        env.cr.execute(
            "ANALYZE sale_order, sale_order_line, account_tax_sale_order_line_rel"
        )
        env.cr.commit()
        orders = env["sale.order"].search(
            [("client_order_ref", "=", MARKER)], order="id"
        )
    return orders.ids


def _template(env: Environment) -> None:
    attribute = env["product.attribute"].create(
        {
            "name": "Finish",
            "create_variant": "no_variant",
            "value_ids": [
                Command.create({"name": name}) for name in ("Oak", "Steel", "Glass")
            ],
        }
    )
    taxes = env["account.tax"].create(
        [{"name": f"Bench {rate}%", "amount": rate} for rate in (6, 12, 21)]
    )
    categories = env["product.category"].create(
        [{"name": f"Bench {i}"} for i in range(8)]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Bench product {i}",
                "barcode": f"24000000{i:05}",
                "list_price": 10 + i,
                "categ_id": categories[i % 8].id,
                "taxes_id": [Command.set(taxes[i % 3 : i % 3 + 2].ids)],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": attribute.value_ids.ids,
                        }
                    )
                ],
            }
            for i in range(PRODUCTS)
        ]
    )
    partners = env["res.partner"].create(
        [
            {
                "name": f"Bench customer {i}",
                "city": f"City {i % 30}",
                "phone": f"+32 2 {i:06}",
            }
            for i in range(PARTNERS)
        ]
    )
    terms = env["account.payment.term"].search([], limit=4)
    env["sale.order"].create(
        [
            {
                "partner_id": partners[i % PARTNERS].id,
                "client_order_ref": MARKER,
                "user_id": env.ref("base.user_admin").id,
                "payment_term_id": terms[i % len(terms)].id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": products[(i * 7 + line) % PRODUCTS].id,
                            "product_uom_qty": 1 + (i + line) % 9,
                        }
                    )
                    for line in range(LINES)
                ],
            }
            for i in range(TEMPLATE_ORDERS)
        ]
    )
    env.flush_all()


def _multiply(env: Environment) -> None:
    """Copy the orders, their lines and their lines' taxes until there are enough."""
    copies = ORDERS // TEMPLATE_ORDERS - 1
    step = 1_000_000
    for table, where in (
        ("sale_order", "client_order_ref = 'bench'"),
        (
            "sale_order_line",
            "order_id IN (SELECT id FROM sale_order WHERE client_order_ref = 'bench' AND id < 1000000)",
        ),
    ):
        moved = {"id": f"id + n * {step}", "order_id": f"order_id + n * {step}"}
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        columns = [name for (name,) in env.cr.fetchall()]
        unique = {"name": "name || '/' || n"} if table == "sale_order" else {}
        values = [{**moved, **unique}.get(name, f'"{name}"') for name in columns]
        names = ", ".join(f'"{name}"' for name in columns)
        env.cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} "
            f"FROM {table}, generate_series(1, {copies}) n WHERE {where} AND id < {step}"
        )
    env.cr.execute(
        f"INSERT INTO account_tax_sale_order_line_rel "
        f"SELECT sale_order_line_id + n * {step}, account_tax_id "
        f"FROM account_tax_sale_order_line_rel JOIN sale_order_line l ON l.id = sale_order_line_id "
        f"JOIN sale_order o ON o.id = l.order_id, generate_series(1, {copies}) n "
        f"WHERE o.client_order_ref = 'bench' AND l.id < {step}"
    )
    env.invalidate_all(flush=False)
