"""Creating many records in one call, and reading them back."""

import statistics
import time
from collections.abc import Callable

import requests

from odoo.addons.restapi.auth.tokens import token
from odoo.api import Environment

from .figures import Figure

RECORDS = 300
ROUNDS = 3


def creates(url: str, key: str, env: Environment) -> list[Figure]:
    """Compare a list of partners in ``restful`` with Odoo's create and read."""
    access = env["restapi.service"]._issue(
        token.RESTFUL_ACCESS, env.uid, token.new_text(), 3600
    )
    env.cr.commit()  # the server reads it in another transaction
    rows = [{"name": f"Bench bulk {n}", "city": "Ghent"} for n in range(RECORDS)]
    session = requests.Session()
    bearer = {"Authorization": f"Bearer {key}"}

    def post(path: str, body: object, headers: dict[str, str]) -> object:
        response = session.post(f"{url}{path}", json=body, headers=headers)
        response.raise_for_status()
        return response.json()

    def ours() -> None:
        post("/api/res.partner", rows, {"Access-Token": access})

    def odoo() -> None:
        ids = post("/json/2/res.partner/create", {"vals_list": rows}, bearer)
        post("/json/2/res.partner/read", {"ids": ids}, bearer)

    times = {function: _median(function) for function in (ours, odoo)}
    env["res.partner"].search([("name", "=like", "Bench bulk %")]).unlink()
    env.cr.commit()
    note = f"{RECORDS} partners in one call, and read back"
    return [Figure("restful_bulk", times[ours], times[odoo], "≥ 0.67", note)]


def _median(function: Callable[[], None]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
