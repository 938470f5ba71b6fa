"""The right-hand side of a condition of a domain, fitted to its field."""

import math
from collections.abc import Sequence
from typing import Any

from odoo.fields import Field

from ...core import codes
from ...core.errors import BadRequest

MAX_VALUES = 10_000
MAX_INTEGER = 2**63 - 1
COLLECTIONS = frozenset(["in", "not in"])
ORDERING = frozenset(["<", ">", "<=", ">="])
TEXT_TYPES = frozenset(["char", "text", "html", "selection"])


def comparable(path: str, operator: str, target: Field | None, value: Any) -> Any:
    """Check the right-hand side of a comparison, and fit it to its field."""
    if target is not None and target.type == "binary":
        return _presence(path, operator, value)
    if isinstance(value, (list, tuple)):
        if operator in ORDERING:
            raise BadRequest(
                f"domain: '{operator}' on {path} takes no list.", codes.INVALID_DOMAIN
            )
        return _collection(path, operator, target, value)
    if operator in COLLECTIONS and not isinstance(value, bool):
        raise BadRequest(
            f"domain: '{operator}' on {path} needs a list.", codes.INVALID_DOMAIN
        )
    return _scalar(path, target, value)


def _collection(
    path: str, operator: str, target: Field | None, values: Sequence[Any]
) -> list[Any]:
    if len(values) > MAX_VALUES:
        raise BadRequest(
            f"domain: more than {MAX_VALUES} values for {path}.", codes.TOO_LARGE
        )
    return [_scalar(path, target, value) for value in values]


def _names_records(target: Field) -> bool:
    return target.relational or target.name == "id"


def _scalar(path: str, target: Field | None, value: Any) -> Any:
    if value is True and target is not None and _names_records(target):
        raise BadRequest(f"domain: {path} needs an id or false.", codes.INVALID_VALUE)
    if value is None or isinstance(value, bool):
        return value or (False if value is None else value)
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise BadRequest(
            f"domain: the number for {path} is too large.", codes.INVALID_VALUE
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise BadRequest(f"domain: {path} needs a finite number.", codes.INVALID_VALUE)
    if isinstance(value, (int, float)):
        text = target is not None and target.type in TEXT_TYPES
        return str(value) if text else value
    if isinstance(value, str):
        if target is not None and target.type in _FITTED:
            return _FITTED[target.type](path, value)
        return value
    raise BadRequest(
        f"domain: {path} is compared with a {type(value).__name__}.",
        codes.INVALID_DOMAIN,
    )


def _integer(path: str, value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        number = MAX_INTEGER + 1
    if abs(number) > MAX_INTEGER:
        raise BadRequest(f"domain: {path} needs an integer.", codes.INVALID_VALUE)
    return number


def _float(path: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadRequest(f"domain: {path} needs a number.", codes.INVALID_VALUE)
    return number


def _boolean(path: str, value: str) -> bool:
    if value.lower() not in ("true", "false", "1", "0"):
        raise BadRequest(f"domain: {path} needs true or false.", codes.INVALID_VALUE)
    return value.lower() in ("true", "1")


def _presence(path: str, operator: str, value: Any) -> bool:
    if operator not in ("=", "!=") or (value is not None and value is not False):
        raise BadRequest(
            f"domain: {path} is binary, = and != compare it with false only.",
            codes.INVALID_VALUE,
        )
    return False


_FITTED = {
    "boolean": _boolean,
    "integer": _integer,
    "many2one_reference": _integer,
    "float": _float,
    "monetary": _float,
}
