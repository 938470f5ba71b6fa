"""Arguments of method calls: whatever is in them, no domain goes round the rules.

Methods hand domains on under many names. So every list that could be a condition is
looked at, however deep it is, for what a search would refuse.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .domain import MAX_DOTS
from .errors import BadRequest

# Odoo does not apply record rules to what they look into.
BYPASSING = frozenset(["any!", "not any!"])
CONDITION = 3


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
            f"domain: unknown operator '{operator[:20]}'.", "unknown_operator"
        )
    if isinstance(path, str) and path.count(".") > MAX_DOTS and " " not in path:
        raise BadRequest(
            f"domain: {path[:80]} has more than {MAX_DOTS} dots.", "too_deep"
        )


def _check_text(text: str) -> None:
    """Refuse such an operator in a text that a method would evaluate."""
    if text.lstrip().startswith("[") and "any!" in text.lower():
        raise BadRequest("domain: unknown operator 'any!'.", "unknown_operator")
