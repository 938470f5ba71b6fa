"""Named parameters: what types they have, and how their values are read.

A value is a text of a query, or a JSON value of a body. It becomes a value of its
type, or the request is refused; it is never read as a literal or as code.
"""

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from difflib import get_close_matches
from typing import Any, NamedTuple

from . import codes
from .errors import BadRequest
from .integers import MAX_INT4

MAX_VALUES = 1000
MAX_INTEGER = 2**53 - 1
# Parameters of every endpoint, and names that are values of a literal.
RESERVED = frozenset(
    "limit offset cursor count fields domain order context format csv dry_run atomic "
    "match db debug id ids true false null".split()
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,16}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a client gives a name.

    :param kind: one of :data:`KINDS`
    :param several: a list, in a query separated by commas
    :param choices: of the kind ``choice``
    :param default: as it is used; ``None`` for none
    """

    name: str
    kind: str = "text"
    required: bool = False
    several: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None

    def read(self, sent: Any) -> Any:
        """Return a value that was sent, as it is used.

        :raise BadRequest: it is none of this type
        """
        try:
            return self._list(sent) if self.several else self._one(sent)
        except ValueError as exc:
            raise BadRequest(f"{self.name}: {exc}", codes.INVALID_PARAMETER) from exc

    def _list(self, sent: Any) -> list[Any]:
        if isinstance(sent, str):
            sent = [part.strip() for part in sent.split(",")] if sent.strip() else []
        if not isinstance(sent, list):
            sent = [sent]
        if len(sent) > MAX_VALUES:
            raise ValueError(f"at most {MAX_VALUES} values.")
        return [self._one(item) for item in sent]

    def _one(self, sent: Any) -> Any:
        kind = KINDS[self.kind]
        try:
            return kind.read(self, sent)
        except ValueError as exc:
            choices = ", ".join(self.choices)
            shown = f"'{sent[:50]}' is not " if isinstance(sent, str) else "needs "
            raise ValueError(f"{shown}{kind.expected.format(choices=choices)}") from exc

    @property
    def sample(self) -> Any:
        """A value that it may have."""
        if self.default is not None:
            return self.default
        one = self.choices[0] if self.choices else KINDS[self.kind].sample
        return [one] if self.several else one


def is_name(text: str) -> bool:
    """Tell whether a parameter may have a name."""
    return _NAME.fullmatch(text) is not None and text not in RESERVED


def unknown(name: str, known: Collection[str]) -> BadRequest:
    """Return the refusal of a parameter that there is not: names the nearest."""
    near = get_close_matches(name[:50], known, 1)
    hint = f", did you mean {near[0]}?" if near else "."
    there = f"There are {', '.join(known)}." if known else "There are none."
    return BadRequest(
        f"{name[:50]}: unknown parameter{hint} {there}", codes.UNKNOWN_PARAMETER
    )


def values(
    parameters: Iterable[Parameter], sent: Mapping[str, Any], others: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the values of parameters; an optional one without a value has none.

    :param others: names of what else there is, for the message
    :raise BadRequest: unknown, missing, or of another type
    """
    known = {each.name: each for each in parameters}
    for name in sent:
        if name not in known:
            raise unknown(name, [*known, *others])
    found = {}
    for name, each in known.items():
        value = sent.get(name)
        if value is not None:
            found[name] = each.read(value)
        elif each.default is not None:
            found[name] = each.default
        elif each.required:
            raise BadRequest(
                f"{name}: this parameter is required.", codes.MISSING_PARAMETER
            )
    return found


def _text(parameter: Parameter, sent: Any) -> str:
    if isinstance(sent, (int, float)) and not isinstance(sent, bool):
        return str(sent)
    if not isinstance(sent, str) or "\0" in sent:
        raise ValueError
    return sent


def _integer(parameter: Parameter, sent: Any) -> int:
    if isinstance(sent, str) and _INTEGER.fullmatch(sent.strip()):
        sent = int(sent)
    if type(sent) is not int or abs(sent) > MAX_INTEGER:
        raise ValueError
    return sent


def _number(parameter: Parameter, sent: Any) -> float:
    if isinstance(sent, bool) or not isinstance(sent, (int, float, str)):
        raise ValueError
    found = float(sent)
    if not math.isfinite(found) or (isinstance(sent, str) and "_" in sent):
        raise ValueError
    return found


def _boolean(parameter: Parameter, sent: Any) -> bool:
    text = str(sent).strip().lower()
    if not isinstance(sent, (bool, str)) or text not in _FLAGS:
        raise ValueError
    return _FLAGS[text]


def _date(parameter: Parameter, sent: Any) -> str:
    if not isinstance(sent, str) or len(sent) != 10:
        raise ValueError
    return date.fromisoformat(sent).isoformat()


def _moment(parameter: Parameter, sent: Any) -> str:
    """Return it in UTC, without an offset, as Odoo has it."""
    if not isinstance(sent, str):
        raise ValueError
    # A plus in a query is a space.
    text = re.sub(r" (\d\d:\d\d)$", r"+\1", sent) if len(sent) > 20 else sent
    found = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text))
    if found.tzinfo is not None:
        try:
            found = found.astimezone(timezone.utc).replace(tzinfo=None)
        except OverflowError as exc:
            raise ValueError from exc
    return found.isoformat(" ", "seconds")


def _choice(parameter: Parameter, sent: Any) -> str:
    if sent not in parameter.choices:
        raise ValueError
    return sent


def _record(parameter: Parameter, sent: Any) -> int:
    found = _integer(parameter, sent)
    if not 0 < found <= MAX_INT4:
        raise ValueError
    return found


class Kind(NamedTuple):
    """A type of parameters.

    :param read: returns a value that was sent, raises ``ValueError``
    :param expected: the end of a sentence
    """

    read: Callable[[Parameter, Any], Any]
    expected: str
    sample: Any


KINDS: Mapping[str, Kind] = {
    "text": Kind(_text, "a text.", "a"),
    "integer": Kind(_integer, "an integer.", 1),
    "number": Kind(_number, "a number.", 1.0),
    "boolean": Kind(_boolean, "true or false.", True),
    "date": Kind(_date, "a date like 2026-01-31.", "2026-01-31"),
    "datetime": Kind(
        _moment, "a time like 2026-01-31T08:30:00Z.", "2026-01-31 08:30:00"
    ),
    "choice": Kind(_choice, "one of {choices}.", ""),
    "record": Kind(_record, "the id of a record.", 1),
}
