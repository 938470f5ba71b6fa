"""Endpoints without code: what an administrator has defined, ready to be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .accepted import Accepted
from .grant import CREATE, EXECUTE, READ, UPDATE, Grant
from .grant import NOTHING as NO_GRANT
from .parameter import Parameter

LIST = "list"
RECORD = "read"
NEW = "create"
CHANGE = "update"
CALL = "call"
NO_VALUES = Accepted()
# The right on the model that each takes.
RIGHTS = {LIST: READ, RECORD: READ, NEW: CREATE, CHANGE: UPDATE, CALL: EXECUTE}
# How each is asked for; a call also by the method of its records.
METHODS = {
    LIST: ("GET", "QUERY"),
    RECORD: ("GET",),
    NEW: ("POST",),
    CHANGE: ("PATCH", "PUT"),
    CALL: ("POST",),
}
PAGING = ("limit", "offset", "cursor", "count")


@dataclass(frozen=True)
class Endpoint:
    """An endpoint without code.

    :param id: of its record, which has the words for people
    :param address: below ``/api/x``, like ``v1/open-orders``
    :param actions: what it does, of :data:`RIGHTS`
    :param fields: the tree of an answer, in the native spelling
    :param domain: a template, see :mod:`.template`, as the three that follow
    :param create_values: given to new records
    :param update_values: given to records that are changed
    :param arguments: of the method that is called
    :param order: ``None`` for the model's own
    :param parameters: of each action, those that its templates name
    :param is_of_records: the method is one of records
    :param groups: ids of groups whose members may use it; ``None`` for everybody
    :param credentials: those that may use it, as ``model,id``; ``None`` for all
    :param opened: those that may do what it does, whatever else they allow
    :param does: what that is
    :param mistake: why it does not work, a sentence; empty where it does
    """

    id: int
    address: str
    model: str
    actions: frozenset[str] = frozenset()
    fields: str = ""
    domain: Any = ()
    create_values: Mapping[str, Any] = field(default_factory=dict)
    update_values: Mapping[str, Any] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    order: str | None = None
    page_size: int = 0
    max_page_size: int = 0
    parameters: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)
    accepted: Accepted = NO_VALUES
    removes_lines: bool = False
    method: str = ""
    is_of_records: bool = False
    groups: frozenset[int] | None = frozenset()
    credentials: frozenset[str] | None = frozenset()
    opened: frozenset[str] = frozenset()
    does: Grant = NO_GRANT
    mistake: str = ""

    def has_ids(self, action: str) -> bool:
        """Tell whether an action is at the address of records."""
        return action in (RECORD, CHANGE) or (action == CALL and self.is_of_records)

    def methods(self, *, has_ids: bool) -> list[str]:
        """Return the HTTP methods of the address, or of that of its records."""
        return sorted(
            method
            for action in self.actions
            if self.has_ids(action) == has_ids
            for method in METHODS[action]
        )
