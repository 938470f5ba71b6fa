"""Sweep the models named, or all of them; fails where ours is worse than Odoo's."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from . import catalogue, users
from .catalogue import Model
from .checks import Sweep
from .report import Report

THREADS = 2
SAMPLE = int(os.environ.get("RESTAPI_SWEEP_SAMPLE") or 0)


def main(names: list[str]) -> int:
    report = Report()
    url = os.environ["RESTAPI_SWEEP_URL"]
    with Registry(os.environ["RESTAPI_SWEEP_DB"]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        models = list(catalogue.models(env, names, SAMPLE))
        everybody = list(users.users(env, url))
    print(f"· {len(models)} models, {len(everybody)} users")
    with ThreadPoolExecutor(THREADS) as pool:
        for user in everybody:
            done = pool.map(partial(_sweep, Sweep(url, user, report)), models)
            for number, model in enumerate(done, 1):
                if number % 25 == 0:
                    print(f"  {user.login} {number} {model}", flush=True)
    report.write(Path(os.environ["RESTAPI_SWEEP_OUTPUT"]))
    return 1 if report.differences else 0


def _sweep(sweep: Sweep, model: Model) -> str:
    sweep.run(model)
    return model.name


if __name__ == "__main__":
    sys.exit(main([name for text in sys.argv[1:] for name in text.split(",")]))
