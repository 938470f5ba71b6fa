"""The database under load, outside of any server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def configure() -> None:
    """Make Odoo's addons importable, as the environment says."""
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    configuration = os.environ["RESTAPI_LOAD_CONF"]
    database = os.environ["RESTAPI_LOAD_DB"]
    config.parse_config(["-c", configuration, "-d", database, "--log-level=error"])
    initialize_sys_path()


@contextmanager
def opened() -> Iterator[Any]:
    """Open the database as the superuser, in a transaction that begins now."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    with Registry(os.environ["RESTAPI_LOAD_DB"]).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
