"""JSON in and out, bounded on the way in.

``orjson`` refuses NaN, lone surrogates and malformed UTF-8 by itself; nesting,
numbers of values and NUL characters, which PostgreSQL cannot store, are checked
here. Whatever looks at a body does so in C, once for each of its bytes: bodies come
from strangers.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import simplejson

from . import codes
from .errors import BadRequest
from .formats import spaced

MAX_DEPTH = 64
# Arrays and objects of a body, and values in all: Python takes up to 100 bytes for
# two of JSON.
MAX_CONTAINERS = 100_000
MAX_VALUES = 1_000_000
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ALIKE = bytes.maketrans(b"{}", b"[]")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def dumps(value: Any, moment: Callable[[datetime], str] = spaced) -> bytes:
    """Encode rows as compact UTF-8 JSON; NaN becomes ``null``.

    :param moment: how to write the datetimes that methods return
    """

    def default(item: Any) -> Any:
        return moment(item) if isinstance(item, datetime) else _default(item)

    try:
        return orjson.dumps(value, default=default, option=_OPTIONS)
    except orjson.JSONEncodeError as exc:
        if "64-bit" not in str(exc):
            raise
    # A field of JSON may hold a longer integer.
    return simplejson.dumps(
        value,
        default=default,
        separators=(",", ":"),
        ensure_ascii=False,
        ignore_nan=True,
    ).encode()


def dumps_ascii(value: Any) -> bytes:
    """Encode the same as ASCII: other characters as ``\\uXXXX``."""
    return simplejson.dumps(orjson.loads(dumps(value)), separators=(",", ":")).encode()


def loads(body: bytes) -> Any:
    """Decode a request body.

    :raise BadRequest: not JSON, nested deeper than :data:`MAX_DEPTH`, of too many
        values, or with a NUL character
    """
    _check_shape(body)
    if _NUL.search(body):
        raise BadRequest("The JSON body has a NUL character.", codes.INVALID_JSON)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise BadRequest(
            f"The body is not valid JSON: {exc.msg} "
            f"(line {exc.lineno}, column {exc.colno}).",
            codes.INVALID_JSON,
        ) from exc


def _check_shape(body: bytes) -> None:
    """Refuse what would cost more than its size, before it is decoded."""
    if body.count(b",") > MAX_VALUES or body.count(b'"') > 4 * MAX_VALUES:
        raise BadRequest(
            f"The JSON body has more than {MAX_VALUES} values.", codes.INVALID_JSON
        )
    if _count_opened(body) <= MAX_DEPTH:
        return
    brackets = _without_strings(body).translate(_ALIKE, _NO_BRACKETS)
    if _count_opened(brackets) > MAX_CONTAINERS:
        raise BadRequest(
            f"The JSON body has more than {MAX_CONTAINERS} arrays and objects.",
            codes.INVALID_JSON,
        )
    # Each round takes the innermost pairs away.
    for _ in range(MAX_DEPTH):
        if not brackets:
            return
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise BadRequest(
            f"The JSON body is nested deeper than {MAX_DEPTH} levels.",
            codes.INVALID_JSON,
        )


def _without_strings(body: bytes) -> bytes:
    """Leave strings out, also one that does not end."""
    plain = body.replace(rb"\\", b"").replace(rb"\"", b"")
    return b"".join(plain.split(b'"')[::2])


def _count_opened(body: bytes) -> int:
    return body.count(b"[") + body.count(b"{")


def _default(value: Any) -> Any:
    """Encode what methods return and JSON does not know."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode()
    if isinstance(value, (set, frozenset)):
        return list(value)
    return str(value)
