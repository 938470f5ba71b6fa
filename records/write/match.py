"""How an upsert finds records: by values of fields, or by external ids.

========= ====================================================================
fields    names, separated by commas: of stored fields that have one plain value,
          which the credential may read and write (:mod:`.field_match`)
``xmlid`` the key ``xmlid`` of an item, ``module.name``, or a name alone, of no module
          (:mod:`.xmlid_match`)
========= ====================================================================

Archived records count: to make a second one with the key of an archived record is
seldom what is meant.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from odoo.models import BaseModel

from ...core import codes
from ..access import Access
from . import write_locks
from .values import ValuesReader

Key = tuple[Any, ...]


class Match(ABC):
    """What the records of one request are found by.

    :param model: whose records
    :param access: what the request may touch
    :raise BadRequest, Forbidden: they cannot be found by this
    """

    def __init__(self, model: BaseModel, access: Access) -> None:
        self.model = model
        self.access = access

    def keys(
        self, reader: ValuesReader, items: Sequence[Any], first: int
    ) -> dict[int, Key]:
        """Return the key of each item by its position; mistakes are the reader's.

        :param first: the position of the first item
        """
        found: dict[int, Key] = {}
        seen: dict[Key, int] = {}
        for position, item in enumerate(items, first):
            key = self._checked_key(reader, item, f"/{position}")
            if key is None:
                continue
            if key in seen:
                reader.error(
                    f"/{position}",
                    codes.DUPLICATE,
                    f"The item {seen[key]} of this list has the same key.",
                )
                continue
            seen[key] = position
            found[position] = key
        return found

    def _checked_key(self, reader: ValuesReader, item: Any, pointer: str) -> Key | None:
        if isinstance(item, Mapping):
            return self._key(reader, item, pointer)
        reader.error(
            pointer, codes.NOT_AN_OBJECT, "An object of field values is expected."
        )
        return None

    @abstractmethod
    def _key(
        self, reader: ValuesReader, item: Mapping[str, Any], pointer: str
    ) -> Key | None:
        """Return the key in an item; ``None`` after a mistake, which is collected."""

    @abstractmethod
    def find(
        self, reader: ValuesReader, keys: Mapping[int, Key]
    ) -> dict[int, BaseModel]:
        """Return the record of each key, in one statement, none where there is none.

        :param keys: by position; what is left out of the answer is a mistake
        """

    @abstractmethod
    def values(self, item: Mapping[str, Any], record: BaseModel) -> Mapping[str, Any]:
        """Return the values in an item.

        :param record: that it is about, none for a new one
        """

    @abstractmethod
    def remember(self, records: BaseModel, keys: Iterable[Key]) -> None:
        """Have new records found by their keys from now on."""

    def lock(self, key: Key) -> write_locks.Key:
        """Return the lock of those who may make a record of this key."""
        return write_locks.of_value(self.model._name, self._lock_text(key))

    @abstractmethod
    def _lock_text(self, key: Key) -> str:
        """Return the same for equal keys, however the client has ordered them."""
