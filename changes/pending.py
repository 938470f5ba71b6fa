"""What a transaction has changed since the last flush, merged per record.

Kept with the callbacks that run before a commit, so it is forgotten with them when a
savepoint or the transaction is rolled back.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from odoo.sql_db import BaseCursor

from .change import CREATE, DELETE, LOGGED, UPDATE, Change

_KEY = "restapi.changes"


class Pending:
    """Changes of records, one of each."""

    __slots__ = ("_models",)

    def __init__(self) -> None:
        # By model and id: an operation, or the names that an update has written.
        self._models: dict[str, dict[int, str | set[str]]] = {}

    def expect(self, model: str) -> None:
        """Tell the changes of a model before those of models that are not known yet.

        Lines are created while their parent is.
        """
        self._of(model)

    def create(self, model: str, ids: Iterable[int]) -> None:
        self._of(model).update(dict.fromkeys(ids, CREATE))

    def update(
        self, model: str, ids: Iterable[int], names: Iterable[Iterable[str]]
    ) -> None:
        """Note what was written; the names of each record.

        A record that was created or deleted is that.
        """
        known = self._of(model)
        for id_, written in zip(ids, names, strict=True):
            found = known.get(id_)
            if found is None:
                known[id_] = set(written)
            elif isinstance(found, set):
                found.update(written)

    def delete(self, model: str, ids: Iterable[int]) -> None:
        known = self._of(model)
        for id_ in ids:
            if known.get(id_) == CREATE:
                del known[id_]
            else:
                known[id_] = DELETE

    def changes(self) -> list[Change]:
        return [
            _change(model, id_, found)
            for model, known in self._models.items()
            for id_, found in known.items()
        ]

    def _of(self, model: str) -> dict[int, str | set[str]]:
        return self._models.setdefault(model, {})


def _change(model: str, id_: int, found: str | set[str]) -> Change:
    if isinstance(found, set):
        return Change(model, id_, UPDATE, frozenset(found) - LOGGED)
    return Change(model, id_, found)


def of(cr: BaseCursor, write: Callable[[list[Change]], Any]) -> Pending:
    """Return the changes of a transaction, which ``write`` gets when it is flushed."""
    data: Mapping[str, Any] = cr.precommit.data
    if _KEY not in data:
        data[_KEY] = Pending()

        def flush() -> None:
            if changes := cr.precommit.data.pop(_KEY).changes():
                write(changes)

        cr.precommit.add(flush)
    return data[_KEY]
