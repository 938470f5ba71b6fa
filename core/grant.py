"""What a credential allows: never more than its user may do, often less.

The service asks before it touches a model, at every level of a tree, through
:class:`~.access.Access`. Odoo's own access rights apply all the same, after this.

============= ===============================================================
:data:`FULL`  everything that the user may do
:class:`Lines` what the line of a model allows: an account's access lines, or
              the scope of a token; a line of every model counts for those that
              have none of their own
Intersection  what each of two grants allows: the scope of a token, within the
              access lines of the application that it was issued to
============= ===============================================================
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from odoo.fields import Domain

from . import codes
from .errors import Forbidden
from .refusal import SCOPE, Refusal

READ = "read"
CREATE = "create"
UPDATE = "update"
DELETE = "delete"
EXECUTE = "execute"
# Among the methods of an access line: to print the model's reports.
PRINTING = "report"
# Odoo's access modes, and the rights that they are.
MODES = {"read": READ, "write": UPDATE, "create": CREATE, "unlink": DELETE}


class Grant:
    """Everything that the user may do; a subclass takes some of it away.

    Grants are immutable and hashable.
    """

    __slots__ = ()

    def allows(self, model: str, right: str) -> bool:
        """Tell whether the credential has ``right`` on some records of ``model``.

        :param model: technical name
        :param right: one of the five constants of this module
        """
        return True

    def names(self, model: str, right: str) -> bool:
        """Tell whether the credential has ``right`` on this very model by name."""
        return True

    def allows_method(self, model: str, method: str) -> bool:
        """Tell whether ``method`` may be called on ``model``."""
        return True

    def names_method(self, model: str, method: str) -> bool:
        """Tell whether the credential is about this very method."""
        return True

    def named_methods(self) -> frozenset[tuple[str | None, str]]:
        """Return the methods that the credential is about, each with its model.

        The model is ``None`` for every one that has no line of its own. A credential
        without limits is about none.
        """
        return frozenset()

    def allows_field(self, model: str, field: str, right: str) -> bool:
        """Tell whether a field may be read or written."""
        return True

    def allows_every_field(self, model: str, right: str) -> bool:
        """Tell whether all fields may be read or written, also those to come."""
        return True

    def domain(self, model: str, right: str) -> Domain:
        """Return which records of ``model`` the credential has ``right`` on."""
        return Domain.TRUE

    def at(self, endpoint: str, does: "Grant") -> "Grant":
        """Return what the credential allows at an endpoint without code.

        :param endpoint: its address
        :param does: what that does, for credentials that it was opened to
        """
        return self

    def check(self, model: str, right: str) -> None:
        """Refuse what is not allowed.

        :raise Forbidden: the message names the model and the right
        """
        if not self.allows(model, right):
            raise Forbidden(
                f"The credential does not allow to {right} {model}.",
                codes.INSUFFICIENT_SCOPE,
                refusal=Refusal(SCOPE, model, right),
            )


FULL = Grant()
_EVERYTHING = frozenset([READ, CREATE, UPDATE, DELETE, EXECUTE])


@dataclass(frozen=True, slots=True)
class Line:
    """Rights on one model, or on every model that has no line of its own.

    :param rights: of the five constants of this module
    :param model: technical name; ``None`` for every model
    :param fields: those that may be read and written; ``None`` for all
    :param methods: those that may be called; ``None`` for all
    :param domain: the records that it is about
    :param by_name: those of the rights that were given to this very model; ``None``
        for all of them
    """

    rights: frozenset[str]
    model: str | None = None
    fields: frozenset[str] | None = None
    methods: frozenset[str] | None = None
    domain: Domain = Domain.TRUE
    by_name: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Lines(Grant):
    """What the line of a model allows; nothing, where there is none.

    :param endpoints: addresses of the endpoints without code that it opens
    :raise ValueError: two lines of one model
    """

    lines: tuple[Line, ...]
    endpoints: frozenset[str] = frozenset()
    _by_model: Mapping[str | None, Line] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        by_model = {line.model: line for line in self.lines}
        if len(by_model) < len(self.lines):
            raise ValueError("There is more than one line of a model.")
        object.__setattr__(self, "_by_model", by_model)

    def _line(self, model: str, right: str) -> Line | None:
        line = self._by_model.get(model) or self._by_model.get(None)
        return line if line and right in line.rights else None

    def allows(self, model: str, right: str) -> bool:
        return self._line(model, right) is not None

    def names(self, model: str, right: str) -> bool:
        line = self._by_model.get(model)
        if line is None:
            return False
        return right in (line.rights if line.by_name is None else line.by_name)

    def allows_method(self, model: str, method: str) -> bool:
        line = self._line(model, EXECUTE)
        return line is not None and (line.methods is None or method in line.methods)

    def names_method(self, model: str, method: str) -> bool:
        line = self._line(model, EXECUTE)
        return line is not None and method in (line.methods or ())

    def named_methods(self) -> frozenset[tuple[str | None, str]]:
        return frozenset(
            (line.model, method)
            for line in self.lines
            if EXECUTE in line.rights
            for method in line.methods or ()
        )

    def allows_field(self, model: str, field: str, right: str) -> bool:
        line = self._line(model, right)
        return line is not None and (
            field == "id" or line.fields is None or field in line.fields
        )

    def allows_every_field(self, model: str, right: str) -> bool:
        line = self._line(model, right)
        return line is not None and line.fields is None

    def domain(self, model: str, right: str) -> Domain:
        line = self._line(model, right)
        return line.domain if line else Domain.FALSE

    def at(self, endpoint: str, does: Grant) -> Grant:
        return does if endpoint in self.endpoints else self


# Of those who have shown no credential.
NOTHING = Lines(())


@dataclass(frozen=True, slots=True)
class Intersection(Grant):
    """What each of two grants allows."""

    first: Grant
    second: Grant

    def allows(self, model: str, right: str) -> bool:
        return self.first.allows(model, right) and self.second.allows(model, right)

    def names(self, model: str, right: str) -> bool:
        return self.first.names(model, right) and self.second.names(model, right)

    def allows_method(self, model: str, method: str) -> bool:
        return self.first.allows_method(model, method) and self.second.allows_method(
            model, method
        )

    def names_method(self, model: str, method: str) -> bool:
        return self.allows_method(model, method) and (
            self.first.names_method(model, method)
            or self.second.names_method(model, method)
        )

    def named_methods(self) -> frozenset[tuple[str | None, str]]:
        both = self.first.named_methods() | self.second.named_methods()
        # Every model that has no line of its own is as one without a name.
        return frozenset(
            (model, method)
            for model, method in both
            if self.allows_method(model or "", method)
        )

    def allows_field(self, model: str, field: str, right: str) -> bool:
        return self.first.allows_field(model, field, right) and (
            self.second.allows_field(model, field, right)
        )

    def allows_every_field(self, model: str, right: str) -> bool:
        return self.first.allows_every_field(
            model, right
        ) and self.second.allows_every_field(model, right)

    def domain(self, model: str, right: str) -> Domain:
        return self.first.domain(model, right) & self.second.domain(model, right)

    def at(self, endpoint: str, does: Grant) -> Grant:
        return intersection(
            self.first.at(endpoint, does), self.second.at(endpoint, does)
        )


def from_lines(found: Iterable[Line], endpoints: frozenset[str] = frozenset()) -> Grant:
    """Return what some lines allow, at most one of each model.

    :param endpoints: addresses of the endpoints without code that are open as well
    """
    found = tuple(found)
    return FULL if found == (Line(_EVERYTHING),) else Lines(found, endpoints)


def intersection(first: Grant, second: Grant) -> Grant:
    """Return what each of two grants allows."""
    if first is FULL:
        return second
    return first if second is FULL else Intersection(first, second)
