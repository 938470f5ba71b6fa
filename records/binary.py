"""What binary fields hold: base64 text, bytes, or an object.

Odoo calls three things binary: files, as base64; the content of an attachment, as
bytes; and values that views exchange with computed fields, which it does not export.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from odoo.fields import Field

from ..core import json
from ..core.errors import NotExpressible

CONTENT = frozenset([("ir.attachment", "raw"), ("ir.attachment", "db_datas")])
_SPACE = re.compile(r"\s+")


def holds_bytes(field: Field) -> bool:
    """Tell whether the values of a field are bytes, where others are base64."""
    while field.related:
        field = field.related_field
    return (field.model_name, field.name) in CONTENT


def holds_object(field: Field) -> bool:
    """Tell whether the values of a field are objects and lists."""
    return not field.exportable


def encode(field: Field, value: Any) -> Any:
    """Return a value as JSON has it: base64 text, or the object.

    :raise NotExpressible: an object that JSON cannot express
    """
    if isinstance(value, str) and holds_bytes(field):
        value = value.encode()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _text(bytes(value), holds_bytes(field))
    try:
        json.dumps(value)
    except (TypeError, ValueError) as exc:
        raise NotExpressible(
            f"{field.model_name}.{field.name}: holds a value that JSON cannot express."
        ) from exc
    return value


def _text(value: bytes, is_content: bool) -> str:
    # What is no ASCII is no base64, whatever the field should hold.
    is_text = value.isascii() and not is_content
    return value.decode() if is_text else base64.b64encode(value).decode()


def decode(field: Field, value: Any) -> Any:
    """Return what the ORM takes for a value of JSON.

    :raise ValueError: neither base64 text nor what the field holds instead
    """
    if holds_object(field) and isinstance(value, (Mapping, list)):
        return value
    if not isinstance(value, str):
        raise ValueError("needs base64 text.")
    text = _SPACE.sub("", value)
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("needs base64 text.") from None
    return content if holds_bytes(field) else text
