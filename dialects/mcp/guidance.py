"""What a language model is told of a mistake: the sentence, and what to do next."""

from collections.abc import Mapping
from typing import Any

from ...core.errors import Problem

_MAX_DETAILS = 20
_MAX_CHARACTERS = 4_000
_DESCRIBE = "Call describe_model for the names and types of the fields, then try again."
_LIST = "Call list_models for the models that you may use."
_LIMITED = (
    "Your credential does not allow this, so do not try the same again. Go on without "
    "it, or tell the person whom you work for what you would need."
)
_SEARCH = "Call search_records for records that there are."
_CORRECT = "Correct the values, and try again."
_AGAIN = "Nothing was done. Try the same again in a moment."
# By the code of an error.
_NEXT: Mapping[str, str] = {
    "unknown_model": _LIST,
    "unknown_field": _DESCRIBE,
    "invalid_fields": _DESCRIBE,
    "not_relational": _DESCRIBE,
    "invalid_domain": _DESCRIBE,
    "invalid_order": _DESCRIBE,
    "invalid_groupby": _DESCRIBE,
    "invalid_aggregate": _DESCRIBE,
    "invalid_values": f"{_CORRECT} {_DESCRIBE}",
    "validation_error": _CORRECT,
    "user_error": (
        "This is a rule of Odoo: correct what it names, or tell the person whom you "
        "work for."
    ),
    "unprocessable": _CORRECT,
    "missing_record": _SEARCH,
    "insufficient_scope": _LIMITED,
    "method_not_named": _LIMITED,
    "method_access": _LIMITED,
    "access_error": (
        "The user whom you act for may not do this, so do not try the same again. Tell "
        "the person whom you work for what you would need."
    ),
    "unknown_method": "Do not guess names of methods.",
    "unknown_report": (
        "Search the model ir.actions.report for the reports of this model, if you may."
    ),
    "too_large": "Ask for fewer records or fields at once.",
    "field_failed": "Leave this field out, and try again.",
    "not_expressible": "Leave this field out, and try again.",
    "concurrent_update": _AGAIN,
    "unavailable": _AGAIN,
}


def told(problem: Problem) -> str:
    """Return the text of a tool error."""
    lines = [problem.message, *_mistakes(problem.details)]
    text = "\n".join(line for line in lines if line)[:_MAX_CHARACTERS]
    next_ = _NEXT.get(problem.code)
    return f"{text}\n{next_}" if next_ else text


def _mistakes(details: Any) -> list[str]:
    """Return a line for each of several mistakes."""
    if not isinstance(details, list):
        return []
    lines = [
        f"- {each['pointer']}: {each['message']}"
        for each in details[:_MAX_DETAILS]
        if isinstance(each, Mapping) and {"pointer", "message"} <= each.keys()
    ]
    more = len(details) - _MAX_DETAILS
    return [*lines, f"- and {more} more"] if more > 0 else lines
