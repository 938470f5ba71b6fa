"""Records that an upsert finds by the values of fields."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from odoo.fields import Domain, Field
from odoo.models import BaseModel

from ...core import codes
from ...core.errors import BadRequest
from ...core.grant import CREATE, READ, UPDATE
from ..access import Access
from .match import Key, Match
from .values import ValuesReader, is_writable

MAX_FIELDS = 8
KEY_TYPES = frozenset(
    "boolean char date datetime integer many2one selection text".split()
)


class FieldMatch(Match):
    """By values of fields."""

    def __init__(self, model: BaseModel, access: Access, names: Sequence[str]) -> None:
        super().__init__(model, access)
        if len(names) > MAX_FIELDS:
            raise BadRequest(
                f"match: more than {MAX_FIELDS} fields.", codes.INVALID_MATCH
            )
        self.names = tuple(names)
        for name in names:
            self._check(name)

    def _check(self, name: str) -> None:
        where = f"match: {name[:80]}"
        field = self.access.readable_field(self.model, name, where)
        if not (field.store and field.type in KEY_TYPES and is_writable(field)):
            raise BadRequest(
                f"{where} cannot be matched by: it takes a stored field of a plain "
                "value that can be written.",
                codes.INVALID_MATCH,
            )
        if not self.access.allows_field(self.model, name, CREATE):
            self.access.check_field(self.model, name, UPDATE, where)

    def _key(
        self, reader: ValuesReader, item: Mapping[str, Any], pointer: str
    ) -> Key | None:
        key = []
        for name in self.names:
            where = f"{pointer}/{name}"
            if name not in item:
                reader.error(
                    where,
                    codes.MISSING_KEY,
                    f"{name} is matched by, so that every item needs it.",
                )
                continue
            field = self.model._fields[name]
            try:
                value = reader.value(self.model, field, item[name], where)
            except ValueError as exc:
                reader.error(where, codes.INVALID_VALUE, f"{name} {exc}")
                continue
            key.append(_plain(field, value))
        if len(key) < len(self.names):
            return None
        if all(value is None for value in key):
            where = f"{pointer}/{self.names[0]}"
            reader.error(where, codes.MISSING_KEY, "An empty value is no key.")
            return None
        return tuple(key)

    def find(
        self, reader: ValuesReader, keys: Mapping[int, Key]
    ) -> dict[int, BaseModel]:
        if not keys:
            return {}
        everybody = self.model.with_context(active_test=False)
        domain = self._domain(keys.values()) & self.access.domain(
            self.model._name, READ
        )
        # With one more than keys, some key has two.
        found = everybody.search_fetch(
            domain, self.names, limit=len(keys) + 1, order="id"
        ).with_env(self.model.env)
        by_key: dict[Key, list[int]] = defaultdict(list)
        for record in found:
            by_key[self._key_of(record)].append(record.id)
        single = {key: ids for key, ids in by_key.items() if len(ids) == 1}
        known = self.model.browse(id_ for ids in single.values() for id_ in ids)
        by_id = {record.id: record for record in known}
        records = {}
        for position, key in keys.items():
            if key not in by_key:
                records[position] = self.model.browse()
            elif key in single:
                records[position] = by_id[single[key][0]]
            else:
                reader.error(
                    f"/{position}",
                    codes.AMBIGUOUS,
                    f"Several records have this {', '.join(self.names)}: "
                    f"{', '.join(map(str, by_key[key][:5]))}, archived ones counted.",
                )
        return records

    def _domain(self, keys: Collection[Key]) -> Domain:
        """Return which records have one of the keys; few conditions, where few do."""
        columns = [set(column) for column in zip(*keys, strict=True)]
        most = max(range(len(columns)), key=lambda place: len(columns[place]))
        groups: dict[Key, set[Any]] = defaultdict(set)
        for key in keys:
            groups[key[:most] + key[most + 1 :]].add(key[most])
        others = self.names[:most] + self.names[most + 1 :]
        return Domain.OR(
            Domain.AND(
                [
                    Domain(self.names[most], "in", list(map(_searched, values))),
                    *(
                        Domain(name, "in", [_searched(value)])
                        for name, value in zip(others, rest, strict=True)
                    ),
                ]
            )
            for rest, values in groups.items()
        )

    def _key_of(self, record: BaseModel) -> Key:
        fields = self.model._fields
        return tuple(_plain(fields[name], record[name]) for name in self.names)

    def values(self, item: Mapping[str, Any], record: BaseModel) -> Mapping[str, Any]:
        if not record:
            return item
        return {name: value for name, value in item.items() if name not in self.names}

    def remember(self, records: BaseModel, keys: Iterable[Key]) -> None:
        """They have their keys among their values."""

    def _lock_text(self, key: Key) -> str:
        return repr(sorted(zip(self.names, map(str, key), strict=True)))


def _plain(field: Field, value: Any) -> Any:
    """Return a value of a field for comparison; the empty ones are one."""
    if isinstance(value, BaseModel):
        value = value.id
    if field.type in _NEVER_EMPTY:
        return _NEVER_EMPTY[field.type](value)
    return value or None


# PostgreSQL's NULL is their falsy value, also to a search.
_NEVER_EMPTY: Mapping[str, Callable[[Any], Any]] = {"boolean": bool, "integer": int}


def _searched(value: Any) -> Any:
    return False if value is None else value
