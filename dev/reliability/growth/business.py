"""Partners, and orders with their lines."""

from odoo.api import Environment
from odoo.fields import Command
from odoo.tools import SQL

from .fill import copies
from .sizes import BASE, CONTACTS, LINES, Sizes

MARK = "Growth template"
_ID = SQL("%s + n", BASE)


def make(env: Environment) -> None:
    """Make the order that all others are copies of."""
    products = env["product.product"].search([("sale_ok", "=", True)], limit=LINES)
    lines = [Command.create({"product_id": product.id}) for product in products]
    env["sale.order"].create(
        {
            "partner_id": env.ref("base.partner_admin").id,
            "client_order_ref": MARK,
            "order_line": lines,
        }
    )


def fill(env: Environment, old: Sizes, new: Sizes) -> None:
    """Add what there is not yet."""
    _partners(env, old.partners + 1, new.partners)
    _orders(env, old.orders + 1, new.orders)


def _partners(env: Environment, first: int, last: int) -> None:
    """Make companies, each with contacts that come after it."""
    company = SQL("(n - n %% %s)", CONTACTS)
    is_contact = SQL("(n > %s AND n %% %s > 0)", CONTACTS, CONTACTS)
    name = SQL("'Growth ' || n")
    email = SQL("'growth' || n || '@example.com'")
    copies(
        env.cr,
        "res_partner",
        first,
        last,
        SQL("t.id = %s", env.ref("base.partner_admin").id),
        {
            "id": _ID,
            "name": name,
            "complete_name": name,
            "ref": SQL("'G' || n"),
            "email": email,
            "email_normalized": email,
            "city": SQL("'City ' || n %% 100"),
            "is_company": SQL("n %% %s = 0", CONTACTS),
            "parent_id": SQL(
                "CASE WHEN %s THEN %s + %s END", is_contact, BASE, company
            ),
            "commercial_partner_id": SQL(
                "%s + CASE WHEN %s THEN %s ELSE n END", BASE, is_contact, company
            ),
        },
    )


def _orders(env: Environment, first: int, last: int) -> None:
    template = env["sale.order"].search([("client_order_ref", "=", MARK)])
    copies(
        env.cr,
        "sale_order",
        first,
        last,
        SQL("t.id = %s", template.id),
        {
            "id": _ID,
            "name": SQL("'G' || n"),
            "client_order_ref": SQL("'growth ' || n"),
            "partner_id": _ID,
            "partner_invoice_id": _ID,
            "partner_shipping_id": _ID,
            "state": SQL("CASE WHEN n %% 4 = 0 THEN 'sale' ELSE 'draft' END"),
            "date_order": SQL("t.date_order - n * interval '1 minute'"),
            "access_token": SQL("NULL"),
        },
    )
    lines = template.order_line.ids

    def moved(column: str) -> SQL:
        place = SQL("array_position(%s, t.%s)", lines, SQL.identifier(column))
        return SQL("%s + n * %s + %s", BASE, LINES, place)

    copies(
        env.cr,
        "sale_order_line",
        first,
        last,
        SQL("t.order_id = %s", template.id),
        {"id": moved("id"), "order_id": _ID, "order_partner_id": _ID},
    )
    line = "sale_order_line_id"
    copies(
        env.cr,
        "account_tax_sale_order_line_rel",
        first,
        last,
        SQL("t.%s = ANY(%s)", SQL.identifier(line), lines),
        {line: moved(line)},
    )
