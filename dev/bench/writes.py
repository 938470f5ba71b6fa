"""Creating an order with a hundred lines, in one call and in many."""

import statistics
import time
from collections.abc import Callable

import requests

from odoo.api import Environment

from .figures import Figure

LINES = 100
ROUNDS = 3


class Orders:
    """Clients that create the same order, each in its own way."""

    def __init__(self, url: str, key: str, env: Environment) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        products = env["product.product"].search(
            [("barcode", "like", "24000000%")], order="id"
        )
        self.products = products.ids
        self.partner = env["res.partner"].search([("name", "=", "Bench customer 0")]).id

    def lines(self) -> list[dict[str, int]]:
        count = len(self.products)
        return [
            {"product_id": self.products[i % count], "product_uom_qty": 1 + i % 5}
            for i in range(LINES)
        ]

    def ours(self) -> int:
        return self._post(
            "/api/sale.order?fields=id",
            {"partner_id": self.partner, "order_line": self.lines()},
        )["id"]

    def commands(self) -> int:
        values = {
            "partner_id": self.partner,
            "order_line": [[0, 0, line] for line in self.lines()],
        }
        return self._post("/json/2/sale.order/create", {"vals_list": [values]})[0]

    def one_by_one(self) -> int:
        values = {"partner_id": self.partner}
        order = self._post("/json/2/sale.order/create", {"vals_list": [values]})[0]
        for line in self.lines():
            self._post(
                "/json/2/sale.order.line/create",
                {"vals_list": [{"order_id": order, **line}]},
            )
        return order

    def _post(self, path: str, body: object):
        response = self.session.post(self.url + path, json=body, timeout=120)
        response.raise_for_status()
        return response.json()


def orders(url: str, key: str, env: Environment) -> list[Figure]:
    """Compare the three ways; all must give an order with all its lines."""
    client = Orders(url, key, env)
    ways: dict[str, Callable[[], int]] = {
        "ours": client.ours,
        "nested_create_vs_commands": client.commands,
        "nested_create_vs_json2": client.one_by_one,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    # The first order that a worker makes fills its caches; there are two workers.
    created = [way() for way in (client.ours, client.commands) * 3]
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            created.append(way())
            times[name].append(time.perf_counter() - start)
    env.cr.rollback()  # see what the server has committed
    made = env["sale.order"].browse(created)
    if any(len(order.order_line) != LINES for order in made):
        raise SystemExit("An order lacks lines.")
    made.unlink()
    env.cr.commit()  # leave the data as it was
    middle = {name: statistics.median(values) for name, values in times.items()}
    notes = {
        "nested_create_vs_commands": (
            "≥ 0.95",
            "an order of 100 lines, one call of command tuples",
        ),
        "nested_create_vs_json2": ("≥ 10", "an order of 100 lines, 101 calls"),
    }
    return [
        Figure(name, middle["ours"], middle[name], wanted, note)
        for name, (wanted, note) in notes.items()
    ]
