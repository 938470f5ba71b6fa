"""How an upsert finds records: by values of fields, or by external ids.

========= ====================================================================
fields    names, separated by commas: of stored fields that have one plain value,
          which the credential may read and write
``xmlid`` the key ``xmlid`` of an item, ``module.name``, or a name alone in
          :data:`MODULE`
========= ====================================================================

Archived records count: to make a second one with the key of an archived record is
seldom what is meant.
"""

import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from odoo.fields import Domain, Field
from odoo.models import BaseModel

from ...core import codes
from ...core.codes import Code
from ...core.errors import BadRequest
from ...core.grant import CREATE, READ, UPDATE
from ..access import Access
from . import write_locks
from .values import ValuesReader, is_writable

Key = tuple[Any, ...]
XMLID = "xmlid"
# Of external ids that clients give without one.
MODULE = "__restapi__"
MAX_FIELDS = 8
KEY_TYPES = frozenset(
    "boolean char date datetime integer many2one selection text".split()
)
_XMLID = re.compile(r"(?:([A-Za-z0-9_]{1,64})\.)?([A-Za-z0-9_-]{1,128})")


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

    def turn(self, key: Key) -> write_locks.Key:
        """Return whose turn it is to make a record of this key."""
        return write_locks.of_value(self.model._name, self._turn_value(key))

    @abstractmethod
    def _turn_value(self, key: Key) -> str:
        """Return the same for equal keys, however the client has ordered them."""


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

    def _turn_value(self, key: Key) -> str:
        return repr(sorted(zip(self.names, map(str, key), strict=True)))


class XmlidMatch(Match):
    """By external ids."""

    def __init__(self, model: BaseModel, access: Access) -> None:
        super().__init__(model, access)
        # sudo: names of external ids, which are the client's own keys; records are
        # read and written with the rights of the user and the credential.
        self._data = model.env["ir.model.data"].sudo()

    def _key(
        self, reader: ValuesReader, item: Mapping[str, Any], pointer: str
    ) -> Key | None:
        text = item.get(XMLID)
        match = _XMLID.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            reader.error(
                f"{pointer}/{XMLID}",
                codes.MISSING_KEY if text is None else codes.INVALID_VALUE,
                'xmlid needs a text like "shop.product_17": letters, digits, _ and -.',
            )
            return None
        return match[1] or MODULE, match[2]

    def find(
        self, reader: ValuesReader, keys: Mapping[int, Key]
    ) -> dict[int, BaseModel]:
        known = self._known(keys.values())
        name = self.model._name
        ids = {id_ for model, id_ in known.values() if model == name}
        everybody = self.model.with_context(active_test=False)
        readable = Domain("id", "in", ids) & self.access.domain(name, READ)
        seen = self.model.browse(everybody.search(readable, order="id")._ids)
        by_id = {record.id: record for record in seen}
        reserved = self._modules({key[0] for key in keys.values() if key not in known})
        records = {}
        for position, key in keys.items():
            model, id_ = known.get(key, (None, None))
            if model is None and key[0] not in reserved:
                records[position] = self.model.browse()
            elif id_ in by_id and model == name:
                records[position] = by_id[id_]
            else:
                code, message = self._mistake(key, model)
                reader.error(f"/{position}/{XMLID}", code, message)
        return records

    def _mistake(self, key: Key, model: str | None) -> tuple[Code, str]:
        text = ".".join(key)
        if model is None:
            message = (
                f"{key[0]} is a module of Odoo, which alone makes external ids of its "
                "own; use another word before the dot."
            )
            return codes.RESERVED_XMLID, message
        if model != self.model._name:
            return codes.OTHER_MODEL, f"{text} is a record of another model."
        return codes.MISSING_RECORD, f"There is no {model} {text} any more."

    def _known(self, keys: Iterable[Key]) -> dict[Key, tuple[str, int]]:
        """Return model and id of those external ids that there are."""
        names: dict[str, list[str]] = defaultdict(list)
        for module, name in keys:
            names[module].append(name)
        domain = Domain.OR(
            Domain("module", "=", module) & Domain("name", "in", found)
            for module, found in names.items()
        )
        rows = self._data.search_fetch(domain, ["module", "name", "model", "res_id"])
        return {(row.module, row.name): (row.model, row.res_id) for row in rows}

    def _modules(self, names: set[str]) -> set[str]:
        """Return those of the names that are modules of Odoo."""
        # sudo: names of modules, installed or not, which are no secret.
        modules = self.model.env["ir.module.module"].sudo()
        return set(modules.search([("name", "in", list(names))]).mapped("name"))

    def values(self, item: Mapping[str, Any], record: BaseModel) -> Mapping[str, Any]:
        return {name: value for name, value in item.items() if name != XMLID}

    def remember(self, records: BaseModel, keys: Iterable[Key]) -> None:
        # Updates of modules, which delete what they do not know, leave them alone.
        self._data.create(
            [
                {
                    "module": module,
                    "name": name,
                    "model": records._name,
                    "res_id": id_,
                    "noupdate": True,
                }
                for id_, (module, name) in zip(records._ids, keys, strict=True)
            ]
        )

    def _turn_value(self, key: Key) -> str:
        return ".".join(key)


def of(model: BaseModel, names: Sequence[str], access: Access) -> Match:
    """Return what the names in ``match`` say.

    :raise BadRequest, Forbidden: records cannot be found by this
    """
    if tuple(names) == (XMLID,):
        return XmlidMatch(model, access)
    return FieldMatch(model, access, names)


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
