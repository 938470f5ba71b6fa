"""Pages far down a large table: by cursor, and by offset."""

import requests

from odoo.api import Environment

from . import large
from .figures import Figure
from .web import Load, seconds_each

LIMIT = 100
PAGE = 2000
STEP = 10_000
LIST = f"/api/res.partner?fields={','.join(large.NAMES)}"


def pages(url: str, key: str, env: Environment) -> list[Figure]:
    """Compare page 2000 by cursor with the same by offset, and with page 1."""
    bearer = {"Authorization": f"Bearer {key}"}
    skipped = (PAGE - 1) * LIMIT
    _set_max_offset(env, "0")
    cursor = _after(url, bearer, skipped)
    loads = {
        "cursor": Load(f"/api/res.partner?cursor={cursor}&limit={LIMIT}", None, bearer),
        "first": Load(f"{LIST}&cursor=&limit={LIMIT}", None, bearer),
        "offset": Load(f"{LIST}&offset={skipped}&limit={LIMIT}", None, bearer),
    }
    times = seconds_each(url, loads)
    _set_max_offset(env, False)
    return [
        Figure(
            "cursor_vs_offset",
            times["cursor"],
            times["offset"],
            "≥ 20",
            f"page {PAGE} of {LIMIT}",
        ),
        Figure(
            "page_1_vs_page_2000",
            times["first"],
            times["cursor"],
            "≤ 1.3",
            "both by cursor",
        ),
    ]


def _set_max_offset(env: Environment, value: str | bool) -> None:
    env["ir.config_parameter"].set_param("restapi.max_offset", value)
    env.cr.commit()  # the server reads it in another transaction
    env.registry.signal_changes()


def _after(url: str, bearer: dict[str, str], skipped: int) -> str:
    """Return the cursor behind so many records, found in large steps."""
    address = f"{LIST}&cursor="
    while skipped:
        step = min(skipped, STEP)
        response = requests.get(f"{url}{address}&limit={step}", headers=bearer)
        response.raise_for_status()
        cursor = response.json()["next"]
        address = f"/api/res.partner?cursor={cursor}"
        skipped -= step
    return cursor
