"""Eight clients writing the same records at the same time.

::

    python3 dev/bench/load.py http://localhost:8069 LOGIN PASSWORD

makes an order and a customer, writes them from eight threads, twenty-five
times each, and prints how many calls were answered with 200.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

THREADS = 8
CALLS = 25


@dataclass(frozen=True)
class Outcome:
    """What a storm of calls ended in.

    :param statuses: number of answers with each HTTP status
    :param slowest: seconds of the call that took longest
    """

    statuses: Counter[int]
    seconds: float
    slowest: float

    @property
    def failures(self) -> int:
        return sum(count for status, count in self.statuses.items() if status != 200)

    def __str__(self) -> str:
        calls = sum(self.statuses.values())
        return (
            f"{calls} calls, {self.failures} failures, {calls / self.seconds:.0f} a second, "
            f"slowest {self.slowest:.2f} s"
        )


class Client:
    """A client of the dialect ``rest_api``."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self.url = url
        answer = requests.get(
            f"{url}/api/auth/get_tokens",
            params={"username": login, "password": password},
            timeout=60,
        )
        answer.raise_for_status()
        self.headers = {"Access-Token": answer.json()["access_token"]}

    def create(self, model: str, values: dict) -> int:
        answer = self.send("POST", f"/{model}", values)
        answer.raise_for_status()
        return answer.json()["id"]

    def send(self, method: str, path: str, values: dict) -> requests.Response:
        url = f"{self.url}/api{path}"
        return requests.request(
            method, url, json=values, headers=self.headers, timeout=300
        )

    def update(self, partner: int, name: str) -> requests.Response:
        """Write the customer's own row, and add a contact, to be counted after."""
        values = {"comment": name, "child_ids": [{"name": name}]}
        return self.send("PUT", f"/res.partner/{partner}", values)

    def add_line(self, order: int, product: int, name: str) -> requests.Response:
        """Add a line; Odoo writes the totals of the order."""
        values = {
            "order_id": order,
            "product_id": product,
            "name": name,
            "price_unit": 10,
        }
        return self.send("POST", "/sale.order.line", values)


def storm(call: Callable[[str], requests.Response]) -> Outcome:
    """Call from all threads at once; each call gets a name of its own."""

    def thread(number: int) -> list[tuple[int, float]]:
        answers = (call(f"load {number}.{turn}") for turn in range(CALLS))
        return [
            (answer.status_code, answer.elapsed.total_seconds()) for answer in answers
        ]

    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        answers = [
            answer for part in threads.map(thread, range(THREADS)) for answer in part
        ]
    seconds = time.perf_counter() - start
    return Outcome(
        Counter(status for status, _seconds in answers),
        seconds,
        max(seconds for _status, seconds in answers),
    )


def main(url: str, login: str, password: str) -> int:
    client = Client(url, login, password)
    partner = client.create("res.partner", {"name": "Load"})
    order = client.create("sale.order", {"partner_id": partner})
    product = client.create("product.product", {"name": "Load"})
    outcomes = {
        "updates of one record": storm(lambda name: client.update(partner, name)),
        "lines of one order": storm(lambda name: client.add_line(order, product, name)),
    }
    for what, outcome in outcomes.items():
        print(f"{what}: {outcome}")
    return sum(outcome.failures for outcome in outcomes.values())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
