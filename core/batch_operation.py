"""Many requests in one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .errors import Problem
from .operation import Operation, Result


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request of a batch has got.

    :param headers: those that say something of it alone
    :param body: JSON value; ``None`` where there is none
    """

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def failed(self) -> bool:
        return self.status >= 400


class Item(ABC):
    """A request of a batch; its dialect knows how it is read and written."""

    name: str

    @property
    @abstractmethod
    def independent(self) -> Operation | None:
        """Return the operation, where it does not depend on other answers.

        :raise ApiError, HTTPException: there is none
        """

    @abstractmethod
    def operation(self, answers: Mapping[str, Any]) -> Operation:
        """Return the operation, with what earlier answers have.

        :param answers: bodies by name
        :raise ApiError, HTTPException: there is none
        """

    @abstractmethod
    def answer(self, result: Result) -> Answer:
        """Return the answer to what the operation gave."""

    @abstractmethod
    def refusal(self, problem: Problem) -> Answer:
        """Return the answer to what went wrong."""


@dataclass(frozen=True, slots=True)
class Batch(Operation):
    """Execute requests in order, all of them or each by itself.

    Its result's ``value`` has an :class:`Answer` by name, for all of them; where one
    of an atomic batch has failed, for those before it as well.

    :param atomic: the first failure undoes all
    """

    verb: ClassVar[str] = "batch"

    items: tuple[Item, ...]
    atomic: bool = True

    @property
    def calls(self) -> int:
        return len(self.items)
