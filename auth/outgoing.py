"""The guard of requests to addresses that others choose, as administrators set it."""

import logging

from odoo.api import Environment

from .. import settings
from ..core.outgoing import Guard, Networks

_logger = logging.getLogger(__name__)


def guard(env: Environment) -> Guard:
    """Return what says where requests may go; see :mod:`..core.outgoing`.

    With a setting that is no list of networks, none but the public ones is open.
    """
    text = settings.read(env).outgoing_networks
    try:
        return Guard(Networks.parse(text))
    except ValueError as exc:
        _logger.warning("restapi.outgoing_networks: %s", exc)
        return Guard()
