"""The fields that an endpoint without code writes: which values, and which rights."""

from collections.abc import Collection, Iterable

from odoo.fields import Field
from odoo.models import BaseModel

from ..core import schema
from ..core.accepted import Accepted
from ..core.errors import BadRequest
from ..core.grant import CREATE, DELETE, UPDATE, Line, Lines
from ..core.schema import Node
from . import confidential
from .field_names import known_field
from .write.values import is_writable

# Rights and names of fields, by model.
_Found = dict[str, tuple[set[str], set[str]]]


def read(model: BaseModel, text: str, where: str) -> Accepted:
    """Return which values are accepted, of names in the native spelling.

    :param where: what the names are called in messages
    :raise BadRequest: a field that there is not, that cannot be written, or that has
        fields below it and is no list of lines
    """
    return _level(model, schema.parse(text), where) if text.strip() else Accepted()


def _level(model: BaseModel, node: Node, where: str) -> Accepted:
    plain, links, lines = set(), set(), {}
    for child in node.fields or ():
        path = f"{where}: {child.name}"
        field = writable(model, child.name, path)
        if child.options:
            raise BadRequest(f"{path}: takes no options.")
        if field.type == "one2many":
            if child.fields is None:
                raise BadRequest(
                    f"{path}: say which fields its lines may have, like "
                    f"{child.name}(name)."
                )
            lines[child.name] = _level(model.env[field.comodel_name], child, path)
        elif child.fields is not None:
            raise BadRequest(
                f"{path}: only lists of lines (one2many) take fields below them; "
                "others are linked by id."
            )
        else:
            (links if field.relational else plain).add(child.name)
    return Accepted(frozenset(plain), frozenset(links), lines)


def writable(model: BaseModel, name: str, where: str) -> Field:
    """Return a field that can be written.

    :raise BadRequest: there is none, or it cannot be
    """
    field = known_field(model, name, where)
    if not is_writable(field) or confidential.is_hidden(field):
        raise BadRequest(f"{where}: cannot be written.")
    return field


def lines(
    model: BaseModel,
    accepted: Accepted,
    rights: Collection[str],
    *,
    fixed: Iterable[str] = (),
    methods: Iterable[str] = (),
    removes: bool = False,
) -> Lines:
    """Return the rights to write what is accepted, and no more.

    :param rights: on the model
    :param fixed: names of fields that are written beside those accepted
    :param methods: that are called
    :param removes: whether lines may be removed
    """
    found: _Found = {}
    _add(found, model, {*accepted.names, *fixed}, set(rights))
    _add_lines(found, model, accepted, _below(rights, removes))
    return Lines(
        tuple(
            Line(
                frozenset(allowed),
                name,
                frozenset(names),
                frozenset(methods) if name == model._name else frozenset(),
            )
            for name, (allowed, names) in found.items()
        )
    )


def _below(rights: Collection[str], removes: bool) -> set[str]:
    """Return the rights on lines: who changes an order makes new ones as well."""
    found = {CREATE, UPDATE} if UPDATE in rights else {CREATE}.intersection(rights)
    return found | ({DELETE} if removes and UPDATE in rights else set())


def _add_lines(
    found: _Found, model: BaseModel, accepted: Accepted, rights: set[str]
) -> None:
    for name, line in accepted.lines.items():
        comodel = model.env[model._fields[name].comodel_name]
        _add(found, comodel, line.names, rights)
        _add_lines(found, comodel, line, rights)


def _add(
    found: _Found, model: BaseModel, names: Iterable[str], rights: set[str]
) -> None:
    allowed, known = found.setdefault(model._name, (set(), set()))
    allowed |= rights
    for name in names:
        known.add(name)
        field = model._fields[name]
        if field.inherited:
            parent = model.env[field.related_field.model_name]
            _add(found, parent, [field.related_field.name], rights)
