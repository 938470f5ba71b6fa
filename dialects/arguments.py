"""Named arguments of a request, texts or JSON values, typed when asked for.

A text comes from a query or a form, and holds a Python or JSON literal where
its type has one: ``domain=[('id','>',3)]``, ``vals={'name':'x'}``. Short forms
stand for themselves: ``ids=12,17``, ``order=name desc``, ``operation=read``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core import codes, literal
from ..core.errors import BadRequest
from . import base

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NONE = ("", "None", "null")
_OPENING = ("[", "(", "{")


class Arguments:
    """The values of one request; each method reads one of them.

    Every method raises :class:`~..core.errors.BadRequest` for a value that is
    not of its type. A value of ``None``, ``False`` or an empty text is as good
    as none; 0 is a value.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def positional(self, names: Sequence[str]) -> "Arguments":
        """Return the arguments, those in ``args`` and ``kwargs`` under their names."""
        args, kwargs = self.sequence("args"), self.mapping("kwargs")
        if not args and not kwargs:
            return self
        if len(args) > len(names):
            _fail("args", f"takes at most {len(names)} values")
        named = dict(zip(names, args, strict=False))
        return Arguments({**self._values, **named, **kwargs})

    def has(self, name: str) -> bool:
        return not _is_none(self._values.get(name))

    def value(self, name: str) -> Any:
        """Return a value of any type, a literal parsed; ``None`` without it."""
        value = self._values.get(name)
        if isinstance(value, str):
            return literal.parse(value, name) if value.strip() else None
        return None if value is False else value

    def domain(self, name: str = "domain") -> Any:
        return self.value(name) or []

    def sequence(self, name: str) -> tuple[Any, ...]:
        value = self.value(name)
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)):
            _fail(name, "needs a list")
        return tuple(value)

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a dict with texts as keys; empty without it."""
        value = self.value(name)
        if isinstance(value, tuple) and len(value) == 1:
            value = value[0]  # a comma after the dict, as in the document
        if value in (None, [], ()):
            return {}
        if not isinstance(value, Mapping) or not all(
            isinstance(key, str) for key in value
        ):
            _fail(name, "needs an object")
        return dict(value)

    def names(self, name: str) -> tuple[str, ...]:
        """Read ``['a','b']``, ``a,b`` or a JSON list; empty without it."""
        value = self._values.get(name)
        if _is_none(value):
            return ()
        if isinstance(value, str) and not value.lstrip().startswith(_OPENING):
            value = [
                part.strip().strip("'\"") for part in value.split(",") if part.strip()
            ]
        elif isinstance(value, str):
            value = literal.parse(value, name)
        if not isinstance(value, (list, tuple)) or not all(
            isinstance(part, str) for part in value
        ):
            _fail(name, "needs a list of names")
        return tuple(dict.fromkeys(value))

    def ids(self, name: str = "ids") -> tuple[int, ...]:
        """Read ``12,17``, ``[12,17]`` or ``12``; empty without it."""
        value = self._values.get(name)
        if _is_none(value):
            return ()
        if isinstance(value, str):
            value = value.strip().strip("[]()").rstrip(",")
        if isinstance(value, int):
            value = [value]
        if isinstance(value, (list, tuple)):
            if any(isinstance(part, bool) for part in value):
                _fail(name, "needs a list of ids")
            value = ",".join(map(str, value))
        if not isinstance(value, str):
            _fail(name, "needs a list of ids")
        return base.record_ids(value) if value else ()

    def integer(self, name: str, least: int, default: int | None) -> int | None:
        value = self._values.get(name)
        if _is_none(value):
            return default
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            _fail(name, "needs an integer")
        return base.integer(str(value).strip(), name, least)

    def boolean(self, name: str, default: bool) -> bool:
        value = self._values.get(name)
        if value is None or value == "":
            return default
        key = str(value).strip().lower()
        if key not in _BOOLEANS:
            _fail(name, "needs True or False")
        return _BOOLEANS[key]

    def text(self, name: str) -> str | None:
        value = self._values.get(name)
        if _is_none(value):
            return None
        if not isinstance(value, str):
            _fail(name, "needs a text")
        return unquoted(value)


def unquoted(text: str) -> str:
    """Return the text of a literal, ``"name desc"``, or the text itself."""
    stripped = text.strip()
    quoted = len(stripped) > 1 and stripped[0] == stripped[-1] and stripped[0] in "'\""
    return stripped[1:-1] if quoted else text


def _is_none(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip() in _NONE
    return value is None or value is False


def _fail(name: str, expected: str) -> None:
    raise BadRequest(f"{name}: {expected}.", codes.invalid(name))


def without_context(
    kwargs: Mapping[str, Any], context: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Take the context out of keyword arguments, where Odoo's own calls have it.

    :param context: what was sent beside them
    :raise BadRequest: it is no object
    """
    rest = dict(kwargs)
    own = rest.pop("context", None) or {}
    if not isinstance(own, Mapping):
        raise BadRequest("context: an object is expected.", codes.INVALID_CONTEXT)
    return rest, {**own, **(context or {})}
