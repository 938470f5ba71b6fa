"""Shares of the connections to PostgreSQL that this process may have."""

from threading import BoundedSemaphore

import odoo
from odoo.tools import config


def places(share: int) -> BoundedSemaphore:
    """Return places for one in ``share`` of the connections, one at least."""
    size = config["db_maxconn"]
    if getattr(odoo, "evented", False):
        size = config["db_maxconn_gevent"] or size
    return BoundedSemaphore(max(size // share, 1))
