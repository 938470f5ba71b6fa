"""JSON in and out, bounded on the way in.

``orjson`` refuses NaN, lone surrogates and malformed UTF-8 by itself; nesting
and NUL characters, which PostgreSQL cannot store, are checked here.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import simplejson

from .errors import BadRequest
from .style import spaced

MAX_DEPTH = 64
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.S)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def dumps(value: Any, moment: Callable[[datetime], str] = spaced) -> bytes:
    """Encode rows as compact UTF-8 JSON; NaN becomes ``null``.

    :param moment: how to write the datetimes that methods return
    """

    def default(item: Any) -> Any:
        return moment(item) if isinstance(item, datetime) else _default(item)

    return orjson.dumps(value, default=default, option=_OPTIONS)


def dumps_ascii(value: Any) -> bytes:
    """Encode the same as ASCII: other characters as ``\\uXXXX``."""
    return simplejson.dumps(orjson.loads(dumps(value)), separators=(",", ":")).encode()


def loads(body: bytes) -> Any:
    """Decode a request body.

    :raise BadRequest: not JSON, nested deeper than :data:`MAX_DEPTH`, or with
        a NUL character
    """
    if not _is_shallow(body):
        raise BadRequest(
            f"The JSON body is nested deeper than {MAX_DEPTH} levels.", "invalid_json"
        )
    if _NUL.search(body):
        raise BadRequest("The JSON body has a NUL character.", "invalid_json")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise BadRequest(
            f"The body is not valid JSON: {exc.msg} "
            f"(line {exc.lineno}, column {exc.colno}).",
            "invalid_json",
        ) from exc


def _is_shallow(body: bytes) -> bool:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return True
    depth = 0
    for token in _TOKENS.finditer(body):
        first = token.group()[:1]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                return False
        elif first in b"]}":
            depth -= 1
    return True


def _default(value: Any) -> Any:
    """Encode what methods return and JSON does not know."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode()
    if isinstance(value, (set, frozenset)):
        return list(value)
    return str(value)
