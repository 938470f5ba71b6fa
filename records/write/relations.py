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

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from odoo.fields import Command, Field
from odoo.models import BaseModel

from ...core.grant import CREATE, DELETE, UPDATE
from .. import powerful
from ..access import Access
from . import commands, present
from .to_many import ToMany

if TYPE_CHECKING:
    from .values import ValuesReader

DELETION = "_delete"


def read(
    reader: "ValuesReader", model: BaseModel, field: Field, value: Any, pointer: str
) -> Any:
    """Return the value of a relational field of the records ``model``.

    :raise ValueError: it is none; mistakes below it are collected
    """
    relation = ToMany(model, field)
    if field.type == "many2one":
        empty = value in (None, False)
        return False if empty else reader.links.id_of(relation.comodel, value, pointer)
    _check_other_side(reader.access, relation, pointer)
    if value in (None, False):
        value = []
    if isinstance(value, Mapping) and "replace" in value:
        return _replaced(reader, relation, value, pointer)
    if not isinstance(value, (list, tuple)):
        raise ValueError("needs a list.")
    if value and all(map(commands.is_command, value)):
        return [
            commands.read(reader, relation, command, f"{pointer}/{position}")
            for position, command in enumerate(value)
        ]
    return _LISTS[field.type](reader, relation, value, pointer)


def _check_other_side(access: Access, relation: ToMany, pointer: str) -> None:
    """Ask for the same links as a field of a model that is reached by name.

    The users of a company are the companies of a user.

    :raise Forbidden: the credential may not change that
    """
    if relation.has_lines or not access.is_limited:
        return
    model = relation.parents
    for inverse in model.pool.field_inverses[relation.field]:
        comodel = model.env[inverse.model_name]
        if powerful.reason(comodel, UPDATE):
            access.check(comodel._name, UPDATE)
            access.check_field(comodel, inverse.name, UPDATE, pointer)


def _replaced(
    reader: "ValuesReader", relation: ToMany, value: Mapping[str, Any], pointer: str
) -> list[Any]:
    """Read ``{"replace": items}``: lines that are not named go.

    :raise ValueError: it is not for one record
    """
    items, field = value["replace"], relation.field
    if set(value) != {"replace"} or not isinstance(items, (list, tuple)):
        raise ValueError('needs a list, or {"replace": [items]}.')
    if len(relation.parents) > 1:
        raise ValueError('takes {"replace": [items]} for one record alone.')
    read_items = _LISTS[field.type](reader, relation, items, f"{pointer}/replace")
    if not relation.has_lines:
        return read_items
    named = {command[1] for command in read_items}
    everybody = relation.parents.with_context(active_test=False)
    gone = [id_ for id_ in everybody[field.name]._ids if id_ not in named]
    for id_ in gone:
        reader.named.need(relation.comodel, DELETE, id_)
    return [*read_items, *map(Command.delete, gone)]


def _one2many(
    reader: "ValuesReader", relation: ToMany, items: Sequence[Any], pointer: str
) -> list[Any]:
    return [
        _line(reader, relation, item, f"{pointer}/{position}")
        for position, item in enumerate(items)
    ]


def _line(reader: "ValuesReader", relation: ToMany, item: Any, pointer: str) -> Any:
    comodel, named = relation.comodel, reader.named
    if not isinstance(item, Mapping):
        id_ = reader.links.item(comodel, item, pointer)
        named.need(comodel, UPDATE, id_)
        relation.check_moved(reader.access, pointer)
        return Command.link(id_)
    values = {k: v for k, v in item.items() if k not in ("id", DELETION)}
    if item.get("id") in (None, False):
        reader.access.check_unrestricted(comodel._name, CREATE, pointer)
        return Command.create(reader.read_new(comodel, values, pointer, relation.field))
    id_ = reader.links.item(comodel, item["id"], pointer)
    named.add_line(relation.field, id_, relation.parents, pointer)
    if item.get(DELETION) is True or (not values and reader.style.deletes_by_id):
        named.need(comodel, DELETE, id_)
        return Command.delete(id_)
    named.need(comodel, UPDATE, id_)
    if not values:
        return Command.link(id_)
    return Command.update(id_, reader.read_object(comodel.browse(id_), values, pointer))


def _many2many(
    reader: "ValuesReader", relation: ToMany, items: Sequence[Any], pointer: str
) -> list[Any]:
    comodel = relation.comodel
    updates, ids = [], []
    items = [
        item
        for item in items
        if not (isinstance(item, Mapping) and item.get(DELETION) is True)
    ]
    changed = present.changed(comodel, items, reader.style, reader.access)
    for position, item in enumerate(items):
        where = f"{pointer}/{position}"
        known = isinstance(item, Mapping) and item.get("id")
        id_ = reader.links.item(comodel, item["id"] if known else item, where)
        ids.append(id_)
        if known and changed[position]:
            reader.named.need(comodel, UPDATE, id_)
            values = reader.read_object(comodel.browse(id_), changed[position], where)
            updates.append(Command.update(id_, values))
    return [Command.set(ids), *updates]


_LISTS: Mapping[str, Callable[..., list[Any]]] = {
    "one2many": _one2many,
    "many2many": _many2many,
}
