"""Arguments of method calls: they fit the method, and no domain goes round the rules.

Methods hand domains on under many names. So every list that could be a condition is
looked at, however deep it is, for what a search would refuse.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from inspect import BoundArguments, Parameter, Signature
from typing import Any

from ...core import codes
from ...core.errors import BadRequest
from ..read.domain import MAX_DOTS

# Odoo does not apply record rules to what they look into.
BYPASSING = frozenset(["any!", "not any!"])
CONDITION = 3


def bound(
    name: str,
    method: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
) -> BoundArguments:
    """Return the arguments of a call, as the method takes them.

    :param args: the records first
    :raise BadRequest: names what is missing, or what there is instead
    """
    signature = inspect.signature(method)
    try:
        return signature.bind(*args, **kwargs)
    except TypeError as exc:
        reason = _unknown(signature, kwargs) or f"{exc}."
        raise BadRequest(
            f"{name}: {reason} {_taken(signature)}", codes.INVALID_ARGUMENTS
        ) from exc


def named(signature: Signature) -> list[str]:
    """Return the names of arguments that a method takes, ``self`` aside."""
    return [
        parameter.name
        for parameter in list(signature.parameters.values())[1:]
        if parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    ]


def _unknown(signature: Signature, kwargs: Mapping[str, Any]) -> str | None:
    """Say which argument there is not, if that is what is wrong."""
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    known = named(signature)
    unknown = [name for name in kwargs if name not in known]
    if Parameter.VAR_KEYWORD in kinds or not unknown:
        return None
    sent = unknown[0][:50]
    near = get_close_matches(sent, known, 1)
    return f"unknown argument {sent}" + (f", did you mean {near[0]}?" if near else ".")


def _taken(signature: Signature) -> str:
    names = ", ".join(named(signature))
    return f"It takes {names}." if names else "It takes no named arguments."


def check(arguments: Iterable[Any]) -> None:
    """Refuse conditions that step round record rules, or that cost too much.

    :raise BadRequest: names the operator or the path
    """
    pending = list(arguments)
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            pending += value.values()
        elif isinstance(value, (list, tuple)):
            if len(value) == CONDITION and isinstance(value[1], str):
                _check_condition(value[0], value[1])
            pending += value
        elif isinstance(value, str):
            _check_text(value)


def _check_condition(path: Any, operator: str) -> None:
    if operator.strip().lower() in BYPASSING:
        raise BadRequest(
            f"domain: unknown operator '{operator[:20]}'.", codes.UNKNOWN_OPERATOR
        )
    if isinstance(path, str) and path.count(".") > MAX_DOTS and " " not in path:
        raise BadRequest(
            f"domain: {path[:80]} has more than {MAX_DOTS} dots.", codes.TOO_DEEP
        )


def _check_text(text: str) -> None:
    """Refuse such an operator in a text that a method would evaluate."""
    if text.lstrip().startswith("[") and "any!" in text.lower():
        raise BadRequest("domain: unknown operator 'any!'.", codes.UNKNOWN_OPERATOR)
