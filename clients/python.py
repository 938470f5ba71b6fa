"""Clients in Python."""

import keyword
from collections.abc import Iterator, Mapping, Sequence

from ..openapi.scope import Scope
from . import text, types
from .models import ID, Field, Model, models
from .types import Types

# Types of the template, and of what it imports.
_TITLES = frozenset(
    "Any ApiError Attachment ClassVar Client Command Connection Domain Exception False "
    "Fields File Generic HTTPErrorProcessor HTTPException Iterator Line Link Literal "
    "Mapping Message Model None OSError Page Reader Record Related Replacement Request "
    "Sequence True TypedDict TypeVar Unreachable Upserted ValueError R V".split()
)
_WORDS = frozenset([*keyword.kwlist, "batch", "request", "send"])
# Attributes of these names would hide what types are written with.
_HIDING = frozenset(["str", "int", "float", "bool", "list", "dict", "frozenset"])
_SCALARS = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
}


def _choices(values: Sequence[str]) -> str:
    return f"Literal[{', '.join(map(repr, values))}]"


_ANSWER = Types(
    {**_SCALARS, "object": "dict[str, Any]"}, "Any", "list[{}]".format, _choices
)
_BODY = Types(
    {**_SCALARS, "object": "Mapping[str, Any]"}, "Any", "Sequence[{}]".format, _choices
)


def client(scopes: Sequence[Scope], base_url: str) -> str:
    """Return the text of a client for models, as a credential may use them."""
    return written(models(scopes, _TITLES, _WORDS), base_url)


def written(found: Sequence[Model], base_url: str) -> str:
    """Return the text of a client."""
    titles = {model.name: model.title for model in found}
    return text.filled(
        "client.py",
        base_url=repr(base_url),
        example=found[0].attribute if found else "res_partner",
        models="\n\n\n".join(part for model in found for part in _types(model, titles)),
        attributes="\n".join(map(_attribute, found)),
    )


def _attribute(model: Model) -> str:
    if model.is_written:
        kind, generic = "Model", f"Model[{model.title}, {model.title}Values]"
    else:
        kind, generic = "Reader", f"Reader[{model.title}]"
    return f"        self.{model.attribute}: {generic} = {kind}(self, {model.title})"


def _types(model: Model, titles: Mapping[str, str]) -> Iterator[str]:
    yield "\n".join(_record(model, titles))
    if model.is_written:
        yield "\n".join(_values(model, titles))
        yield "\n".join(
            [
                f"class {model.title}Item({model.title}Values, total=False):",
                f'    """A line of another record: {_doc(model.label)}."""',
                "",
                "    id: int  # Of a line that there is.",
                "    _delete: bool  # Delete the line.",
            ]
        )


def _record(model: Model, titles: Mapping[str, str]) -> Iterator[str]:
    """Give the lines of the class of what is read."""
    shown = [field for field in model.answer if _is_attribute(field)]
    one = [repr(field.name) for field in model.answer if field.has_one]
    many = [f"{f.name!r}: {f.many!r}" for f in model.answer if f.many]
    yield "@dataclass(init=False, repr=False, eq=False)"
    yield f"class {model.title}(Record, model={model.name!r}):"
    yield f'    """{_doc(model.label)}."""'
    yield ""
    yield f"    {ID}: int"
    for field in shown:
        yield f"    {field.name}: {_read_type(field, titles)}  # {field.label}"
    if one or many:
        yield ""
    if one:
        yield from _listed("_one = frozenset([", one, "])")
    if many:
        yield from _listed("_many = {", many, "}")


def _listed(opening: str, items: Sequence[str], closing: str) -> Iterator[str]:
    """Give the lines of a collection."""
    yield f"    {opening}"
    yield from (f"        {item}," for item in items)
    yield f"    {closing}"


def _values(model: Model, titles: Mapping[str, str]) -> Iterator[str]:
    """Give the lines of the type of what is written."""
    names = types.names_of(titles)
    kinds = [(field, _BODY.of(field.schema, names)) for field in model.values]
    if all(_is_attribute(field) for field in model.values):
        yield f"class {model.title}Values(TypedDict, total=False):"
        yield f'    """{_doc(model.needs)}"""'
        yield ""
        for field, kind in kinds:
            yield f"    {field.name}: {kind}  # {field.label}"
        return
    yield f"# {model.needs}"
    yield f"{model.title}Values = TypedDict("
    yield f"    {model.title + 'Values'!r},"
    yield "    {"
    for field, kind in kinds:
        yield f"        {field.name!r}: {kind!r},  # {field.label}"
    yield "    },"
    yield "    total=False,"
    yield ")"


def _read_type(field: Field, titles: Mapping[str, str]) -> str:
    if field.many:
        return f"list[{titles.get(field.many, 'Related')}]"
    return _ANSWER.of(field.schema, types.names_of({}))


def _is_attribute(field: Field) -> bool:
    return (
        text.is_word(field.name)
        and not keyword.iskeyword(field.name)
        and field.name not in _HIDING
    )


def _doc(line: str) -> str:
    """Return a line for a docstring."""
    return line.replace("\\", "\\\\").replace('"', '\\"')
