"""A question that is asked of small and of large tables."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Reads(Enum):
    """How much a question makes PostgreSQL look at."""

    PAGE = "as much as it gives, whatever there is"
    WHOLE = "all that it is about, once"


@dataclass(frozen=True)
class Case:
    """One question.

    :param work: asks it, and returns the number of rows that it is about
    :param more: statements that it takes on a large table beside those on a small one
    """

    name: str
    work: Callable[[], int]
    more: int = 0
    reads: Reads = Reads.PAGE
