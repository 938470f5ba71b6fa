"""Lists of records in the native dialect beside JSON-2."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import requests

from odoo.api import Environment

from .figures import Figure

RECORDS = 1000
# Of the records, so many are upserted one by one; the figure is of one record.
NAIVE_RECORDS = 60
ROUNDS = 4
MARK = "Bench list"
Way = Callable[[], None]


class Lists:
    """Clients that create and synchronise partners, each in its own way."""

    def __init__(self, url: str, key: str, env: Environment) -> None:
        self.url = url
        self.env = env
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"

    def rows(self, count: int, city: str = "Ghent") -> list[dict[str, Any]]:
        """Return partners, each with values of its own."""
        return [
            {
                "name": f"{MARK} {n}",
                "ref": f"{MARK} {n}",
                "city": f"{city} {n}",
            }
            for n in range(count)
        ]

    def create(self) -> None:
        self._send("POST", "/api/res.partner", self.rows(RECORDS))

    def create_in_json2(self) -> None:
        self._json2("create", vals_list=self.rows(RECORDS))

    def upsert(self) -> None:
        self._send("PUT", "/api/res.partner?match=ref", self.rows(RECORDS, "Mons"))

    def upsert_in_json2(self) -> None:
        for row in self.rows(NAIVE_RECORDS, "Mons"):
            found = self._json2("search", domain=[["ref", "=", row["ref"]]], limit=1)
            if found:
                self._json2("write", ids=found, vals=row)
            else:
                self._json2("create", vals_list=[row])

    def _json2(self, method: str, **arguments: Any) -> Any:
        return self._send("POST", f"/json/2/res.partner/{method}", arguments)

    def _send(self, method: str, path: str, body: Any) -> Any:
        response = self.session.request(
            method,
            f"{self.url}{path}",
            json=body,
            headers={"Prefer": "return=minimal"},  # JSON-2 gives ids as well
            timeout=300,
        )
        response.raise_for_status()
        return response.json()

    def clean(self) -> None:
        """Delete the partners; the server's own transactions see that."""
        self.env.cr.rollback()
        self.env["res.partner"].search([("name", "=like", f"{MARK} %")]).unlink()
        self.env.cr.commit()

    def half(self, count: int) -> None:
        """Have every second of the partners be there."""
        self.clean()
        self.env["res.partner"].create(self.rows(count)[::2])
        self.env.cr.commit()  # the server reads them in another transaction


def figures(url: str, key: str, env: Environment) -> Iterator[Figure]:
    """Compare creating and synchronising many partners."""
    client = Lists(url, key, env)
    creations = _best(
        {client.create: client.clean, client.create_in_json2: client.clean}
    )
    yield Figure(
        "bulk_create_vs_json2",
        creations[client.create],
        creations[client.create_in_json2],
        "≥ 0.95",
        f"{RECORDS} partners in one call",
    )
    upserts = _best(
        {
            client.upsert: lambda: client.half(RECORDS),
            client.upsert_in_json2: lambda: client.half(NAIVE_RECORDS),
        }
    )
    client.clean()
    yield Figure(
        "upsert_vs_naive",
        upserts[client.upsert] / RECORDS,
        upserts[client.upsert_in_json2] / NAIVE_RECORDS,
        "≥ 15",
        f"a partner by its ref, half of them new: of {RECORDS} in one call, of "
        f"{NAIVE_RECORDS} by search, then create or write",
    )


def _best(ways: dict[Way, Way]) -> dict[Way, float]:
    """Return the best time of each way, run in turn on a noisy machine.

    The first run, which fills the caches of a worker, is left out.

    :param ways: with what is to be done before each run
    """
    times: dict[Way, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS + 1):
        for way, prepare in ways.items():
            prepare()
            start = time.perf_counter()
            way()
            times[way].append(time.perf_counter() - start)
    return {way: min(taken[1:]) for way, taken in times.items()}
