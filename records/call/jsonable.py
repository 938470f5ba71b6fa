"""What a method returned, as values that JSON and XML have a form for.

Methods return recordsets, datetimes, tuples, ``Markup``, bytes and mappings
with any keys. The converter is found along the class's MRO; what has none is
written as text.
"""

import base64
import math
from collections import abc
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import GeneratorType, NoneType
from typing import Any

from odoo.models import BaseModel

from ...core.formats import spaced


def plain(value: Any) -> Any:
    """Return ``value`` as ``None``, booleans, numbers, texts, lists and dicts."""
    for cls in type(value).__mro__:
        if convert := _CONVERTERS.get(cls):
            return convert(value)
    return str(value)


def _same(value: Any) -> Any:
    return value


def _float(value: float | Decimal) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None


def _list(values: Iterable[Any]) -> list[Any]:
    return list(map(plain, values))


def _dict(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): plain(value) for key, value in values.items()}


def _bytes(value: Any) -> str:
    """Return text; base64 of what is none, as Odoo has it for binary fields."""
    raw = bytes(value)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode()


_CONVERTERS: dict[type, Callable[[Any], Any]] = {
    NoneType: _same,
    bool: _same,
    int: int,
    float: _float,
    Decimal: _float,
    str: str.__str__,
    datetime: spaced,
    date: date.isoformat,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _bytes,
    list: _list,
    tuple: _list,
    set: _list,
    frozenset: _list,
    GeneratorType: _list,
    map: _list,
    abc.Set: _list,
    type({}.keys()): _list,
    type({}.values()): _list,
    type({}.items()): _list,
    dict: _dict,
    abc.Mapping: _dict,
    BaseModel: lambda records: list(records.ids),
}
