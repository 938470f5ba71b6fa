"""Which values of a body an endpoint without code accepts.

Not what the ORM makes of them, which is asked afterwards: what a client may name at
all. Records are linked by their id or external id; looking them up by other values
would tell what those are.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import Any

from . import codes
from .errors import InvalidValues

MAX_MISTAKES = 100
# A link in words is one of these, with a value of this type.
_LINK_KEYS = {"id": int, "xmlid": str}
_LINE_KEYS = frozenset(["id", "_delete"])
LINK = 'a link is an id, {"id": …} or {"xmlid": …}.'

Mistake = dict[str, str]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the values of a record may have.

    :param plain: names of fields that are no relations
    :param links: names of relations to records that there are
    :param lines: what lines may have, by the field that they are in
    """

    plain: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    lines: Mapping[str, "Accepted"] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """All fields."""
        return self.plain | self.links | self.lines.keys()


def check(values: Any, accepted: Accepted, *, removes: bool, pointer: str = "") -> None:
    """Refuse what is not accepted.

    :param removes: whether lines may be removed
    :raise InvalidValues: lists all of it
    """
    found = list(islice(_mistakes(values, accepted, removes, pointer), MAX_MISTAKES))
    if not found:
        return
    more = f" (and {len(found) - 1} more)" if found[1:] else ""
    raise InvalidValues(
        f"{found[0]['pointer'] or '/'}: {found[0]['message']}{more}",
        details=found,
    )


def _mistakes(
    values: Any, accepted: Accepted, removes: bool, pointer: str
) -> Iterator[Mistake]:
    if not isinstance(values, Mapping):
        message = "An object of field values is expected."
        yield _mistake(pointer, codes.NOT_AN_OBJECT, message)
        return
    for name, value in values.items():
        where = f"{pointer}/{_escaped(name)}"
        if name not in accepted.names:
            yield _mistake(where, codes.NOT_ACCEPTED, _refusal(name, accepted.names))
        elif name in accepted.links:
            if not _is_link_or_links(value):
                yield _mistake(where, codes.NOT_ACCEPTED, f"{name}: {LINK}")
        elif name in accepted.lines:
            yield from _mistakes_of_lines(value, accepted.lines[name], removes, where)


def _mistakes_of_lines(
    value: Any, accepted: Accepted, removes: bool, pointer: str
) -> Iterator[Mistake]:
    if isinstance(value, Mapping) and value.keys() == {"replace"}:
        if not removes:
            message = "lines are not removed here, so not replaced."
            yield _mistake(f"{pointer}/replace", codes.NOT_ACCEPTED, message)
            return
        pointer, value = f"{pointer}/replace", value["replace"]
    if not isinstance(value, list):
        yield _mistake(pointer, codes.NOT_ACCEPTED, "A list of lines is expected.")
        return
    for position, line in enumerate(value):
        where = f"{pointer}/{position}"
        if isinstance(line, Mapping) and "_delete" in line and not removes:
            message = "lines are not removed here."
            yield _mistake(f"{where}/_delete", codes.NOT_ACCEPTED, message)
        if isinstance(line, Mapping) and not _is_line(line.get("id")):
            message = "The id of a line is a number."
            yield _mistake(f"{where}/id", codes.NOT_ACCEPTED, message)
        yield from _mistakes(_without_keys(line), accepted, removes, where)


def _without_keys(line: Any) -> Any:
    """Return the values of a line, without what says which line it is."""
    if not isinstance(line, Mapping):
        return line
    return {name: value for name, value in line.items() if name not in _LINE_KEYS}


def _is_line(value: Any) -> bool:
    """Tell whether a line is told by its id, or is new: a key would be looked for."""
    return value is None or value is False or type(value) is int


def _is_link_or_links(value: Any) -> bool:
    if value is None or value is False:
        return True
    return all(map(_is_link, value if isinstance(value, list) else [value]))


def _is_link(value: Any) -> bool:
    if isinstance(value, Mapping):
        return len(value) == 1 and all(
            type(part) is _LINK_KEYS.get(name) for name, part in value.items()
        )
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _refusal(name: Any, names: Collection[str]) -> str:
    near = get_close_matches(str(name)[:80], names, 1)
    hint = f", did you mean {near[0]}?" if near else "."
    there = ", ".join(sorted(names)) or "no values"
    return f"{str(name)[:80]} is not accepted here{hint} There are {there}."


def _mistake(pointer: str, code: str, message: str) -> Mistake:
    return {"pointer": pointer, "code": code, "message": message}


def _escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
