"""What a language model is told of a mistake: the sentence, and what to do next."""

from collections.abc import Mapping
from typing import Any

from ...core import codes
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
_NEXT: Mapping[codes.Code, str] = {
    codes.UNKNOWN_MODEL: _LIST,
    codes.UNKNOWN_FIELD: _DESCRIBE,
    codes.INVALID_FIELDS: _DESCRIBE,
    codes.NOT_RELATIONAL: _DESCRIBE,
    codes.INVALID_DOMAIN: _DESCRIBE,
    codes.INVALID_ORDER: _DESCRIBE,
    codes.INVALID_GROUPBY: _DESCRIBE,
    codes.INVALID_AGGREGATE: _DESCRIBE,
    codes.INVALID_VALUES: f"{_CORRECT} {_DESCRIBE}",
    codes.VALIDATION_ERROR: _CORRECT,
    codes.USER_ERROR: (
        "This is a rule of Odoo: correct what it names, or tell the person whom you "
        "work for."
    ),
    codes.UNPROCESSABLE: _CORRECT,
    codes.MISSING_RECORD: _SEARCH,
    codes.INSUFFICIENT_SCOPE: _LIMITED,
    codes.METHOD_NOT_NAMED: _LIMITED,
    codes.METHOD_ACCESS: _LIMITED,
    codes.ACCESS_ERROR: (
        "The user whom you act for may not do this, so do not try the same again. Tell "
        "the person whom you work for what you would need."
    ),
    codes.UNKNOWN_METHOD: "Do not guess names of methods.",
    codes.UNKNOWN_REPORT: (
        "Search the model ir.actions.report for the reports of this model, if you may."
    ),
    codes.TOO_LARGE: "Ask for fewer records or fields at once.",
    codes.FIELD_FAILED: "Leave this field out, and try again.",
    codes.NOT_EXPRESSIBLE: "Leave this field out, and try again.",
    codes.CONCURRENT_UPDATE: _AGAIN,
    codes.UNAVAILABLE: _AGAIN,
    codes.OUTCOME_UNKNOWN: "Search for what you wanted to change before you try again.",
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
