"""Several changes of a record, told as one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from .change import UPDATE
from .feed import Entry


@dataclass(slots=True)
class Merged:
    """What several changes have made of a record.

    :param is_touched: whether one of them has written no field that is named
    """

    operation: str
    at: datetime
    fields: set[str] = field(default_factory=set)
    is_touched: bool = False

    def add(self, entry: Entry) -> None:
        self.at = max(self.at, entry.at)
        if entry.operation != UPDATE:
            self.operation = entry.operation
            return
        # What is created stays that, and so does what is deleted: Odoo lets a record be
        # written that was there a moment ago.
        self.fields.update(filter(None, entry.fields.split(",")))
        self.is_touched = self.is_touched or not entry.fields


Found = dict[tuple[str, int], Merged]


def merged(entries: Iterable[Entry]) -> Found:
    """Return the changes by model and id, in the order in which each first was."""
    found: Found = {}
    for entry in entries:
        key = entry.model, entry.res_id
        if key not in found:
            found[key] = Merged(entry.operation, entry.at)
        found[key].add(entry)
    return found
