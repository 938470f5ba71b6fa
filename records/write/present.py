"""Values that records have already, in the form in which a dialect gives them.

Clients read a record, change a value and send all of it back. What they have not
changed is told by reading it once more: whole trees, in the statements of one answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from odoo.exceptions import UserError
from odoo.fields import Field
from odoo.models import BaseModel

from ...core.errors import ApiError
from ...core.formats import Style
from ...core.schema import Node
from ..access import Access
from ..read.columns import readable
from ..read.plan import compile_plan
from ..read.serializer import Serializer
from . import scalars

# Types of fields that count or tell the time.
MOVING = frozenset(["date", "datetime", "float", "integer", "json", "monetary"])
# Of a record as it is given in place of its id.
LABEL = frozenset(["id", "name", "display_name", "model"])
# With an id, they name a record.
_ITS_NAMES = frozenset(["id", "name", "display_name"])


def unchanged(
    records: BaseModel,
    values: Sequence[Mapping[str, Any]],
    names: Iterable[str],
    style: Style,
    access: Access,
) -> list[set[str]]:
    """Return which of some values each record has already.

    :param values: of each record, in the order of the records
    :param names: fields of the model, which are compared
    """
    nodes = [
        _node(records, name, [value[name] for value in values if name in value])
        for name in dict.fromkeys(names)
    ]
    try:
        plan = compile_plan(records, Node("", tuple(nodes)))
        # What cannot be computed was not read either.
        plan = replace(plan, tolerant=True)
        found = readable(records, plan.fetch, access.domain(records._name, "read"))
        rows = Serializer(style, access).rows(plan, found)
    except (ApiError, UserError):
        return [set() for _ in values]
    by_id = {row["id"]: row for row in rows}
    moving = {name for name in names if _moves(records._fields.get(name))}
    kept = [
        {
            name
            for name, value in given.items()
            if name in by_id.get(id_, ()) and _same(value, by_id[id_][name])
        }
        for id_, given in zip(records._ids, values, strict=True)
    ]
    # With other values of the same reading they are no wish for another one.
    return [
        same | (moving & given.keys()) if same else same
        for same, given in zip(kept, values, strict=True)
    ]


def changed(
    comodel: BaseModel, items: Sequence[Any], style: Style, access: Access
) -> list[dict[str, Any]]:
    """Return what items with an id change of the records that they name.

    What a client has read with a record, and sends back with it, is no change.
    """
    changes = [_beside_id(item) for item in items]
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
    kept = unchanged(records, values, names, style, access)
    for position, same in zip(compared, kept, strict=True):
        for name in same:
            del changes[position][name]
    return changes


def _beside_id(item: Any) -> dict[str, Any]:
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


def _moves(field: Field | None) -> bool:
    """Tell whether a value differs at each reading: it counts, or tells the time."""
    return bool(
        field is not None
        and field.type in MOVING
        and field.compute
        and field.readonly
        and not (field.store or field.inverse)
    )


def _node(model: BaseModel, name: str, values: Sequence[Any]) -> Node:
    """Return what to read of a field to compare it with values like these."""
    field = model._fields.get(name)
    items = [item for value in values for item in _items(value)]
    keys = dict.fromkeys(
        key for item in items if isinstance(item, Mapping) for key in item
    )
    if field is None or not field.relational or not keys.keys() - LABEL:
        return Node(name)
    comodel = model.env[field.comodel_name]
    below = [
        _node(comodel, key, [item[key] for item in items if key in item])
        for key in keys
        if key != "id"
    ]
    return Node(name, tuple(below))


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else (value,)


def _same(sent: Any, present: Any) -> bool:
    """Compare a value that was sent with one that is given."""
    if isinstance(sent, Mapping) and isinstance(present, Mapping):
        if not sent.keys() - LABEL and "id" in sent:
            pairs = [(sent["id"], present.get("id"))]
            pairs += [(sent[k], present.get(k)) for k in ("model",) if k in sent]
        else:
            pairs = [(value, present.get(key)) for key, value in sent.items()]
        return all(_same(*pair) for pair in pairs)
    if isinstance(sent, (list, tuple)) and isinstance(present, (list, tuple)):
        return len(sent) == len(present) and all(map(_same, sent, present))
    if isinstance(sent, Mapping) or isinstance(present, Mapping):
        # An id in place of its record.
        one, other = (_id(sent), _id(present))
        return one is not None and one == other
    if not sent and not present and not (sent == 0 and present == 0):
        return True  # null, false and an empty text are one
    return bool(sent == present)


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value
