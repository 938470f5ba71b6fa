"""The dialects, and which of them a request speaks."""

from odoo.http import HTTPRequest

from .base import Dialect
from .native import Native

DIALECTS: dict[str, type[Dialect]] = {dialect.name: dialect for dialect in (Native,)}


def choose(http: HTTPRequest, path: str) -> Dialect:
    """Return the dialect of a request, by its path and its credentials.

    :param path: below the route's prefix, with a leading slash
    """
    return DIALECTS["mrm"](http, path)
