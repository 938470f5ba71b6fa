"""What clients of older Odoo servers ask for, and no others."""

from dataclasses import dataclass
from typing import ClassVar

from .operation import ModelOperation, Operation, Read


@dataclass(frozen=True, slots=True)
class Version(Operation):
    """Ask for the version of the server, without a credential."""

    verb: ClassVar[str] = "version"


@dataclass(frozen=True, slots=True)
class Demo(Operation):
    """Ask a demonstration server how to connect, without a credential."""

    verb: ClassVar[str] = "demo"


@dataclass(frozen=True, slots=True)
class ReadExisting(Read):
    """Read those of the records that exist; at least one of them must."""

    verb: ClassVar[str] = "read_existing"


@dataclass(frozen=True, slots=True)
class HasAccess(ModelOperation):
    """Tell whether the user has rights on a model.

    :param modes: of ``read``, ``write``, ``create`` and ``unlink``
    """

    verb: ClassVar[str] = "has_access"

    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckAccess(HasAccess):
    """Refuse a user who has not all of these rights on a model."""

    verb: ClassVar[str] = "check_access"
