"""JSON scalars to values of Odoo's fields, a converter per field type.

A converter takes the client's value (never ``None``) and the field, and
returns what the ORM stores, or raises ``ValueError`` with the end of a
sentence that begins with the field's name.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timezone
from typing import Any

from odoo.api import Environment
from odoo.fields import Field

from ...core.integers import MAX_INT4
from .. import binary, odoo19

_ID = re.compile(r"[0-9]{1,10}")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def convert(env: Environment, field: Field, value: Any) -> Any:
    """Return ``value`` as the ORM stores it in ``field``; ``None`` clears it.

    :raise ValueError: the value does not fit the field
    """
    if value is None or (value is False and field.type != "boolean"):
        return False
    return _CONVERTERS[field.type](env, field, value)


def is_scalar(field: Field) -> bool:
    return field.type in _CONVERTERS


def record_id(value: Any) -> int:
    """Return an id, given as a number or as text.

    :raise ValueError: it is none
    """
    if isinstance(value, str) and _ID.fullmatch(value):
        value = int(value)
    if type(value) is not int or not 0 < value <= MAX_INT4:
        raise ValueError("needs an id.")
    return value


def _text(env: Environment, field: Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("needs a string.")
    text = str(value)
    size = getattr(field, "size", None)
    if size and len(text) > size:
        raise ValueError(f"takes at most {size} characters.")
    return text


def integer(env: Environment, field: Field, value: Any) -> int:
    """Return an integer, given as a number or as text.

    :raise ValueError: it is none, or too large for its column
    """
    number = value
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,11}\s*", value):
        number = int(value)
    if isinstance(value, float) and value.is_integer():
        number = int(value)
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError("needs an integer.")
    if abs(number) > MAX_INT4:
        raise ValueError(f"needs an integer of at most {MAX_INT4}.")
    return number


def _float(env: Environment, field: Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("needs a number.")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError("needs a number.") from None
    if not math.isfinite(number):
        raise ValueError("needs a finite number.")
    return number


def _boolean(env: Environment, field: Field, value: Any) -> bool:
    key = str(value).strip().lower() if isinstance(value, (bool, int, str)) else None
    if key not in _BOOLEANS:
        raise ValueError("needs true or false.")
    return _BOOLEANS[key]


def _moment(value: Any) -> datetime:
    """Read ISO 8601 or Odoo's form; an offset is converted to UTC."""
    if not isinstance(value, str):
        raise ValueError
    text = value.strip()
    if text[-1:] in "zZ":
        text = text[:-1] + "+00:00"
    # Python 3.10 knows fractions of three and six digits only.
    text = re.sub(
        r"(\d\d:\d\d:\d\d)\.(\d{1,9})", lambda m: f"{m[1]}.{m[2][:6]:0<6}", text
    )
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment.replace(microsecond=0)


def _date(env: Environment, field: Field, value: Any) -> date:
    try:
        return (
            date.fromisoformat(value.strip())
            if len(value.strip()) == 10
            else _moment(value).date()
        )
    except (ValueError, AttributeError, TypeError, OverflowError):
        raise ValueError("needs a date, YYYY-MM-DD.") from None


def _datetime(env: Environment, field: Field, value: Any) -> datetime:
    try:
        return _moment(value)
    except (ValueError, OverflowError):
        raise ValueError(
            "needs a datetime, YYYY-MM-DD HH:MM:SS in UTC or ISO 8601 with an offset."
        ) from None


def _selection(env: Environment, field: Field, value: Any) -> str:
    allowed = field.get_values(env)
    text = str(value)
    if isinstance(value, bool) or text not in allowed:
        shown = ", ".join(map(str, allowed[:20]))
        raise ValueError(f"needs one of {shown}.")
    return text


def _binary(env: Environment, field: Field, value: Any) -> Any:
    return binary.decode(field, value)


def _reference(env: Environment, field: Field, value: Any) -> str:
    if isinstance(value, Mapping):
        model, id_ = value.get("model"), value.get("id")
    else:
        model, _, id_ = (
            value.partition(",") if isinstance(value, str) else (None, "", None)
        )
    models = [name for name, _label in odoo19.selection(field, env)]
    if model not in models:
        raise ValueError(f"needs a record of one of {', '.join(models[:20])}.")
    try:
        return f"{model},{integer(env, field, id_)}"
    except ValueError:
        raise ValueError('needs "model,id".') from None


def _properties(env: Environment, field: Field, value: Any) -> Any:
    """Take ``{"name": value}``, or the list of definitions as it is read."""
    named = isinstance(value, list) and all(
        isinstance(item, Mapping) and isinstance(item.get("name"), str)
        for item in value
    )
    if not (named or isinstance(value, Mapping)):
        raise ValueError("needs an object of properties, or a list of them.")
    return value


def _properties_definition(env: Environment, field: Field, value: Any) -> list[Any]:
    """Let Odoo check it: the ORM would fail with what is no message for a client."""
    if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
        raise ValueError("needs a list of definitions of properties.")
    try:
        odoo19.check_properties_definition(field, [dict(item) for item in value], env)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ValueError(f"needs definitions of properties: {exc}.") from exc
    return value


def _any(env: Environment, field: Field, value: Any) -> Any:
    return value


_CONVERTERS: dict[str, Callable[[Environment, Field, Any], Any]] = {
    "char": _text,
    "text": _text,
    "html": _text,
    "integer": integer,
    "many2one_reference": integer,
    "float": _float,
    "monetary": _float,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "selection": _selection,
    "binary": _binary,
    "reference": _reference,
    "json": _any,
    "properties": _properties,
    "properties_definition": _properties_definition,
}
