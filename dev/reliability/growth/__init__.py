"""What becomes of requests when tables grow: `make growth` starts it.

One database is measured twice, with little in it and with much. Statements are those
that the addon has executed, as Odoo tells them of a thread; their plans are asked of
PostgreSQL, with the numbers of rows that it has really read.

::

    __main__     little, measure, much, measure, compare
      ├─ sizes       how many rows each table gets
      ├─ fill        set-based INSERTs ◀─ business, crowd, traces
      ├─ cases       what clients ask ┐
      ├─ monitoring  what people see  ┴─ case, asker
      ├─ measure     a case: its statements, plans, time
      ├─ plans       what of a plan grows
      └─ report      the table, growth.json, bytes of a row
"""

import os

from odoo.modules.module import initialize_sys_path
from odoo.tools import config

# Before any module of ours is imported: it makes ``odoo.addons`` importable.
config.parse_config(
    [
        "-c",
        os.environ["RESTAPI_GROWTH_CONF"],
        "-d",
        os.environ["RESTAPI_GROWTH_DB"],
        "--log-level=error",
    ]
)
initialize_sys_path()
