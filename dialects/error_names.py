"""What the clients of a documented dialect call the errors of this addon."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.codes import Code
from ..core.errors import Problem

StatusAndName = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ErrorNames:
    """The names of one dialect: by code, else by status, else our own.

    :param codes: status and name of an error with a code
    :param statuses: those of any other with a status
    """

    codes: Mapping[Code, StatusAndName]
    statuses: Mapping[int, StatusAndName]

    def of(self, problem: Problem) -> StatusAndName:
        """Return the status and the name that a client is told."""
        return (
            self.codes.get(problem.code)
            or self.statuses.get(problem.status)
            or (problem.status, problem.code)
        )
