"""Requests that do not come over HTTP themselves: those of a batch, and of jobs."""

from collections.abc import Mapping

from werkzeug.test import EnvironBuilder

from odoo.http import HTTPRequest

from .base import JSON, SHARED_PREFIX


def made(
    method: str, path: str, query: str, headers: Mapping[str, str], content: bytes
) -> HTTPRequest:
    """Return a request as if it had been sent.

    :param path: below the prefix
    :param content: its body, JSON unless a header says what else
    """
    environ = EnvironBuilder(
        path=SHARED_PREFIX + path,
        query_string=query,
        method=method,
        data=content,
        headers={"Content-Type": JSON, **headers},
    ).get_environ()
    return HTTPRequest(environ)
