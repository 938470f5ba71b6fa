"""Run all comparisons; fails when a ratio is not what it must be.

With `hops`, tell which files of the addon a request enters, and nothing else.
"""

import os
import subprocess
import sys
from pathlib import Path

from . import (
    batch,
    bulk,
    calls,
    dataset,
    exports,
    groups,
    hops,
    large,
    limits,
    lines,
    logs,
    native_bulk,
    recording,
    repeats,
    throttle,
    tree,
    walks,
    web,
    webhooks,
    writes,
)
from .database import ADMINISTRATOR, api_key, opened
from .figures import Figure, show, write


def main() -> int:
    url = os.environ["RESTAPI_BENCH_URL"]
    with opened() as env:
        print("· Data")
        ids = dataset.build(env)
        key = api_key(env)
        figures: list[Figure] = []
        print("· Trees in process")
        figures += tree.readers(env["sale.order"].browse(ids[:500]))
        figures += tree.scaling(env["sale.order"].browse(ids))
        print("· Peak memory")
        subprocess.run([sys.executable, "-m", "bench.memory"], check=True)
        env.cr.rollback()
        print("· Lists over HTTP")
        figures += web.lists(url, key, env.cr.dbname, ADMINISTRATOR)
        print("· Trees over HTTP")
        figures += web.trees(url, key, tree.FIELDS, tree.specification(tree.TREE))
        partners = env["res.partner"].search([], limit=80)
        figures += web.all_fields(url, key, partners.ids)
        print("· Groups over HTTP")
        figures += groups.groups(url, key)
        print("· Lists of lines that are cut")
        figures += lines.limited(env, ids)
        print("· Nested writes over HTTP")
        figures += writes.orders(url, key, env)
        print("· Lists of records over HTTP")
        figures += bulk.creates(url, key, env)
        figures += native_bulk.figures(url, key, env)
        print("· Recording of changes")
        figures += recording.costs(env)
        print("· A batch")
        figures += batch.creates(url, key)
        print("· Creates that are safe to repeat")
        figures += repeats.creates(url, key, env)
        print("· Method calls over HTTP")
        figures += calls.names(url, key)
        print("· Limits of credentials and of requests")
        figures += limits.costs(url, env)
        figures += throttle.costs(url, env)
        print("· The log of requests")
        figures += logs.costs(url, key, env)
        print("· Webhooks")
        figures += webhooks.figures(url, key, env)
        print("· A large table")
        with large.partners(env):
            figures += large.lists(url, key)
            figures += walks.pages(url, key, env)
            figures += exports.exports(url, key)
    show(figures)
    write(figures, Path(os.environ["RESTAPI_BENCH_OUTPUT"]))
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    parts = {"hops": hops.main, "webhooks": webhooks.main}
    sys.exit(parts.get("".join(sys.argv[1:]), main)())
