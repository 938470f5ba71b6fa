"""What a credential allows: never more than its user may do, often less.

The service asks before it touches a model, at every level of a tree. Odoo's
own access rights apply all the same, after this.

============ ================================================================
:data:`FULL` everything that the user may do
Lines        what at least one of some lines allows: an account's access
             lines, or the scope of a token
Both         what each of two grants allows: the scope of a token, within the
             access lines of the application that it was issued to
============ ================================================================
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from odoo.fields import Domain

from .errors import Forbidden
from .refusal import SCOPE, Refusal

READ = "read"
CREATE = "create"
UPDATE = "update"
DELETE = "delete"
EXECUTE = "execute"
# Odoo's access modes, and the rights that they are.
MODES = {"read": READ, "write": UPDATE, "create": CREATE, "unlink": DELETE}


class Grant:
    """Everything that the user may do; a subclass takes some of it away.

    Grants are immutable and hashable: they travel with an operation.
    """

    __slots__ = ()

    def allows(self, model: str, right: str) -> bool:
        """Tell whether the credential has ``right`` on some records of ``model``.

        :param model: technical name
        :param right: one of the five constants of this module
        """
        return True

    def allows_method(self, model: str, method: str) -> bool:
        """Tell whether ``method`` may be called on ``model``."""
        return True

    def allows_field(self, model: str, field: str, right: str) -> bool:
        """Tell whether a field may be read or written."""
        return True

    def domain(self, model: str, right: str) -> Domain:
        """Return which records of ``model`` the credential has ``right`` on."""
        return Domain.TRUE

    def check(self, model: str, right: str) -> None:
        """Refuse what is not allowed.

        :raise Forbidden: the message names the model and the right
        """
        if not self.allows(model, right):
            raise Forbidden(
                f"The credential does not allow to {right} {model}.",
                "insufficient_scope",
                refusal=Refusal(SCOPE, model, right),
            )


FULL = Grant()
_EVERYTHING = frozenset([READ, CREATE, UPDATE, DELETE, EXECUTE])


@dataclass(frozen=True, slots=True)
class Line:
    """Rights on one model, or on every model.

    :param rights: of the five constants of this module
    :param model: technical name; ``None`` for every model
    :param fields: those that may be read and written; ``None`` for all
    :param methods: those that may be called; ``None`` for all
    :param domain: the records that it is about
    """

    rights: frozenset[str]
    model: str | None = None
    fields: frozenset[str] | None = None
    methods: frozenset[str] | None = None
    domain: Domain = Domain.TRUE


@dataclass(frozen=True, slots=True)
class Lines(Grant):
    """What at least one line allows; nothing, where there is none."""

    lines: tuple[Line, ...]

    def _matching(self, model: str, right: str) -> Iterator[Line]:
        return (
            line
            for line in self.lines
            if line.model in (None, model) and right in line.rights
        )

    def allows(self, model: str, right: str) -> bool:
        return any(self._matching(model, right))

    def allows_method(self, model: str, method: str) -> bool:
        return any(
            line.methods is None or method in line.methods
            for line in self._matching(model, EXECUTE)
        )

    def allows_field(self, model: str, field: str, right: str) -> bool:
        return field == "id" or any(
            line.fields is None or field in line.fields
            for line in self._matching(model, right)
        )

    def domain(self, model: str, right: str) -> Domain:
        return Domain.OR(line.domain for line in self._matching(model, right))


@dataclass(frozen=True, slots=True)
class Both(Grant):
    """What each of two grants allows."""

    first: Grant
    second: Grant

    def allows(self, model: str, right: str) -> bool:
        return self.first.allows(model, right) and self.second.allows(model, right)

    def allows_method(self, model: str, method: str) -> bool:
        return self.first.allows_method(model, method) and self.second.allows_method(
            model, method
        )

    def allows_field(self, model: str, field: str, right: str) -> bool:
        return self.first.allows_field(model, field, right) and (
            self.second.allows_field(model, field, right)
        )

    def domain(self, model: str, right: str) -> Domain:
        return self.first.domain(model, right) & self.second.domain(model, right)


def lines(found: Iterable[Line]) -> Grant:
    """Return what some lines allow."""
    found = tuple(found)
    return FULL if Line(_EVERYTHING) in found else Lines(found)


def both(first: Grant, second: Grant) -> Grant:
    """Return what each of two grants allows."""
    if first is FULL:
        return second
    return first if second is FULL else Both(first, second)
