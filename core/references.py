"""References of one request of a batch to the answers of earlier ones: ``@{order.id}``.

A reference is a name and a path into the answer's body, in which a number is a
position in a list. Alone it stands for the value with its type; inside a text it is
written out, a list of ids as ``1,2``.
"""

import re
from collections.abc import Mapping
from typing import Any

from .errors import InvalidReference

_REFERENCE = re.compile(r"@\{([^{}]{1,200})\}")
MAX_TEXT = 10_000


def has_any(value: Any) -> bool:
    """Tell whether there are references in a JSON value."""
    if isinstance(value, str):
        return _REFERENCE.search(value) is not None
    if isinstance(value, Mapping):
        return any(map(has_any, value.values()))
    return isinstance(value, list) and any(map(has_any, value))


def resolved(value: Any, answers: Mapping[str, Any]) -> Any:
    """Return a JSON value with what its references stand for.

    :param answers: bodies by the names of their requests
    :raise InvalidReference: a reference points nowhere
    """
    if isinstance(value, str):
        whole = _REFERENCE.fullmatch(value)
        if whole:
            return _found(whole[1], answers)
        return _REFERENCE.sub(lambda match: _text(match[1], answers), value)
    if isinstance(value, Mapping):
        return {key: resolved(item, answers) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, answers) for item in value]
    return value


def _found(reference: str, answers: Mapping[str, Any]) -> Any:
    name, *path = reference.split(".")
    if name not in answers:
        raise _nowhere(reference, f"no earlier request has the id {name[:50]}")
    value = answers[name]
    for part in path:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise _nowhere(reference, f"the answer to {name} has no {part[:50]} there")
    return value


def _text(reference: str, answers: Mapping[str, Any]) -> str:
    value = _found(reference, answers)
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, (str, int, float)) for item in values):
        raise _nowhere(reference, "inside a text there can be no object, list or null")
    text = ",".join(map(str, values))
    if len(text) > MAX_TEXT:
        raise _nowhere(reference, f"inside a text it has over {MAX_TEXT} characters")
    return text


def _nowhere(reference: str, reason: str) -> InvalidReference:
    return InvalidReference(f"@{{{reference[:80]}}}: {reason}.")
