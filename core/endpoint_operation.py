"""What is asked of an endpoint without code, which says itself what that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .job_operation import OwnedOperation
from .operation import Operation
from .owner import Owner


@dataclass(frozen=True, slots=True)
class ListEndpoints(OwnedOperation):
    """Name the endpoints that there are for the owner."""

    verb: ClassVar[str] = "list_endpoints"


@dataclass(frozen=True, slots=True)
class Visit(Operation):
    """Do what an endpoint does.

    :param address: below ``/api/x``
    :param arguments: values of its parameters, texts or JSON values, unchecked
    :param owner: whose the request is
    :param ids: of the records that it is about; none for the endpoint itself
    """

    verb: ClassVar[str] = "visit"

    address: str
    arguments: Mapping[str, Any]
    owner: Owner
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitList(Visit):
    """Read a page of records.

    :param limit: ``None`` for the endpoint's own
    :param cursor: as of a :class:`~.walk_operation.Walk`; ``None`` for no walk
    :param count: how exactly, as of a :class:`~.operation.Search`
    """

    limit: int | None = field(default=None, kw_only=True)
    offset: int = field(default=0, kw_only=True)
    cursor: str | None = field(default=None, kw_only=True)
    count: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class VisitRecord(Visit):
    """Read a record."""


@dataclass(frozen=True, slots=True)
class VisitPost(Visit):
    """Create records, or call a method.

    :param body: a JSON value, unchecked
    :param minimal: give back ids alone
    """

    body: Any = field(default=None, kw_only=True)
    minimal: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class VisitChange(VisitPost):
    """Change records.

    :param tags: versions that a record may be in, see :class:`~.versions.Sent`
    """

    tags: frozenset[str] = field(default=frozenset(), kw_only=True)
