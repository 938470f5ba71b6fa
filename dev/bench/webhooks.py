"""Webhooks: how soon a receiver knows of a change, and what a change costs with one."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from odoo.addons.restapi.tests.support.receivers import Receiver
from odoo.addons.restapi.tests.support.server import Server
from odoo.api import Environment
from odoo.fields import Command

from . import dataset
from .database import api_key, opened
from .figures import Figure, best, show
from .writes import Orders

CHANGES = 40
WANTED_SECONDS = 2.0
PAUSE_SECONDS = 0.25
PARAMETER = "restapi.outgoing_networks"


def figures(url: str, key: str, env: Environment) -> list[Figure]:
    """Measure both; the server that sends is one beside that of the benchmark."""
    return [*_latency(key, env), *_cost(url, key, env)]


def _latency(key: str, env: Environment) -> Iterator[Figure]:
    """Change records now and then, and see when each is told."""
    told: dict[str, float] = {}
    receiver = Receiver()
    with (
        receiver,
        _webhook(env, receiver.url, "res.partner.category"),
        Server(env.cr.dbname, workers=0, **{"max-cron-threads": 1}) as server,
    ):
        changed: dict[str, float] = {}
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {key}"
        for number in range(CHANGES + 1):
            answer = session.post(
                f"{server.url}/api/res.partner.category?fields=id",
                json={"name": f"Bench webhook {number}"},
                timeout=60,
            )
            answer.raise_for_status()
            changed[str(answer.json()["id"])] = time.time()
            if number == 0:
                # Until a new server has loaded what it sends with.
                _wait(receiver, 1)
            time.sleep(PAUSE_SECONDS)
        _wait(receiver, CHANGES + 1)
        for got in receiver.received:
            body = got.json()
            told[str(body["data"]["id"])] = got.at - changed[str(body["data"]["id"])]
        env.cr.rollback()  # see what the server has committed
        env["res.partner.category"].browse(map(int, changed)).unlink()
        env.cr.commit()  # leave the data as it was
    times = sorted(max(seconds, 0.001) for seconds in list(told.values())[1:])
    middle, last = times[len(times) // 2], times[int(len(times) * 0.95) - 1]
    note = f"from commit to receipt, p95; p50 is {middle * 1000:.0f} ms"
    yield Figure("webhook_latency", last, WANTED_SECONDS, "≥ 1", note)


def _wait(receiver: Receiver, count: int) -> None:
    deadline = time.monotonic() + 120
    while len(receiver.received) < count:
        if time.monotonic() > deadline:
            raise SystemExit("A change was not told.")
        time.sleep(0.01)


def _cost(url: str, key: str, env: Environment) -> Iterator[Figure]:
    """Compare an order of a hundred lines that a webhook is told of, and not."""
    values = Orders(url, key, env)

    def create() -> None:
        lines = [Command.create(line) for line in values.lines()]
        env["sale.order"].create({"partner_id": values.partner, "order_line": lines})
        env.cr.flush()
        env.cr.rollback()  # measured without the disk, and nothing is left

    create()
    without = best({"": create})[""]
    with _webhook(env, "http://127.0.0.1:9/", "sale.order", "sale.order.line"):
        create()
        ours = best({"": create})[""]
    again = best({"": create})[""]
    note = "an order of 100 lines, created without a webhook for it and its lines"
    yield Figure("webhook_cost", ours, min(without, again), "≥ 0.95", note)


@contextmanager
def _webhook(env: Environment, url: str, *models: str) -> Iterator[Any]:
    """Have changes of models told, for the length of a ``with``."""
    parameters = env["ir.config_parameter"]
    parameters.set_param(PARAMETER, "127.0.0.0/8")
    lines = [
        Command.create({"model_id": env["ir.model"]._get_id(name)}) for name in models
    ]
    made = env["restapi.webhook"].create(
        {"name": "Bench", "url": url, "subscription_ids": lines}
    )
    env.cr.commit()  # the server reads it in another transaction
    env.registry.signal_changes()
    try:
        yield made
    finally:
        env.cr.rollback()  # see what the server has committed
        made.unlink()
        parameters.set_param(PARAMETER, None)
        env.cr.commit()  # leave the data as it was
        env.registry.signal_changes()


def main() -> None:
    """Measure this alone: ``python -m dev.sandbox bench webhooks``."""
    with opened() as env:
        dataset.build(env)
        show(figures(os.environ["RESTAPI_BENCH_URL"], api_key(env), env))
