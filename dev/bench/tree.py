"""The tree of the response-schema example: an order with all that is in it.

Four readers of the same 500 orders, each rows and encoding, all with equal
values: ours, Odoo's ``web_read``, one SQL statement, and record by record.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from odoo.addons.restapi.core import json as restapi_json
from odoo.addons.restapi.core import schema
from odoo.addons.restapi.core.formats import NATIVE
from odoo.addons.restapi.core.grant import FULL
from odoo.addons.restapi.records.access import Access
from odoo.addons.restapi.records.read.plan import compile_plan
from odoo.addons.restapi.records.read.serializer import Serializer

from .figures import Figure, best

FIELDS = (
    "id,name,date_order,create_date,amount_tax,amount_total,state,"
    "partner_id(id,name,city),user_id(id,name),payment_term_id(id,name),"
    "order_line(id,product_id(id,name,type,barcode,categ_id(id,name),"
    "attribute_line_ids(id,display_name)),name,product_uom_qty,price_unit,"
    "tax_ids(id,name),price_subtotal)"
)
TREE = schema.parse(FIELDS)

# display_name of an attribute line is the name of its attribute.
SQL = """
SELECT json_agg(t ORDER BY t.position) FROM (
SELECT array_position(%(ids)s, o.id) AS position, o.id, o.name,
       to_char(o.date_order, 'YYYY-MM-DD HH24:MI:SS') AS date_order,
       to_char(o.create_date, 'YYYY-MM-DD HH24:MI:SS') AS create_date,
       o.amount_tax, o.amount_total, o.state,
       (SELECT json_build_object('id', p.id, 'name', p.name, 'city', p.city)
          FROM res_partner p WHERE p.id = o.partner_id) AS partner_id,
       (SELECT json_build_object('id', u.id, 'name', up.name)
          FROM res_users u JOIN res_partner up ON up.id = u.partner_id
         WHERE u.id = o.user_id) AS user_id,
       (SELECT json_build_object('id', pt.id, 'name', COALESCE(pt.name->>%(lang)s, pt.name->>'en_US'))
          FROM account_payment_term pt WHERE pt.id = o.payment_term_id) AS payment_term_id,
       (SELECT COALESCE(json_agg(json_build_object(
            'id', l.id,
            'product_id', (SELECT json_build_object(
                'id', pp.id,
                'name', COALESCE(tm.name->>%(lang)s, tm.name->>'en_US'),
                'type', tm.type, 'barcode', pp.barcode,
                'categ_id', (SELECT json_build_object('id', c.id, 'name', c.name)
                               FROM product_category c WHERE c.id = tm.categ_id),
                'attribute_line_ids', (SELECT COALESCE(json_agg(json_build_object(
                        'id', al.id,
                        'display_name', COALESCE(a.name->>%(lang)s, a.name->>'en_US'))
                        ORDER BY al.sequence, al.attribute_id, al.id), '[]')
                    FROM product_template_attribute_line al
                    JOIN product_attribute a ON a.id = al.attribute_id
                   WHERE al.product_tmpl_id = tm.id AND al.active))
              FROM product_product pp JOIN product_template tm ON tm.id = pp.product_tmpl_id
             WHERE pp.id = l.product_id),
            'name', l.name,
            'product_uom_qty', l.product_uom_qty,
            'price_unit', l.price_unit,
            'tax_ids', (SELECT COALESCE(json_agg(json_build_object(
                    'id', x.id, 'name', COALESCE(x.name->>%(lang)s, x.name->>'en_US'))
                    ORDER BY x.sequence, x.id), '[]')
                FROM account_tax_sale_order_line_rel r JOIN account_tax x ON x.id = r.account_tax_id
               WHERE r.sale_order_line_id = l.id AND x.active),
            'price_subtotal', l.price_subtotal) ORDER BY l.sequence, l.id), '[]')
          FROM sale_order_line l WHERE l.order_id = o.id) AS order_line
  FROM sale_order o WHERE o.id = ANY(%(ids)s)
   AND o.company_id = ANY(%(companies)s)) t
"""

_MICROSECONDS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+")
Reader = Callable[[Any], bytes | str]


def ours(orders: Any) -> bytes:
    plan = compile_plan(orders.browse(), TREE)
    orders.search_fetch([("id", "in", orders.ids)], plan.fetch)
    return restapi_json.dumps(
        Serializer(NATIVE, Access(orders.env, FULL)).rows(plan, orders)
    )


def web_read(orders: Any) -> str:
    orders.search([("id", "in", orders.ids)])
    return json.dumps(orders.web_read(specification(TREE)), default=str)


def naive(orders: Any) -> str:
    """Read as such addons do: a record and a field at a time."""
    return json.dumps([_naive(order, TREE) for order in orders], default=str)


def sql(orders: Any) -> str:
    """Read with one statement; PostgreSQL makes the JSON text."""
    env = orders.env
    env.cr.execute(
        SQL.replace(
            "json_agg(t ORDER BY t.position)", "json_agg(t ORDER BY t.position)::text"
        ),
        {"ids": orders.ids, "lang": env.lang, "companies": env.companies.ids},
    )
    return env.cr.fetchone()[0]


def specification(node: schema.Node) -> dict[str, Any]:
    """Return a tree as ``web_read`` takes it."""
    return {
        child.name: {"fields": specification(child)} if child.fields else {}
        for child in node.fields
    }


def _naive(record: Any, node: schema.Node) -> dict[str, Any]:
    row = {}
    for child in node.fields:
        value = record[child.name]
        field = record._fields[child.name]
        if child.fields is None:
            row[child.name] = value if value or field.type != "char" else None
        elif field.type == "many2one":
            row[child.name] = _naive(value, child) if value else None
        else:
            row[child.name] = [_naive(line, child) for line in value]
    return row


def readers(orders: Any) -> list[Figure]:
    """Compare the readers on 500 orders, after a check that all read the same."""
    ways: dict[str, Callable[[], bytes | str]] = {
        name: partial(_cold, reader, orders) for name, reader in READERS.items()
    }
    expected = normalised(ways["ours"]())
    for name, way in ways.items():
        if normalised(way()) != expected:
            raise SystemExit(f"{name}: the values differ.")
    times = best(ways)
    wanted = {
        "tree_vs_web_read": "≥ 2.2",
        "tree_vs_naive": "≥ 4",
        "tree_vs_sql": "≥ 1.3",
    }
    return [
        Figure(
            name,
            times["ours"],
            times[name],
            bound,
            f"{len(orders)} orders with their trees",
        )
        for name, bound in wanted.items()
    ]


def scaling(orders: Any) -> list[Figure]:
    """Compare the time per order of small and of large answers."""
    each = {}
    for count in (1, 10, 100, 1000, 5000):
        part = orders[:count]
        before = orders.env.cr.sql_log_count
        _cold(ours, part)
        statements = orders.env.cr.sql_log_count - before
        time = best({"ours": partial(_cold, ours, part)}, 3 if count > 1000 else 7)[
            "ours"
        ]
        each[count] = time / count
        print(
            f"  {count:5} orders: {time / count * 1e6:8.1f} µs each, {statements} statements"
        )
    return [
        Figure(
            "tree_scaling",
            each[100],
            each[5000],
            "≤ 1.3",
            "time per order, 5000 ÷ 100 orders",
        )
    ]


def _cold(reader: Reader, orders: Any) -> bytes | str:
    orders.env.invalidate_all()
    return reader(orders)


READERS: dict[str, Reader] = {
    "ours": ours,
    "tree_vs_web_read": web_read,
    "tree_vs_naive": naive,
    "tree_vs_sql": sql,
}


def normalised(text: bytes | str) -> Any:
    """Return rows in which the readers' harmless differences are gone.

    ``web_read`` says ``false`` for an unset value, SQL has a helper column.
    """
    return _normalised(json.loads(text))


def _normalised(value: Any) -> Any:
    if isinstance(value, list):
        return [_normalised(item) for item in value]
    if isinstance(value, dict):
        return {
            key: _normalised(item) for key, item in value.items() if key != "position"
        }
    if value is False:
        return None
    if isinstance(value, str) and _MICROSECONDS.fullmatch(value):
        return value[:19]
    return float(value) if isinstance(value, (int, float)) else value
