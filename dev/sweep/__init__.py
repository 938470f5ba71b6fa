"""Every model in every dialect, beside Odoo's own API: ``make sweep``.

``__main__`` walks the models and prints what is worse than Odoo's; ``dialects``
spells the same request in each dialect, ``yardstick`` asks Odoo; ``checks`` holds
what is tried, ``catalogue`` what there is, and ``report`` the table.
"""

import os

from odoo.modules.module import initialize_sys_path
from odoo.tools import config

# Before any module of ours is imported: it makes ``odoo.addons`` importable.
config.parse_config(
    [
        "-c",
        os.environ["RESTAPI_SWEEP_CONF"],
        "-d",
        os.environ["RESTAPI_SWEEP_DB"],
        "--log-level=error",
    ]
)
initialize_sys_path()
