"""Relational values of JSON trees, as Odoo's commands.

======== =====================================================================
many2one ``3``, ``"3"``, ``{"id": 3}``, ``{"xmlid": "base.be"}``, a unique
         natural key ``{"code": "BE"}``, ``null``
one2many a list; an object with ``id`` and values updates, one without ``id``
         creates, ``{"id": 3, "_delete": true}`` deletes; ``{"id": 3}`` alone
         keeps in the native dialect, and deletes in the others; lines not named
         stay, but for ``{"replace": [items]}``
many2many a list that replaces the set; its items are as for a many2one
both     a list of Odoo's command tuples, ``[[0, 0, {…}], [4, 3, 0]]``
======== =====================================================================
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NoReturn

from odoo.exceptions import UserError
from odoo.fields import Command, Domain, Field
from odoo.models import BaseModel

from ...core import codes, json
from ...core.errors import ApiError, Forbidden
from ...core.formats import Style
from ...core.grant import CREATE, DELETE, READ, UPDATE
from ...core.refusal import SCOPE, Refusal
from .. import odoo19, powerful
from ..access import Access
from ..read import domain as domains
from . import present, scalars

Values = dict[str, Any]
COMMANDS = frozenset(range(7))
MAX_ERRORS = 100
DELETION = "_delete"
# With an id, they name a record.
_ITS_NAMES = frozenset(["id", "name", "display_name"])


class Relations(ABC):
    """Reads relational values, and remembers the records they name.

    :param access: what the request may touch; asked on every level
    :param style: of the dialect that the values are in
    """

    def __init__(self, access: Access, style: Style) -> None:
        self.access = access
        self.style = style
        self.errors: list[dict[str, str]] = []
        self._mistakes = 0
        self._ids: dict[str, dict[int, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._keys: dict[tuple[Any, ...], int | None] = {}
        self._lines: dict[Field, list[tuple[int, tuple[int, ...], str]]] = defaultdict(
            list
        )
        # Values that are accepted if the records have them: field, value, pointer.
        self._claims: dict[BaseModel, list[tuple[str, Any, str]]] = defaultdict(list)
        self._needed_of: dict[tuple[str, str], set[int]] = defaultdict(set)

    @abstractmethod
    def _object(self, model: BaseModel, values: Any, pointer: str) -> Values:
        """Read an object of values for the records ``model``, none if they are new."""

    @abstractmethod
    def _new(
        self, model: BaseModel, values: Any, pointer: str, parent: Field | None = None
    ) -> Values:
        """Read the values of a new record, a line of ``parent``."""

    def relation(self, model: BaseModel, field: Field, value: Any, pointer: str) -> Any:
        """Return the value of a relational field of the records ``model``.

        :raise ValueError: it is none; mistakes below it are collected
        """
        if field.type == "many2one":
            comodel = model.env[field.comodel_name]
            empty = value in (None, False)
            return False if empty else self._link(comodel, value, pointer)
        self._check_other_side(model, field, pointer)
        if value in (None, False):
            value = []
        if isinstance(value, Mapping) and "replace" in value:
            return self._replaced(model, field, value, pointer)
        if not isinstance(value, (list, tuple)):
            raise ValueError("needs a list.")
        if value and all(map(_is_command, value)):
            return [
                self._command(model, field, command, f"{pointer}/{position}")
                for position, command in enumerate(value)
            ]
        return _LISTS[field.type](self, model, field, value, pointer)

    def _check_other_side(self, model: BaseModel, field: Field, pointer: str) -> None:
        """Ask for the same links as a field of a model that is reached by name.

        The users of a company are the companies of a user.

        :raise Forbidden: the credential may not change that
        """
        if field.type != "many2many" or not self.access.is_limited:
            return
        for inverse in model.pool.field_inverses[field]:
            comodel = model.env[inverse.model_name]
            if powerful.reason(comodel, UPDATE):
                self.access.check(comodel._name, UPDATE)
                self.access.check_field(comodel, inverse.name, UPDATE, pointer)

    def check(self, model: BaseModel) -> None:
        """Tell records that do not exist, and lines of other records."""
        self._check_existence(model)
        self._check_ownership(model)
        self._check_claims()
        self._check_needed(model)

    def claim(self, record: BaseModel, name: str, value: Any, pointer: str) -> None:
        """Accept a value that cannot be written, if the records have it."""
        self._claims[record].append((name, value, pointer))

    def _check_claims(self) -> None:
        """Tell values that cannot be written, and are not those of the records."""
        by_model: dict[str, list[BaseModel]] = defaultdict(list)
        for records in self._claims:
            by_model[records._name].append(records)
        for claimed in by_model.values():
            ids = {id_ for records in claimed for id_ in records._ids}
            there = set(claimed[0].browse(ids).exists()._ids)
            # Those that do not exist are told already.
            known = [each for each in claimed if not there.isdisjoint(each._ids)]
            if known:
                self._check_claims_of(known)

    def _check_claims_of(self, claimed: Sequence[BaseModel]) -> None:
        """Do so for records of one model, in the statements of one reading."""
        values = [
            {name: value for name, value, _pointer in self._claims[records]}
            for records in claimed
        ]
        everything = claimed[0].browse(
            id_ for records in claimed for id_ in records._ids
        )
        pairs = zip(claimed, values, strict=True)
        sent = [each for records, each in pairs for _id in records._ids]
        names = dict.fromkeys(name for each in values for name in each)
        kept = iter(present.unchanged(everything, sent, names, self.style, self.access))
        for records in claimed:
            same = set.intersection(*(next(kept) for _id in records._ids))
            for name, _value, pointer in self._claims[records]:
                if name not in same:
                    self.error(pointer, codes.READONLY, f"{name} cannot be written.")

    def _changes(
        self, comodel: BaseModel, items: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """Return what items with an id change of the records that they name.

        What a client has read with a record, and sends back with it, is no change.
        """
        changes = [_changed_values(item) for item in items]
        compared = [
            position
            for position, change in enumerate(changes)
            if change and _is_id(items[position].get("id"))
        ]
        if not compared:
            return changes
        records = comodel.browse(int(items[position]["id"]) for position in compared)
        values = [
            {
                name: value
                for name, value in changes[position].items()
                if name in comodel._fields
            }
            for position in compared
        ]
        names = [name for value in values for name in value]
        kept = present.unchanged(records, values, names, self.style, self.access)
        for position, same in zip(compared, kept, strict=True):
            for name in same:
                del changes[position][name]
        return changes

    def error(self, pointer: str, code: str, message: str) -> None:
        """Collect a mistake; those beyond :data:`MAX_ERRORS` are not looked for."""
        self.errors.append({"pointer": pointer, "code": code, "message": message})
        # Whether a required value is missing is for the model to say.
        self._mistakes += code != codes.REQUIRED
        if self._mistakes >= MAX_ERRORS:
            self.fail()

    @abstractmethod
    def fail(self) -> NoReturn:
        """Raise what was collected."""

    def _link(self, comodel: BaseModel, value: Any, pointer: str) -> int | bool:
        """Return the id that a many2one value denotes."""
        if isinstance(value, Mapping):
            if "id" not in value:
                return self._by_key(comodel, value)
            if any(self._changes(comodel, [value])):
                raise ValueError("takes an id alone; write the related record itself.")
            value = value["id"]
            if value in (None, False):
                return False
        elif (
            isinstance(value, (list, tuple))
            and len(value) == 2
            and isinstance(value[1], str)
        ):
            value = value[0]  # ``[3, "name"]``, as some dialects give it
        try:
            id_ = scalars._integer(comodel.env, comodel._fields["id"], value)
        except ValueError:
            key = comodel._rec_name or "name"
            raise ValueError(
                f"needs the id of a {comodel._name}, or a key that one record has, "
                f'like {{"{key}": {json.dumps(str(value)[:50]).decode()}}}.'
            ) from None
        self._ids[comodel._name][id_].append(pointer)
        return id_

    def _by_key(self, comodel: BaseModel, key: Mapping[str, Any]) -> int | bool:
        if not key:
            raise ValueError("needs an id, an xmlid or a natural key.")
        if set(key) == {"xmlid"}:
            self.access.check(comodel._name, READ)
            id_ = _by_xmlid(comodel, key["xmlid"])
            self._need(comodel, READ, id_)
            return id_
        leaves = [(name, "=", value) for name, value in key.items()]
        cache_key = (comodel._name, repr(sorted(leaves)))
        if cache_key not in self._keys:
            self.access.check(comodel._name, READ)
            try:
                domain = domains.checked(comodel, leaves, self.access)
                domain &= self.access.domain(comodel._name, READ)
                with domains.comparing(comodel, domain):
                    found = comodel.search(domain, limit=2)
                count = len(found) if len(found) < 2 else comodel.search_count(domain)
            except ApiError as exc:
                raise ValueError(str(exc)) from exc
            if count != 1:
                raise ValueError(
                    f"matches {count} records of {comodel._name}, not one."
                )
            self._keys[cache_key] = found.id
        return self._keys[cache_key]

    def _one2many(
        self, parents: BaseModel, field: Field, items: Sequence[Any], pointer: str
    ) -> list[Any]:
        return [
            self._line(parents, field, item, f"{pointer}/{position}")
            for position, item in enumerate(items)
        ]

    def _replaced(
        self, parents: BaseModel, field: Field, value: Mapping[str, Any], pointer: str
    ) -> list[Any]:
        """Read ``{"replace": items}``: lines that are not named go.

        :raise ValueError: it is not for one record
        """
        items = value["replace"]
        if set(value) != {"replace"} or not isinstance(items, (list, tuple)):
            raise ValueError('needs a list, or {"replace": [items]}.')
        if len(parents) > 1:
            raise ValueError('takes {"replace": [items]} for one record alone.')
        commands = _LISTS[field.type](self, parents, field, items, f"{pointer}/replace")
        if field.type == "many2many":
            return commands
        named = {command[1] for command in commands}
        everybody = parents.with_context(active_test=False)
        gone = [id_ for id_ in everybody[field.name]._ids if id_ not in named]
        for id_ in gone:
            self._need(parents.env[field.comodel_name], DELETE, id_)
        return [*commands, *map(Command.delete, gone)]

    def _line(self, parents: BaseModel, field: Field, item: Any, pointer: str) -> Any:
        comodel = parents.env[field.comodel_name]
        if not isinstance(item, Mapping):
            id_ = self._collected(self._link, comodel, item, pointer)
            self._need(comodel, UPDATE, id_)
            self._check_moved(comodel, field, pointer)
            return Command.link(id_)
        values = {k: v for k, v in item.items() if k not in ("id", DELETION)}
        if item.get("id") in (None, False):
            self.access.check_unrestricted(comodel._name, CREATE, pointer)
            return Command.create(self._new(comodel, values, pointer, field))
        id_ = self._collected(self._link, comodel, item["id"], pointer)
        self._lines[field].append((id_, parents._ids, pointer))
        if item.get(DELETION) is True or (not values and self.style.deletes_by_id):
            self._need(comodel, DELETE, id_)
            return Command.delete(id_)
        self._need(comodel, UPDATE, id_)
        if not values:
            return Command.link(id_)
        return Command.update(id_, self._object(comodel.browse(id_), values, pointer))

    def _check_moved(self, comodel: BaseModel, field: Field, pointer: str) -> None:
        """Ask for the field of a line that says whose it is.

        :raise Forbidden: the credential may not change it
        """
        inverse = comodel._fields.get(getattr(field, "inverse_name", None) or "")
        if inverse is not None:
            self.access.check_field(comodel, inverse.name, UPDATE, pointer)

    def _many2many(
        self, parents: BaseModel, field: Field, items: Sequence[Any], pointer: str
    ) -> list[Any]:
        comodel = parents.env[field.comodel_name]
        commands, ids = [], []
        items = [
            item
            for item in items
            if not (isinstance(item, Mapping) and item.get(DELETION) is True)
        ]
        changed = self._changes(comodel, items)
        for position, item in enumerate(items):
            where = f"{pointer}/{position}"
            known = isinstance(item, Mapping) and item.get("id")
            id_ = self._collected(
                self._link, comodel, item["id"] if known else item, where
            )
            ids.append(id_)
            if known and changed[position]:
                self._need(comodel, UPDATE, id_)
                values = self._object(comodel.browse(id_), changed[position], where)
                commands.append(Command.update(id_, values))
        return [Command.set(ids), *commands]

    def _command(
        self, parents: BaseModel, field: Field, command: Sequence[Any], pointer: str
    ) -> Any:
        """Check one of Odoo's command tuples, and what is in it."""
        comodel = parents.env[field.comodel_name]
        code = command[0]
        if code == Command.CREATE or field.type == "one2many":
            for right in _WHOLE_RIGHTS.get(code, ()):
                self.access.check_unrestricted(comodel._name, right, pointer)
        if code in _MOVING and field.type == "one2many":
            self._check_moved(comodel, field, pointer)
        second = command[1] if len(command) > 1 else 0
        third = command[2] if len(command) > 2 else 0
        if code == Command.CREATE:
            return Command.create(self._new(comodel, third, f"{pointer}/2", field))
        if code == Command.CLEAR:
            return Command.clear()
        if code == Command.SET:
            ids = third if isinstance(third, (list, tuple)) else []
            if ids is not third:
                self.error(
                    f"{pointer}/2", codes.INVALID_VALUE, "A list of ids is expected."
                )
            return Command.set(
                [
                    self._collected(self._link, comodel, id_, f"{pointer}/2/{position}")
                    for position, id_ in enumerate(ids)
                ]
            )
        id_ = self._collected(self._link, comodel, second, f"{pointer}/1")
        if code in (Command.UPDATE, Command.DELETE) or field.type == "one2many":
            for right in _RECORD_RIGHTS.get(code, ()):
                self._need(comodel, right, id_)
        if code in (Command.UPDATE, Command.DELETE) and field.type == "one2many":
            self._lines[field].append((id_, parents._ids, f"{pointer}/1"))
        if code == Command.UPDATE:
            changes = self._object(comodel.browse(id_), third, f"{pointer}/2")
            return Command.update(id_, changes)
        return _BY_ID[code](id_)

    def _collected(
        self,
        read: Callable[[BaseModel, Any, str], Any],
        comodel: BaseModel,
        value: Any,
        pointer: str,
    ) -> Any:
        """Read an item of a list; its mistake has the item's own pointer."""
        try:
            result = read(comodel, value, pointer)
            if result is False:
                raise ValueError("needs a record.")
            return result
        except ValueError as exc:
            self.error(pointer, codes.INVALID_VALUE, f"This {exc}")
            return 0

    def _need(self, comodel: BaseModel, right: str, id_: int) -> None:
        """Ask for a right on one related record.

        :raise Forbidden: the credential has it on none of the model
        """
        self.access.check(comodel._name, right)
        self._needed_of[comodel._name, right].add(id_)

    def check_kept(self, records: BaseModel, right: str) -> None:
        """Refuse what has made records that are none of the credential's.

        :param records: that were written, with the lines below them
        :raise Forbidden: they, or such lines, are out of its reach now
        """
        self._check_among(records, right, records._ids)
        for (name, needed), ids in self._needed_of.items():
            if needed == UPDATE:
                self._check_among(records.env[name], needed, ids)

    def _check_needed(self, model: BaseModel) -> None:
        """Refuse related records that are not among those of the credential."""
        for (name, right), ids in self._needed_of.items():
            self._check_among(model.env[name], right, ids)

    def _check_among(self, model: BaseModel, right: str, ids: Collection[int]) -> None:
        restriction = self.access.domain(model._name, right)
        if restriction.is_true():
            return
        # sudo: which records are the credential's, whoever sees them.
        everybody = model.browse().sudo().with_context(active_test=False)
        if everybody.search_count(Domain("id", "in", ids) & restriction) < len(ids):
            raise Forbidden(
                f"The credential does not allow to {right} these {model._name}.",
                codes.INSUFFICIENT_SCOPE,
                refusal=Refusal(SCOPE, model._name, right),
            )

    def _check_existence(self, model: BaseModel) -> None:
        """Tell ids that do not exist, with one statement per model."""
        for name, pointers in self._ids.items():
            # sudo: whether a record exists, as the foreign key would tell;
            # the rights to link, write or delete it are the ORM's to check.
            found = existing(model.env[name].sudo(), pointers)
            for id_ in pointers.keys() - set(found._ids):
                for pointer in pointers[id_]:
                    self.error(
                        pointer, codes.MISSING_RECORD, f"There is no {name} {id_}."
                    )

    def _check_ownership(self, model: BaseModel) -> None:
        """Tell lines that belong to another record than the one written to."""
        known = {error["pointer"] for error in self.errors}
        for field, lines in self._lines.items():
            comodel = model.env[field.comodel_name]
            inverse = comodel._fields.get(field.inverse_name or "")
            if inverse is None or inverse.type != "many2one":
                continue
            # sudo: whose line it is; the rights to write it are the ORM's to check.
            found = existing(comodel.sudo(), [id_ for id_, _parents, _pointer in lines])
            owners = {line.id: line[inverse.name].id for line in found}
            for id_, parents, pointer in lines:
                if pointer not in known and owners.get(id_) not in parents:
                    self.error(
                        pointer,
                        codes.MISSING_RECORD,
                        f"{field.name} has no line {id_} here.",
                    )


def existing(model: BaseModel, ids: Collection[int]) -> BaseModel:
    """Return those of the records that there are, also of a model without a table."""
    if model._auto:
        return model.browse(ids).exists()
    everything = model.with_context(active_test=False)
    try:
        return everything.search(Domain("id", "in", list(ids)))
    except UserError:
        return model.browse(ids)  # some are found through their parent alone


def _by_xmlid(comodel: BaseModel, xmlid: Any) -> int:
    if not isinstance(xmlid, str) or xmlid.count(".") != 1:
        raise ValueError('needs an xmlid like "base.be".')
    model, id_ = odoo19.model_and_id(comodel.env, xmlid)
    if model != comodel._name:
        raise ValueError(f"has no {comodel._name} with the xmlid {xmlid}.")
    return id_


def _changed_values(item: Any) -> dict[str, Any]:
    """Return the values beside an id; a name alone is that of the record."""
    if not isinstance(item, Mapping) or not item.keys() - _ITS_NAMES:
        return {}
    return {key: value for key, value in item.items() if key != "id"}


def _is_id(value: Any) -> bool:
    try:
        scalars.record_id(value)
    except ValueError:
        return False
    return True


def _is_command(item: Any) -> bool:
    return (
        isinstance(item, (list, tuple))
        and 1 <= len(item) <= 3
        and isinstance(item[0], int)
        and item[0] in COMMANDS
        and not (len(item) == 2 and isinstance(item[1], str))
    )


# What a command does to related records: to lines of a one2many, to take them
# from their record is to change or to delete them.
_WHOLE_RIGHTS = {
    Command.CREATE: (CREATE,),
    Command.CLEAR: (UPDATE, DELETE),
    Command.SET: (UPDATE, DELETE),
}
_MOVING = frozenset([Command.LINK, Command.UNLINK, Command.CLEAR, Command.SET])
_RECORD_RIGHTS = {
    Command.UPDATE: (UPDATE,),
    Command.DELETE: (DELETE,),
    Command.LINK: (UPDATE,),
    Command.UNLINK: (UPDATE, DELETE),
}
_BY_ID = {
    Command.DELETE: Command.delete,
    Command.UNLINK: Command.unlink,
    Command.LINK: Command.link,
}
_LISTS = {
    "one2many": Relations._one2many,
    "many2many": Relations._many2many,
}
