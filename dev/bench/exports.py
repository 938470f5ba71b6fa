"""A table read whole: as one stream, and page by page."""

import json
import time
from collections.abc import Callable
from urllib.parse import quote

import requests

from . import large
from .figures import Figure

RECORDS = 50_000
PAGE = 1000
FIELDS = [
    *("name", "email", "city", "active", "create_date", "color"),
    *("country_id", "lang"),
]
# The cities of so many records.
CITIES = [f"Bench {n}" for n in range(RECORDS * large.CITIES // large.PARTNERS)]
DOMAIN = [["city", "in", CITIES]]


def exports(url: str, key: str) -> list[Figure]:
    """Compare a stream of 50 000 partners with pages of JSON-2."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {key}"

    def ours() -> int:
        address = f"{url}/api/res.partner?format=ndjson&fields={','.join(FIELDS)}"
        address += f"&domain={quote(json.dumps(DOMAIN))}"
        with session.get(address, stream=True) as response:
            response.raise_for_status()
            return sum(bool(json.loads(line)) for line in response.iter_lines())

    def odoo() -> int:
        found = 0
        while True:
            body = {"domain": DOMAIN, "fields": FIELDS, "limit": PAGE, "offset": found}
            response = session.post(f"{url}/json/2/res.partner/search_read", json=body)
            response.raise_for_status()
            rows = response.json()
            found += len(rows)
            if len(rows) < PAGE:
                return found

    note = f"{RECORDS} partners, {len(FIELDS)} fields"
    return [Figure("export_vs_json2", _seconds(ours), _seconds(odoo), "≥ 3", note)]


def _seconds(function: Callable[[], int]) -> float:
    start = time.perf_counter()
    found = function()
    if found != RECORDS:
        raise SystemExit(f"{found} records in place of {RECORDS}")
    return time.perf_counter() - start
