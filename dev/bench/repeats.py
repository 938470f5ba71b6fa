"""A create that is safe to repeat, beside one that is not."""

import statistics
import time
import uuid

import requests

from odoo.api import Environment

from .figures import Figure

CREATES = 200
NAME = "Bench repeat"


def creates(url: str, key: str, env: Environment) -> list[Figure]:
    """Compare creates of a partner with an ``Idempotency-Key`` and without one."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {key}"
    values = {"name": NAME, "street": "Main Street 1", "email": "bench@repeat.example"}

    def seconds(headers: dict[str, str]) -> float:
        start = time.perf_counter()
        answer = session.post(
            f"{url}/api/res.partner?fields=id", json=values, headers=headers, timeout=60
        )
        answer.raise_for_status()
        return time.perf_counter() - start

    times: dict[str, list[float]] = {"plain": [], "named": []}
    for _create in range(CREATES):
        times["plain"].append(seconds({}))
        times["named"].append(seconds({"Idempotency-Key": str(uuid.uuid4())}))
    env.cr.rollback()  # see what the server has committed
    env["res.partner"].search([("name", "=", NAME)]).unlink()
    env.cr.execute("DELETE FROM restapi_answer")
    env.cr.commit()  # leave the data as it was
    named, plain = (statistics.median(times[way]) for way in ("named", "plain"))
    return [Figure("create_named_vs_plain", named, plain, "≥ 0.9", "Idempotency-Key")]
