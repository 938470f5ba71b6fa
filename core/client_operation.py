"""The operation that gives a client to download."""

from dataclasses import dataclass
from typing import ClassVar

from .operation import Operation

# Languages of clients, by the ending of their files.
LANGUAGES = {"py": "Python", "ts": "TypeScript", "php": "PHP"}


@dataclass(frozen=True, slots=True)
class Client(Operation):
    """Write a client for models, as the credential may use them.

    :param language: one of :data:`LANGUAGES`
    :param models: as of an :class:`~.operation.OpenApi`
    """

    verb: ClassVar[str] = "client"

    language: str
    models: tuple[str, ...] = ()
