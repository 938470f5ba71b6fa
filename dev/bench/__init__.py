"""Ours beside the others, on the same data in one run: ``make bench``.

``__main__`` runs the comparisons and prints a table of ratios;
``dataset`` makes the data; ``tree``, ``web`` and ``writes`` each hold one kind
of comparison; ``figures`` is what a comparison gives.
"""

import os

from odoo.modules.module import initialize_sys_path
from odoo.tools import config

# Before any module of ours is imported: it makes ``odoo.addons`` importable.
config.parse_config(
    [
        "-c",
        os.environ["RESTAPI_BENCH_CONF"],
        "-d",
        os.environ["RESTAPI_BENCH_DB"],
        "--log-level=error",
    ]
)
initialize_sys_path()
