"""Answers that fit into the window of a language model.

What is cut is said, with how to get the rest: first long texts, then records from the
end, then lists in the record that is left.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ...core import codes, json
from ...core.errors import BadRequest
from ...core.formats import NATIVE

# Of the JSON text of an answer.
MAX_CHARACTERS = 25_000
# Of the note that is added.
_RESERVED = 600
_LONG_TEXT = 500
_LONG_LIST = 10

Content = dict[str, Any]


def text(value: Any) -> str:
    """Return a value as the JSON text of an answer."""
    return json.dumps(value, NATIVE.moment).decode()


def fitted(content: Content, key: str, rest: Callable[[int], str]) -> Content:
    """Return an answer that is small enough, its list cut where it was not.

    :param key: of the list, or of the object by names, that may be cut
    :param rest: says how to go on after so many of them
    :raise BadRequest: not one of the list fits
    """
    if is_small(content):
        return content
    notes = [content["note"]] if "note" in content else []
    parts = content[key]
    shorter = _mapped(parts, _short_text)
    if shorter != parts:
        notes.append(
            f"Texts of more than {_LONG_TEXT} characters are cut, and end in …."
        )
    found = {**content, key: shorter}
    if not is_small(found):
        found, more = _with_fewer(found, key, rest)
        notes.append(more)
    return {"note": " ".join(notes), **{k: v for k, v in found.items() if k != "note"}}


def _with_fewer(
    content: Content, key: str, rest: Callable[[int], str]
) -> tuple[Content, str]:
    """Return the answer with as much of the list as fits, and a note that says so."""
    parts = content[key]
    count = _fitting(parts, _room(content, key))
    if not count:
        parts = _mapped(parts, _short_list)
        count = min(1, _fitting(parts, _room(content, key)))
    if not count:
        raise BadRequest(
            f"One record alone has more than {MAX_CHARACTERS} characters: name fewer "
            "fields.",
            codes.TOO_LARGE,
        )
    note = f"Cut: {count} of these {len(parts)}. {rest(count)}"
    if parts is not content[key]:
        note = f"Lists of more than {_LONG_LIST} are cut as well. {note}"
    return {**content, key: _first(parts, count)}, note


def _fitting(parts: Any, room: int) -> int:
    """Return how many parts fit."""
    for count, part in enumerate(_each(parts)):
        room -= len(text(part)) + 1
        if room < 0:
            return count
    return len(parts)


def _each(parts: Any) -> list[Any]:
    """Return the parts of a list; of an object, its pairs."""
    is_object = isinstance(parts, Mapping)
    return [{name: parts[name]} for name in parts] if is_object else parts


def _first(parts: Any, count: int) -> Any:
    if isinstance(parts, Mapping):
        return {name: parts[name] for name in list(parts)[:count]}
    return parts[:count]


def _room(content: Content, key: str) -> int:
    return MAX_CHARACTERS - _RESERVED - len(text({**content, key: []}))


def is_small(content: Content) -> bool:
    """Tell whether an answer fits as it is."""
    return len(text(content)) <= MAX_CHARACTERS


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a JSON value with all in it changed."""
    if isinstance(value, Mapping):
        value = {name: _mapped(each, change) for name, each in value.items()}
    elif isinstance(value, list):
        value = [_mapped(each, change) for each in value]
    return change(value)


def _short_text(value: Any) -> Any:
    long = isinstance(value, str) and len(value) > _LONG_TEXT
    return f"{value[:_LONG_TEXT]}…" if long else value


def _short_list(value: Any) -> Any:
    long = isinstance(value, list) and len(value) > _LONG_LIST
    return value[:_LONG_LIST] if long else value
