"""The dialects, and which of them a request speaks."""

import re
from collections.abc import Callable

from odoo.http import HTTPRequest

from .base import Dialect
from .native import Native
from .synconics import Synconics

DIALECTS: dict[str, type[Dialect]] = {
    dialect.name: dialect for dialect in (Native, Synconics)
}

_PREFIX = re.compile(r"^/api(?=/|$)")


def choose(http: HTTPRequest) -> Dialect:
    """Return the dialect of a request: by its path, then by its credential."""
    if not _PREFIX.match(http.path):
        return Synconics(http, http.path)
    path = _PREFIX.sub("", http.path) or "/"
    name = next(filter(None, (rule(http, path) for rule in _RULES)), Native.name)
    return DIALECTS.get(name, Native)(http, path)


def _by_path(http: HTTPRequest, path: str) -> str | None:
    if path.rstrip("/") == "/health":
        return Native.name
    return None


_RULES: tuple[Callable[[HTTPRequest, str], str | None], ...] = (_by_path,)
