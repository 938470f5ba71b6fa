"""Conditions on groups: the domains of ``having``, checked."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from odoo.models import BaseModel

from ...core import codes
from ...core.errors import BadRequest
from ...core.formats import spaced
from . import grouping
from .domain import SYNONYMS, Check
from .domain_values import MAX_INTEGER

OPERATORS = frozenset(["=", "!=", "<", ">", "<=", ">=", "in", "not in"])
LISTS = frozenset(["in", "not in"])
NUMERIC = frozenset(["sum", "avg", "count", "count_distinct"])
MAX_VALUES = 1000


@dataclass(slots=True)
class Having(Check):
    """One pass over a ``having``; its conditions are what ``_read_group`` takes.

    :param count: what the client calls the number of records
    :param aggregates: those that were found, as the ORM writes them
    """

    parameter: ClassVar[str] = "having"

    count: str = grouping.COUNT
    aggregates: list[str] = field(default_factory=list)

    def condition(
        self, model: BaseModel, item: Any, depth: int
    ) -> tuple[str, str, Any]:
        self._count()
        if not isinstance(item, (list, tuple)) or len(item) != 3:
            self._refuse(
                "a condition is a list of an aggregate, an operator and a value, as "
                "('amount_total:sum', '>', 1000)."
            )
        name, operator, value = item
        if not isinstance(name, str) or not isinstance(operator, str):
            self._refuse("the aggregate and the operator of a condition are texts.")
        operator = SYNONYMS.get(operator, operator)
        if operator not in OPERATORS:
            self._refuse(
                f"unknown operator '{operator[:20]}' on {name[:80]}, there are "
                f"{', '.join(sorted(OPERATORS))}.",
                codes.UNKNOWN_OPERATOR,
            )
        spec, kind = self._aggregate(model, name)
        self.aggregates.append(spec)
        if operator in LISTS:
            return (spec, operator, _values(name, kind, value))
        return (spec, operator, _value(name, kind, value))

    def _aggregate(self, model: BaseModel, name: str) -> tuple[str, str]:
        """Return an aggregate as the ORM writes it, and the type of its values."""
        if name == self.count:
            return grouping.COUNT, "float"
        if ":" not in name:
            self._refuse(
                f"'{name[:80]}' is no aggregate; write field:function, as "
                f"amount_total:sum, or {self.count}."
            )
        spec = grouping.aggregate(model, name, self.access)
        name, _, function = spec.partition(":")
        return spec, "float" if function in NUMERIC else model._fields[name].type


def _values(name: str, kind: str, values: Any) -> tuple[Any, ...]:
    if not isinstance(values, (list, tuple)) or not 0 < len(values) <= MAX_VALUES:
        raise BadRequest(
            f"having: {name[:80]} needs a list of 1 to {MAX_VALUES} values.",
            codes.INVALID_HAVING,
        )
    return tuple(_value(name, kind, value) for value in values)


def _value(name: str, kind: str, value: Any) -> Any:
    read, expected = _READERS.get(kind, _NUMBER)
    try:
        return read(value)
    except ValueError as exc:
        raise BadRequest(
            f"having: {name[:80]} is compared with {expected}.", codes.INVALID_HAVING
        ) from exc


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError
    if not math.isfinite(value) or abs(value) > MAX_INTEGER:
        raise ValueError
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _date(value: Any) -> str:
    return date.fromisoformat(_text(value)).isoformat()


def _datetime(value: Any) -> str:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is not None:
        raise ValueError
    return spaced(moment)


Reader = tuple[Callable[[Any], Any], str]
_NUMBER: Reader = (_number, "a number")
_TEXT: Reader = (_text, "a text")
_READERS: Mapping[str, Reader] = {
    "boolean": (_boolean, "true or false"),
    "date": (_date, "a date, as 2026-01-31"),
    "datetime": (_datetime, "a date with a time, as 2026-01-31 08:15:00"),
    **dict.fromkeys(grouping.TEXTS, _TEXT),
}
