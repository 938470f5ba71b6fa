"""What an endpoint answers, before it is a response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """A value with a status of its own.

    :param status: HTTP status
    :param headers: extra ones
    """

    value: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
