"""Measure a database with little in it, and with much; fails where something grows."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from odoo import SUPERUSER_ID, api, http
from odoo.addons.restapi.tests.support.every_credential import Credentials
from odoo.modules.registry import Registry

from . import business, cases, crowd, plans, report, traces
from .asker import Asker
from .case import Case
from .fill import quickly
from .measure import Measured, measure
from .report import Compared
from .sizes import LARGE, NONE, SMALL, Sizes

# Of PostgreSQL, which fill tables beside each other.
CONNECTIONS = 2


def main() -> int:
    http.root.initialize()
    registry = Registry(os.environ["RESTAPI_GROWTH_DB"])
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        business.make(env)
        traces.make(env)
        made = crowd.make(env)
    _fill(registry, made, NONE, SMALL)
    small = _measured(registry, made, SMALL)
    filled = _fill(registry, made, SMALL, LARGE)
    large = _measured(registry, made, LARGE)
    found = [Compared(*one, large[one[0].name][1]) for one in small.values()]
    with registry.cursor() as cr:
        sizes = report.bytes_of_rows(api.Environment(cr, SUPERUSER_ID, {}))
    report.show(found, sizes)
    report.write(found, sizes, filled, Path(os.environ["RESTAPI_GROWTH_OUTPUT"]))
    return 1 if any(sentence for one in found for sentence in one.wrong) else 0


def _fill(registry: Registry, made: Credentials, old: Sizes, new: Sizes) -> float:
    """Add what there is not yet; return the seconds that it took."""
    print(f"· Filling: {new}", flush=True)
    start = time.monotonic()
    parts = (
        traces.log,
        business.fill,
        lambda env, old, new: crowd.fill(env, made, old, new),
        traces.others,
    )
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for done in [
            pool.submit(_committed, registry, part, old, new) for part in parts
        ]:
            done.result()
    with registry.cursor() as cr:
        # Not in a transaction: what a server's autovacuum has done meanwhile.
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE")
        cr._cnx.autocommit = False
    registry.clear_all_caches()
    seconds = time.monotonic() - start
    print(f"✓ Filled in {seconds:.0f} s", flush=True)
    return seconds


def _committed(registry: Registry, part: Callable, old: Sizes, new: Sizes) -> None:
    with registry.cursor() as cr:
        quickly(cr)
        part(api.Environment(cr, SUPERUSER_ID, {}), old, new)


def _measured(
    registry: Registry, made: Credentials, sizes: Sizes
) -> dict[str, tuple[Case, Measured]]:
    found = {}
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        large = plans.large_tables(env)
        for case in cases.of(Asker(env, made, sizes)):
            print(f"  {case.name}", flush=True)
            found[case.name] = case, measure(env, case, large)
    return found


if __name__ == "__main__":
    sys.exit(main())
