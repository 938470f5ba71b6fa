"""Odoo's command tuples in values: ``[[0, 0, {…}], [4, 3, 0]]``."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from odoo.fields import Command

from ...core import codes
from ...core.grant import CREATE, DELETE, UPDATE
from .to_many import ToMany

if TYPE_CHECKING:
    from .values import ValuesReader

COMMANDS = frozenset(range(7))
# What a command does to related records: to lines of a one2many, to take them
# from their record is to change or to delete them.
_WHOLE_RIGHTS = {
    Command.CREATE: (CREATE,),
    Command.CLEAR: (UPDATE, DELETE),
    Command.SET: (UPDATE, DELETE),
}
_RECORD_RIGHTS = {
    Command.UPDATE: (UPDATE,),
    Command.DELETE: (DELETE,),
    Command.LINK: (UPDATE,),
    Command.UNLINK: (UPDATE, DELETE),
}
_MOVING = frozenset([Command.LINK, Command.UNLINK, Command.CLEAR, Command.SET])
# Those that change the related record itself, of whatever field.
_CHANGING = frozenset([Command.CREATE, Command.UPDATE, Command.DELETE])


def is_command(item: Any) -> bool:
    return (
        isinstance(item, (list, tuple))
        and 1 <= len(item) <= 3
        and isinstance(item[0], int)
        and item[0] in COMMANDS
        and not (len(item) == 2 and isinstance(item[1], str))
    )


def read(
    reader: "ValuesReader", relation: ToMany, command: Sequence[Any], pointer: str
) -> Any:
    """Check a command and what is in it, and return it.

    :raise Forbidden: the credential may not do this to the related records
    """
    code = command[0]
    access, comodel = reader.access, relation.comodel
    if code in _CHANGING or relation.has_lines:
        for right in _WHOLE_RIGHTS.get(code, ()):
            access.check_unrestricted(comodel._name, right, pointer)
    if code in _MOVING and relation.has_lines:
        relation.check_moved(access, pointer)
    second, third = (*command[1:], 0, 0)[:2]
    return _READERS[code](reader, relation, second, third, pointer)


def _create(
    reader: "ValuesReader", relation: ToMany, _id: Any, values: Any, pointer: str
) -> Any:
    values = reader.read_new(relation.comodel, values, f"{pointer}/2", relation.field)
    return Command.create(values)


def _update(
    reader: "ValuesReader", relation: ToMany, sent: Any, values: Any, pointer: str
) -> Any:
    id_ = _named(reader, relation, Command.UPDATE, sent, pointer)
    record = relation.comodel.browse(id_)
    return Command.update(id_, reader.read_object(record, values, f"{pointer}/2"))


def _by_id(command: Callable[[int], Any], code: int) -> Callable[..., Any]:
    def read_id(
        reader: "ValuesReader", relation: ToMany, sent: Any, _values: Any, pointer: str
    ) -> Any:
        return command(_named(reader, relation, code, sent, pointer))

    return read_id


def _clear(
    reader: "ValuesReader", relation: ToMany, _id: Any, _values: Any, pointer: str
) -> Any:
    return Command.clear()


def _set(
    reader: "ValuesReader", relation: ToMany, _id: Any, sent: Any, pointer: str
) -> Any:
    ids = sent if isinstance(sent, (list, tuple)) else []
    if ids is not sent:
        message = "A list of ids is expected."
        reader.error(f"{pointer}/2", codes.INVALID_VALUE, message)
    return Command.set(
        [
            reader.links.item(relation.comodel, id_, f"{pointer}/2/{position}")
            for position, id_ in enumerate(ids)
        ]
    )


def _named(
    reader: "ValuesReader", relation: ToMany, code: int, sent: Any, pointer: str
) -> int:
    """Return the id in a command, and ask for what it does to the record."""
    pointer = f"{pointer}/1"
    id_ = reader.links.item(relation.comodel, sent, pointer)
    if code in _CHANGING or relation.has_lines:
        for right in _RECORD_RIGHTS[code]:
            reader.named.need(relation.comodel, right, id_)
    if code in _CHANGING and relation.has_lines:
        reader.named.add_line(relation.field, id_, relation.parents, pointer)
    return id_


_READERS: Mapping[int, Callable[..., Any]] = {
    Command.CREATE: _create,
    Command.UPDATE: _update,
    Command.DELETE: _by_id(Command.delete, Command.DELETE),
    Command.UNLINK: _by_id(Command.unlink, Command.UNLINK),
    Command.LINK: _by_id(Command.link, Command.LINK),
    Command.CLEAR: _clear,
    Command.SET: _set,
}
