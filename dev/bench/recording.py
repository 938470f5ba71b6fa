"""What it costs to record changes: the same order, recorded and not."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from odoo.addons.restapi.models.recorded_base import Base
from odoo.api import Environment
from odoo.fields import Command

from .figures import Figure
from .writes import LINES

ROUNDS = 15
RECORDED = ("sale.order", "sale.order.line")
HOOKS = (
    "_create",
    "_write_multi",
    "unlink",
    "modified",
    "_compute_field_value",
    "_update_field_translations",
)


def costs(env: Environment) -> list[Figure]:
    """Compare creations in this process, up to what a commit would flush."""
    products = env["product.product"].search(
        [("barcode", "like", "24000000%")], order="id", limit=LINES
    )
    values = {
        "partner_id": env["res.partner"].search([("name", "=", "Bench customer 0")]).id,
        "order_line": [
            Command.create(
                {"product_id": products[n % len(products)].id, "product_uom_qty": n % 5}
            )
            for n in range(LINES)
        ],
    }

    def create() -> None:
        env["sale.order"].create(values)
        env.cr.flush()

    times = _times(
        env,
        create,
        {"none": _unhooked, "off": lambda env: ExitStack(), "on": _recorded},
    )
    return [
        Figure(
            *("recording_cost", times["on"], times["off"], "≥ 0.95"),
            "an order of 100 lines, recorded against not",
        ),
        Figure(
            *("recording_cost_of_others", times["off"], times["none"], "≥ 0.99"),
            "the same, not recorded, against an ORM without hooks",
        ),
    ]


def _times(
    env: Environment, work: Callable[[], None], ways: dict[str, Callable]
) -> dict[str, float]:
    """Return the best time of each way, taken in turn; nothing is kept."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            with way(env):
                work()  # fills the caches
                env.cr.rollback()
                start = time.perf_counter()
                work()
                found[name].append(time.perf_counter() - start)
                env.cr.rollback()
    return {name: min(times) for name, times in found.items()}


@contextmanager
def _recorded(env: Environment) -> Iterator[None]:
    ids = [env["ir.model"]._get_id(name) for name in RECORDED]
    lines = env["restapi.recorded"].create([{"model_id": id_} for id_ in ids])
    env.cr.commit()  # each creation is rolled back
    yield
    lines.unlink()
    env.cr.commit()  # leave the data as it was


@contextmanager
def _unhooked(env: Environment) -> Iterator[None]:
    """Take the hooks out of the ORM."""
    hooks = {name: vars(Base)[name] for name in HOOKS}
    for name in hooks:
        delattr(Base, name)
    yield
    for name, hook in hooks.items():
        setattr(Base, name, hook)
