"""What a client does: a table of operations, and how often."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from .client import Client
from .dialects import Native
from .ledger import Counted, Gone, Line, Made, Uploaded, Written
from .sender import Request

MISSING = frozenset((404,))
THROTTLED = frozenset((429,))
CHANGED = frozenset((412,))
# What the dialects say where a constraint refuses what was nearly written.
REFUSED = frozenset((400, 403, 409, 422))
ETAG_STEPS = 20
FILE_BYTES = (1, 65_536)


def _line(client: Client, name: str, **values: Any) -> dict[str, Any]:
    product = client.stage.product
    line = {"product_id": product, "name": name, "product_uom_qty": 1}
    return {**line, "price_unit": 10, **values}


def _names(client: Client, mark: str) -> list[str]:
    """Return names of some lines, by which one sees how many there should be."""
    count = client.chance.randint(2, 4)
    return [f"{mark}/{number}/{count}" for number in range(count)]


# -- reads


def read_list(client: Client) -> None:
    client.read("read list", client.dialect.find("res.partner", [], ["name", "email"]))


def read_count(client: Client) -> None:
    domain = [("parent_id", "!=", False)]
    client.read("read count", client.dialect.count("res.partner", domain))


def read_lines(client: Client) -> None:
    """Read the lines of an order that others replace: they are of one writer."""
    order = client.chance.choice(client.stage.rewritten)
    domain = [("order_id", "=", order)]
    found = client.dialect.find("sale.order.line", domain, ["name"])
    call = client.read("read lines", found)
    if not call.is_done:
        return
    rows = client.dialect.rows_of(call.value, "sale.order.line")
    _check_whole(client, call.mark, [row["name"] for row in rows])


def read_tree(client: Client) -> None:
    order = client.chance.choice(client.stage.rewritten)
    fields = {"fields": "name,partner_id(name),order_line(name,product_id(name))"}
    request = Request("GET", f"/api/sale.order/{order}", params=fields)
    call = client.read("read tree", request)
    if call.is_done:
        _check_whole(
            client, call.mark, [line["name"] for line in call.value["order_line"]]
        )


def _check_whole(client: Client, mark: str, names: list[str]) -> None:
    if not is_whole(names):
        client.sender.ledger.complain(
            f"{client.dialect.name} {mark} has read a part of a tree: {names}"
        )


def is_whole(names: list[str]) -> bool:
    """Tell whether lines are all of one writer, and all that it has written."""
    if not names:
        return True
    mark, _number, count = names[0].split("/")
    return sorted(names) == [f"{mark}/{number}/{count}" for number in range(int(count))]


def metered(client: Client) -> None:
    """Ask with a key that has a limit, and let it be when that is reached."""
    headers = {"Authorization": f"Bearer {client.stage.metered_key}"}
    request = Request("GET", "/api/res.partner", headers, {"limit": 1, "fields": "id"})
    client.read("metered", request, patient=False, expected=THROTTLED)


# -- new records


def make_order(client: Client) -> None:
    mark = client.mark()
    names = _names(client, mark)
    lines = [_line(client, name) for name in names]
    values = {
        "partner_id": client.chance.choice(client.stage.registers),
        "client_order_ref": mark,
        **client.dialect.lines("order_line", lines),
    }
    effect = Made("sale.order", len(names))
    client.make("make order", mark, effect, "sale.order", values)


def make_contacts(client: Client) -> None:
    mark = client.mark()
    names = _names(client, mark)
    contacts = [{"name": name} for name in names]
    values = {
        "name": mark,
        "ref": mark,
        **client.dialect.lines("child_ids", contacts),
    }
    effect = Made("res.partner", len(names))
    client.make("make contacts", mark, effect, "res.partner", values)


def make_partner(client: Client) -> None:
    mark = client.mark()
    values = {"name": mark, "ref": mark}
    client.make("make partner", mark, Made("res.partner"), "res.partner", values)


def make_bad(client: Client) -> None:
    """Make an order whose last line a constraint refuses."""
    mark = client.mark()
    bad = _line(client, f"{mark}/1/2", display_type="line_section")
    values = {
        "partner_id": client.chance.choice(client.stage.registers),
        "client_order_ref": mark,
        **client.dialect.lines("order_line", [_line(client, f"{mark}/0/2"), bad]),
    }
    request = client.dialect.create("sale.order", values)
    client.write("make bad", mark, None, request, expected=REFUSED)


def add_line(client: Client) -> None:
    mark, order = client.mark(), client.chance.choice(client.stage.baskets)
    values = {"order_id": order, **_line(client, mark)}
    client.make("add line", mark, Line(order), "sale.order.line", values)


def upload(client: Client) -> None:
    """Attach a file: as it is, or as base64 where the dialect knows that only."""
    mark = client.mark()
    content = client.chance.randbytes(client.chance.randint(*FILE_BYTES))
    effect = Uploaded(hashlib.sha1(content, usedforsecurity=False).hexdigest())
    partner = client.chance.choice(client.stage.registers)
    if isinstance(client.dialect, Native):
        path = f"/api/res.partner/{partner}/attachments"
        headers = {"Content-Type": "application/octet-stream"}
        request = Request("POST", path, headers, {"name": mark}, data=content)
        client.write("upload", mark, effect, request)
        return
    values = {
        "name": mark,
        "datas": base64.b64encode(content).decode(),
        "res_model": "res.partner",
        "res_id": partner,
    }
    client.write("upload", mark, effect, client.dialect.create("ir.attachment", values))


# -- shared records


def write_register(client: Client) -> None:
    mark, id_ = client.mark(), client.chance.choice(client.stage.registers)
    request = client.dialect.update("res.partner", id_, {"street": mark})
    client.write("write field", mark, Written("res.partner", id_), request)


def rewrite_order(client: Client) -> None:
    mark, id_ = client.mark(), client.chance.choice(client.stage.rewritten)
    lines = [_line(client, name) for name in _names(client, mark)]
    values = client.dialect.replaced("order_line", lines)
    request = client.dialect.update("sale.order", id_, values)
    client.write("replace lines", mark, Written("sale.order", id_), request)


def count_up(client: Client) -> None:
    """Read a number and write the next one, unless somebody has changed it since."""
    id_ = client.chance.choice(client.stage.counters)
    path, fields = f"/api/res.partner/{id_}", {"fields": "color"}
    for _step in range(ETAG_STEPS):
        read = client.read("read counter", Request("GET", path, params=fields))
        if not read.is_done:
            return
        headers = {"If-Match": read.etag}
        values = {"color": (read.value["color"] or 0) + 1}
        request = Request("PATCH", path, headers, fields, json=values)
        step = client.write(
            "count up", client.mark(), Counted(id_), request, expected=CHANGED
        )
        if step.status not in CHANGED:
            return


# -- the end of records


def delete(client: Client) -> None:
    """Delete something of the client's own, as far as there is any."""
    models = [model for model, ids in client.own.items() if ids]
    if not models:
        return
    model = client.chance.choice(sorted(models))
    ids = client.own[model]
    id_ = ids.pop(client.chance.randrange(len(ids)))
    client.write(
        "delete",
        client.mark(),
        Gone(model, id_),
        client.dialect.delete(model, id_),
        repeats=True,
        expected=MISSING,
    )


# -- tokens


def log_in(client: Client) -> None:
    client.credential.log_in()


def renew(client: Client) -> None:
    client.credential.renew()


Operation = Callable[[Client], None]
# How often of all times, in every dialect and in the native one alone.
OPERATIONS: dict[Operation, int] = {
    read_list: 8,
    read_count: 4,
    read_lines: 10,
    make_order: 8,
    make_contacts: 6,
    make_partner: 8,
    make_bad: 4,
    add_line: 8,
    upload: 6,
    write_register: 10,
    rewrite_order: 6,
    delete: 14,
    renew: 3,
}
NATIVE_OPERATIONS: dict[Operation, int] = {
    **OPERATIONS,
    read_tree: 8,
    count_up: 12,
    metered: 6,
}


def step(client: Client) -> None:
    """Do one of the operations that the client's dialect has."""
    is_native = isinstance(client.dialect, Native)
    table = NATIVE_OPERATIONS if is_native else OPERATIONS
    (operation,) = client.chance.choices(list(table), list(table.values()))
    operation(client)
