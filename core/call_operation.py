"""A call of a method whose answer tells what it gave: values, records, or a wizard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .formats import NATIVE, Style
from .operation import Call
from .schema import Node


@dataclass(frozen=True, slots=True)
class Invoke(Call):
    """Call a public method, and read the records that it returns.

    :param fields: tree of fields; ``None`` for the ids of the records alone
    """

    verb: ClassVar[str] = "invoke"

    fields: Node | None = field(default=None, kw_only=True)
    style: Style = field(default=NATIVE, kw_only=True)


@dataclass(frozen=True, slots=True)
class Pending:
    """A wizard that a method opened: what was asked for is not done without it.

    :param model: of the wizard
    :param id: of its record, where the method has made one
    :param context: what to send with it
    :param values: for a new one, as the method would fill it in
    """

    model: str
    id: int | None
    context: Mapping[str, Any]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a method gave.

    :param value: as it is; ``None`` of records
    :param ids: of the records that it returned; ``None`` where it did not
    """

    value: Any = None
    ids: tuple[int, ...] | None = None
    pending: Pending | None = None
