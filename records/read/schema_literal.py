"""Response schemas as administrators write them: Python tuples or JSON lists.

::

    ('id', 'name', 'user_id',
     ('partner_id', ('id', 'name')),                # many2one
     ('order_line', [('id', 'name')]))              # one2many, many2many

Whether a nested list belongs to a many2one or to an x2many is the field's
matter, so ``["partner_id", ["id", "name"]]`` and ``('order_line', ('id',))``
work as well, and so does a forgotten comma, ``('state_id', ('code'))``.
"""

from collections.abc import Sequence
from typing import Any

from odoo.models import BaseModel

from ...core import codes, literal
from ...core.errors import BadRequest
from ...core.schema import MAX_DEPTH, Node
from ..field_names import known_field


def parse(model: BaseModel, text: str) -> Node:
    """Read a schema from its text.

    :raise BadRequest: not a literal, or with the path of what is wrong
    """
    return node(model, literal.parse(text, "schema"))


def node(model: BaseModel, value: Any) -> Node:
    """Read a schema from the literal it is; raises as :func:`parse`."""
    return Node("", _fields(model, value, "", 0))


def _fields(model: BaseModel, value: Any, path: str, depth: int) -> tuple[Node, ...]:
    if depth > MAX_DEPTH:
        raise BadRequest(f"{path}: deeper than {MAX_DEPTH} levels.", codes.TOO_DEEP)
    nodes = (_node(model, item, path, depth) for item in _unwrapped(model, value, path))
    return tuple({node.name: node for node in nodes}.values())


def _node(model: BaseModel, item: Any, path: str, depth: int) -> Node:
    if isinstance(item, str):
        return Node(known_field(model, item, path + item).name)
    if not _is_sequence(item) or len(item) != 2 or not isinstance(item[0], str):
        raise BadRequest(
            f"{path or 'schema'}: a field's name, or a pair of a name and the fields "
            "below it, is expected.",
            codes.INVALID_SCHEMA,
        )
    name, below = item
    field = known_field(model, name, path + name)
    if not field.relational:
        raise BadRequest(
            f"{path}{name}: a {field.type} field has no fields below it.",
            codes.NOT_RELATIONAL,
        )
    comodel = model.env[field.comodel_name]
    return Node(name, _fields(comodel, below, f"{path}{name}.", depth + 1))


def _unwrapped(model: BaseModel, value: Any, path: str) -> Sequence[Any]:
    """Return the sequence of fields, without the ``[…]`` of an x2many."""
    if isinstance(value, str):
        return (value,)
    if not _is_sequence(value):
        raise BadRequest(
            f"{path or 'schema'}: a list of fields is expected.", codes.INVALID_SCHEMA
        )
    wrapped = isinstance(value, list) and len(value) == 1 and _is_sequence(value[0])
    if wrapped and not _is_pair(model, value[0]):
        return value[0]
    return value


def _is_pair(model: BaseModel, item: Sequence[Any]) -> bool:
    """Tell ``('partner_id', (…))`` from the fields of a wrapped list.

    ``('product_id', ('tax_ids', (…)))`` is two fields when ``tax_ids`` is one of
    the same model: then it is the second that is the pair.
    """
    if len(item) != 2 or not isinstance(item[0], str) or not _is_sequence(item[1]):
        return False
    field = model._fields.get(item[0])
    return bool(field and field.relational) and not _is_pair(model, item[1])


def _is_sequence(value: Any) -> bool:
    return isinstance(value, (list, tuple))
