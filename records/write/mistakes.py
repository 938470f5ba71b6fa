"""What is wrong with the values of a request: all of it, not just the first."""

from typing import NoReturn

from ...core import codes
from ...core.codes import Code
from ...core.errors import InvalidValues

MAX_ERRORS = 100


class Mistakes:
    """Collects mistakes, each with its JSON pointer (RFC 6901).

    :ivar errors: ``{"pointer", "code", "message"}`` each
    """

    def __init__(self) -> None:
        self.errors: list[dict[str, str]] = []
        self._mistakes = 0

    def error(self, pointer: str, code: Code, message: str) -> None:
        """Collect a mistake; those beyond :data:`MAX_ERRORS` are not looked for."""
        self.errors.append({"pointer": pointer, "code": code, "message": message})
        # Whether a required value is missing is for the model to say.
        self._mistakes += code != codes.REQUIRED
        if self._mistakes >= MAX_ERRORS:
            self.fail()

    def fail(self) -> NoReturn:
        """Raise what was collected.

        :raise InvalidValues: always
        """
        count = len(self.errors)
        first = self.errors[0]
        more = f" (and {count - 1} more)" if count > 1 else ""
        raise InvalidValues(
            f"{first['pointer'] or '/'}: {first['message']}{more}",
            details=self.errors[:MAX_ERRORS],
        )

    def conclude(self) -> None:
        """Raise what was collected, but for what the model may yet fill in."""
        if any(error["code"] != codes.REQUIRED for error in self.errors):
            self.fail()
