"""Fifty small creates: in one batch beside fifty calls."""

import time

import requests

from .figures import Figure

CREATES = 50
ROUNDS = 5


def creates(url: str, key: str) -> list[Figure]:
    """Compare a batch of creates with a call for each of them."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {key}"
    path, body = "res.partner.category?fields=id", {"name": "bench batch"}
    one = {"method": "POST", "path": path, "body": body}

    def batch() -> None:
        sent = {"requests": [one] * CREATES}
        session.post(f"{url}/api/batch", json=sent, timeout=60).raise_for_status()

    def calls() -> None:
        for _create in range(CREATES):
            session.post(f"{url}/api/{path}", json=body, timeout=60).raise_for_status()

    ours, others = (min(_seconds(way) for _ in range(ROUNDS)) for way in (batch, calls))
    return [Figure("batch_vs_calls", ours, others, "≥ 4", f"{CREATES} small creates")]


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
