"""Which requests are written down, by the setting *Requests to Log*."""

from collections.abc import Callable
from http import HTTPStatus

OFF, ERRORS, WRITES, ALL = "off", "errors", "writes", "all"

# Told by the status of the answer, and by whether the request may write.
_Decision = Callable[[int, bool], bool]
_KEEPS: dict[str, _Decision] = {
    OFF: lambda status, is_write: False,
    ERRORS: lambda status, is_write: status >= HTTPStatus.BAD_REQUEST,
    WRITES: lambda status, is_write: status >= HTTPStatus.BAD_REQUEST or is_write,
    ALL: lambda status, is_write: True,
}


def keeps(level: str, status: int, is_write: bool) -> bool:
    """Tell whether a request is written down; by errors alone at an unknown level."""
    return _KEEPS.get(level, _KEEPS[ERRORS])(status, is_write)
