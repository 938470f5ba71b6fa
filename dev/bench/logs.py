"""What the log of requests costs a list."""

from odoo.addons.restapi.monitoring.levels import ALL, OFF
from odoo.addons.restapi.settings import NAMES
from odoo.api import Environment

from .figures import Figure
from .web import Load, seconds_each

PATH = "/api/res.partner?limit=20&fields=name,email,city"
ROUNDS = 3


def costs(url: str, key: str, env: Environment) -> list[Figure]:
    """Compare a list of which each request is written down with one of which none is."""
    load = Load(PATH, headers={"Authorization": f"Bearer {key}"})
    times: dict[str, list[float]] = {ALL: [], OFF: []}
    for _round in range(ROUNDS):
        for level, found in times.items():
            _set(env, level)
            found.append(seconds_each(url, {level: load}, rounds=1)[level])
    _set(env, None)
    ours, other = (sorted(found)[ROUNDS // 2] for found in times.values())
    note = "a list of which each request is logged, and none"
    return [Figure("log_cost", ours, other, "≥ 0.95", note)]


def _set(env: Environment, level: str | None) -> None:
    env["ir.config_parameter"].set_param(NAMES["log_level"], level)
    env.cr.commit()  # the server reads it in another transaction
    env.registry.signal_changes()
