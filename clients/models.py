"""What a client knows of models, whatever language it is written in."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from odoo.fields import Field as OdooField

from ..core.grant import CREATE, DELETE, READ, UPDATE
from ..openapi.components import NESTED, component, ref
from ..openapi.field_schema import read_form, write_form
from ..openapi.formats import Schema
from ..openapi.scope import Scope
from ..records import odoo19
from ..records.read.plan import X2MANY
from . import names
from .text import one_line

ID = "id"
# By which `match=xmlid` finds a record.
XMLID = "xmlid"


@dataclass(frozen=True, slots=True)
class Field:
    """A field as an answer has it, or as a body may have it.

    :param label: one line
    :param many: the model of its records, if it is a list of them
    :param has_one: whether it is another record
    :param is_asked: whether an answer has it only where it is asked for
    """

    name: str
    label: str
    schema: Schema
    many: str = ""
    has_one: bool = False
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A model as a client has it.

    :param title: what its types begin with
    :param attribute: of the client
    :param answer: what may be read, beside the id
    :param values: what may be written
    :param required: names of what a new record needs
    :param is_written: whether there is a right to write of any kind
    """

    name: str
    label: str
    title: str
    attribute: str
    answer: tuple[Field, ...]
    values: tuple[Field, ...]
    required: tuple[str, ...]
    is_written: bool

    @property
    def needs(self) -> str:
        """What its values are, in a sentence or two."""
        named = ", ".join(self.required)
        needed = f" A new record needs {named}." if named else ""
        return f"Values of: {self.label}.{needed}"


def models(
    scopes: Sequence[Scope],
    reserved_titles: Collection[str],
    reserved_attributes: Collection[str],
) -> list[Model]:
    """Return the models of a client.

    :param reserved_titles: types of the language and of the client's own
    :param reserved_attributes: words of the language, and what a client has anyway
    """
    known = [scope.name for scope in scopes]
    titles = names.titles(known, reserved_titles)
    attributes = names.attributes(known, reserved_attributes)
    nested = frozenset(
        component(scope.name, NESTED) for scope in scopes if _is_written(scope)
    )
    return [
        Model(
            name=scope.name,
            label=one_line(scope.label),
            title=titles[scope.name],
            attribute=attributes[scope.name],
            answer=tuple(_answer(scope)),
            values=tuple(_values(scope, nested)),
            required=scope.required,
            is_written=_is_written(scope),
        )
        for scope in scopes
    ]


def _is_written(scope: Scope) -> bool:
    return not scope.rights.isdisjoint({CREATE, UPDATE, DELETE})


def _answer(scope: Scope) -> Iterator[Field]:
    if READ not in scope.rights:
        return
    env = scope.model.env
    for field in scope.readable:
        if field.name != ID:
            schema = read_form(env, field, ())
            yield Field(
                field.name,
                _label(scope, field),
                schema,
                many=field.comodel_name if field.type in X2MANY else "",
                has_one=ref("Related") in schema.get("anyOf", ()),
                is_asked=field.type == "binary",
            )


def _values(scope: Scope, nested: Collection[str]) -> Iterator[Field]:
    if scope.rights.isdisjoint({CREATE, UPDATE}):
        return
    writable = [field for field in scope.writable if field.name != ID]
    for field in writable:
        schema = write_form(scope.model.env, field, nested)
        yield Field(field.name, _label(scope, field), schema)
    if all(field.name != XMLID for field in writable):
        yield Field(XMLID, "External id, of upserts by it", {"type": "string"})


def _label(scope: Scope, field: OdooField) -> str:
    return one_line(odoo19.label(field, scope.model.env) or field.name)
