"""What clients ask."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from odoo.addons.restapi.auth.change_cursors import ChangeCursor
from odoo.addons.restapi.auth.cursors import Cursor
from odoo.addons.restapi.changes import feed
from odoo.addons.restapi.core.change_operation import Position

from . import monitoring, traces
from .asker import Asker
from .case import Case, Reads
from .sizes import BASE, CONTACTS

LIMIT = 80
PARTNERS = "/api/res.partner"
ORDERS = "/api/sale.order"
NAMES = "name,email,city"
TREE = "name,partner_id(name,city),order_line(name,price_subtotal,product_id(name))"


def of(asker: Asker) -> Iterator[Case]:
    """Give all cases."""
    for part in (_lists, _walks, _totals, _changes, _credentials, monitoring.cases):
        yield from part(asker)


def _lists(asker: Asker) -> Iterator[Case]:
    page = partial(partial, _page, asker)
    partners = partial(page, PARTNERS, fields=NAMES, limit=LIMIT)
    orders = partial(page, ORDERS, limit=LIMIT)
    # A full page of a large table is not counted: the planner is asked.
    yield Case("list", partners(), more=1)
    yield Case("list without total", partners(count="none"))
    yield Case("list by id", partners(order="id", count="none"))
    one = f"{PARTNERS}/{BASE + 7}"
    yield Case("one record", partial(about, 1, asker.get, one, fields=NAMES))
    yield Case("filter by reference", partners(domain="[('ref','=','G77')]"))
    # There are few, which are counted when the planner has said so.
    company = f"[('parent_id','=',{BASE + CONTACTS})]"
    yield Case("filter by company", partners(domain=company), more=2)
    of_partner = f"[('partner_id','=',{BASE + 7})]"
    yield Case("orders of a partner", orders(fields="name", domain=of_partner))
    yield Case("orders, newest first", orders(fields="name", count="none"))
    yield Case("tree of orders", orders(fields=TREE, count="none"))


def _page(asker: Asker, path: str, **query: Any) -> int:
    return asker.get(path, **query)["count"]


def about(rows: int, work: Callable[..., Any], *args: Any, **kwargs: Any) -> int:
    """Do something, and tell how many rows it is about."""
    work(*args, **kwargs)
    return rows


def _walks(asker: Asker) -> Iterator[Case]:
    first = {"cursor": "", "order": "name,id", "fields": NAMES, "limit": LIMIT}
    yield Case("cursor, first page", partial(_page, asker, PARTNERS, **first))
    last = asker.sizes.partners - 2 * LIMIT
    for order, position in (
        ("id", (str(BASE + last),)),
        ("name,id", ("Growth 90", str(BASE + 90))),
    ):
        cursor = Cursor(
            *(asker.made.user.id, "res.partner", None, NAMES, order, LIMIT, {}),
            position,
        )
        page = partial(_page, asker, PARTNERS, cursor=cursor.text(asker.env))
        yield Case(f"cursor by {order}, deep", page)


def _totals(asker: Asker) -> Iterator[Case]:
    partners, orders = asker.sizes.partners, asker.sizes.orders
    exact = {"limit": 1, "fields": "id", "count": "exact"}
    grouped = {"by": "state", "values": "amount_total:sum"}
    ids = [BASE + number for number in range(1, CONTACTS + 1)]
    few = f"[('partner_id','in',{ids})]"
    for name, rows, path, query in (
        ("exact total", partners, PARTNERS, exact),
        ("count", partners, f"{PARTNERS}/count", {}),
        ("groups of all orders", orders, f"{ORDERS}/groups", grouped),
    ):
        yield Case(name, partial(about, rows, asker.get, path, **query), 0, Reads.WHOLE)
    path, query = f"{ORDERS}/groups", {**grouped, "domain": few}
    yield Case(
        "groups of some orders", partial(about, CONTACTS, asker.get, path, **query)
    )


def _changes(asker: Asker) -> Iterator[Case]:
    database = feed.state(asker.env).database
    last = 3 + asker.sizes.changes // traces.CHANGES
    for name, xid in (("first", 1), ("deep", max(last - 1, 1))):
        since = ChangeCursor(database, Position(xid, 0)).text(asker.env)
        query = {"since": since, "limit": LIMIT}
        page = partial(about, LIMIT, asker.get, "/api/changes", **query)
        yield Case(f"changes, {name} page", page)


def _credentials(asker: Asker) -> Iterator[Case]:
    path = "/api/res.country"
    query = {"fields": "code", "limit": 20}
    # Of the dialect that has the header api-key.
    older = {"fields": "['code']", "limit": 20}
    for kind in asker.made.kinds:
        get = partial(asker.get, path, kind, **query)
        if "api-key" in asker.made.headers.get(kind, ()):
            get = partial(asker.get, f"{path}/search", kind, **older)
        yield Case(f"by {kind}", partial(about, 1, get))
