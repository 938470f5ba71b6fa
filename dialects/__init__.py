"""The dialects, and which of them a request speaks."""

import re
from collections.abc import Callable

from odoo.http import HTTPRequest

from .base import Dialect
from .native import Native

DIALECTS: dict[str, type[Dialect]] = {dialect.name: dialect for dialect in (Native,)}

_PREFIX = re.compile(r"^/(?:api|restapi/docs)(?=/|$)")
_NATIVE_PATHS = frozenset(["/health", "/openapi.json", "/postman.json"])


def choose(http: HTTPRequest) -> Dialect:
    """Return the dialect of a request: by its path, then by its credential."""
    path = _PREFIX.sub("", http.path) or "/"
    name = next(filter(None, (rule(http, path) for rule in _RULES)), Native.name)
    return DIALECTS.get(name, Native)(http, path)


def _by_path(http: HTTPRequest, path: str) -> str | None:
    return Native.name if path.rstrip("/") in _NATIVE_PATHS else None


_RULES: tuple[Callable[[HTTPRequest, str], str | None], ...] = (_by_path,)
