"""What a request is told to be in a dialect by: a table of its marks, no branches.

Each function returns a :data:`~.endpoint.Recognition`.
"""

import re
from collections.abc import Callable, Collection

from odoo.http import HTTPRequest

from . import access_token, body
from .endpoint import Recognition


def at(*paths: str) -> Recognition:
    """Tell one of some paths, with or without a slash at its end."""
    return lambda http, path: path.rstrip("/") in paths


def below(prefix: str) -> Recognition:
    """Tell a path that begins like this."""
    return lambda http, path: path.startswith(prefix)


def any_of(*marks: Recognition) -> Recognition:
    """Tell what one of some marks tells."""
    return lambda http, path: any(mark(http, path) for mark in marks)


def like(pattern: re.Pattern[str]) -> Recognition:
    """Tell a path of a form."""
    return lambda http, path: pattern.fullmatch(path) is not None


def with_header(names: Collection[str]) -> Recognition:
    """Tell a header that is not empty."""
    return lambda http, path: any(http.headers.get(name, "").strip() for name in names)


def with_access_token(is_own: Callable[[str], bool]) -> Recognition:
    """Tell a header ``Access-Token`` whose token is one of the dialect."""

    def recognize(http: HTTPRequest, path: str) -> bool:
        token = http.headers.get(access_token.HEADER, "").strip()
        return bool(token) and is_own(token)

    return recognize


def with_parameter(names: frozenset[str]) -> Recognition:
    """Tell a parameter, in the query or in the body."""
    return lambda http, path: not names.isdisjoint(body.names(http))
