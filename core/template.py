"""Literals with named values: ``[('state', '=', state), ('date', '>=', since)]``.

Whoever administers an endpoint writes the literal; a client sends the values, which
are put in its place as they are. Nothing a client sends is read as a literal.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from . import codes, literal
from .errors import BadRequest
from .literal import Named

_BINARY = frozenset(["&", "|"])
_SUBDOMAINS = frozenset(["any", "not any"])


def parse(text: str, what: str, names: Collection[str]) -> Any:
    """Return the value of a literal, with :class:`~.literal.Named` for names.

    :param what: it is called in the message
    :raise BadRequest: it is none; says which names there are
    """
    try:
        return literal.parse(text, what, names)
    except BadRequest as exc:
        if exc.code != codes.INVALID_LITERAL:
            raise
        there = ", ".join(names) or "none yet"
        raise BadRequest(
            f"{what}: not a literal of Python or JSON with names of parameters "
            f"({there}); texts are in quotes.",
            codes.INVALID_LITERAL,
        ) from exc


def names(value: Any) -> Iterator[str]:
    """Give the names in a value, some of them twice."""
    if isinstance(value, Named):
        yield value.name
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from names(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from names(item)


def filled(value: Any, values: Mapping[str, Any]) -> Any:
    """Return a value with the values of its names; all of them must be there."""
    if isinstance(value, Named):
        return values[value.name]
    if isinstance(value, Mapping):
        return {key: filled(item, values) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(item, values) for item in value]
    return value


def filled_object(
    template: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an object, without the keys whose values have a name that has none."""
    return {
        key: filled(item, values)
        for key, item in template.items()
        if _is_known(item, values)
    }


def filled_domain(domain: Any, values: Mapping[str, Any]) -> list[Any]:
    """Return a domain, without the conditions that have a name that has no value.

    They are left out of ``&`` and ``|`` alike: of ``['|', A, B]`` without ``B``, ``A``
    is left. A condition on lines of which all conditions are left out is so itself.
    """
    items = iter(domain)
    result: list[Any] = []
    while True:
        try:
            result.extend(_term(items, values))
        except StopIteration:
            return result


def _term(items: Iterator[Any], values: Mapping[str, Any]) -> list[Any]:
    """Return the next operand, nothing where all of it is left out."""
    item = next(items)
    if item == "!":
        operand = _term(items, values)
        return [item, *operand] if operand else []
    if isinstance(item, str) and item in _BINARY:
        first, second = _term(items, values), _term(items, values)
        return [item, *first, *second] if first and second else first or second
    return _condition(item, values)


def _condition(item: Any, values: Mapping[str, Any]) -> list[Any]:
    if not isinstance(item, (list, tuple)) or len(item) != 3:
        return [item]  # told when the domain is checked
    path, operator, value = item
    if operator in _SUBDOMAINS and isinstance(value, (list, tuple)):
        below = filled_domain(value, values)
        return [(path, operator, below)] if below or not value else []
    return [(path, operator, filled(value, values))] if _is_known(value, values) else []


def _is_known(value: Any, values: Mapping[str, Any]) -> bool:
    return all(name in values for name in names(value))
