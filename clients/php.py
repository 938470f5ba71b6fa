"""Clients in PHP."""

from collections.abc import Iterator, Mapping, Sequence

from ..openapi.formats import Schema
from ..openapi.scope import Scope
from . import text, types
from .models import ID, Field, Model, models
from .types import Types

# Classes of the template, and words that cannot be the name of one.
_TITLES = frozenset(
    "ApiError Client Connection File Model Page Reader Record Related Unreachable "
    "Upserted abstract and array as bool break callable case catch class clone "
    "const continue declare default die do echo else elseif empty enddeclare endfor "
    "endforeach endif endswitch endwhile enum eval exit extends false final finally "
    "float fn for foreach function global goto if implements include instanceof "
    "insteadof int interface isset iterable list match mixed namespace never new "
    "null object or parent print private protected public readonly require resource "
    "return self static string switch throw trait true try unset use var void while "
    "xor yield".split()
)
# Properties of their own are not in the way of models.
_WORDS = frozenset(["this"])


def _choices(values: Sequence[str]) -> str:
    """Return a type of comments, which not every text can be a part of."""
    if all(text.block_comment(value) == value and value for value in values):
        return "|".join(map(quoted, values))
    return "string"


_SCALARS = {
    "string": "string",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "null",
}
# Of properties.
_NATIVE = Types(
    {**_SCALARS, "object": "array"},
    "mixed",
    lambda _item: "array",
    lambda _values: "string",
)
# Of comments, for tools that check programs.
_TOLD = Types(
    {**_SCALARS, "object": "array<string, mixed>"},
    "mixed",
    "list<{}>".format,
    _choices,
)
# Not the shape of the other model: PHPStan knows no types that contain themselves.
_LINE = "array<string, mixed>"
_NAMES = {
    "Related": "Related",
    "Link": _LINE,
    "Line": _LINE,
    "Command": "list<mixed>",
    "Replacement": "array{replace: list<mixed>}",
}


def client(scopes: Sequence[Scope], base_url: str) -> str:
    """Return the text of a client for models, as a credential may use them."""
    return written(models(scopes, _TITLES, _WORDS), base_url)


def written(found: Sequence[Model], base_url: str) -> str:
    """Return the text of a client."""
    titles = {model.name: model.title for model in found}
    return text.filled(
        "client.php",
        base_url=quoted(base_url),
        example=found[0].attribute if found else "res_partner",
        models="\n\n".join("\n".join(_class(model, titles)) for model in found),
        imports="\n".join(
            f" * @phpstan-import-type {model.title}Values from {model.title}"
            for model in found
            if model.is_written
        ),
        properties="\n".join(line for model in found for line in _property(model)),
        assignments="\n".join(map(_assignment, found)),
    )


def quoted(value: str) -> str:
    """Return a text as PHP writes it."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _property(model: Model) -> Iterator[str]:
    """Give the lines of a model's property of the client."""
    if not model.is_written:
        yield f"    /** @var Reader<{model.title}> */"
        yield f"    public readonly Reader ${model.attribute};"
        return
    values = f"{model.title}Values"
    yield f"    /** @var Model<{model.title}, {values}> */"
    yield f"    public readonly Model ${model.attribute};"


def _assignment(model: Model) -> str:
    kind = "Model" if model.is_written else "Reader"
    made = f"new {kind}($this, {model.title}::class)"
    return f"        $this->{model.attribute} = {made};"


def _class(model: Model, titles: Mapping[str, str]) -> Iterator[str]:
    """Give the lines of the class of a model, whose comment tells of its values."""
    yield "/**"
    yield f" * {text.block_comment(model.label)}."
    if model.is_written:
        yield " *"
        yield from _values(model, titles)
    yield " */"
    yield f"final class {model.title} extends Record"
    yield "{"
    yield f"    public const MODEL = {quoted(model.name)};"
    if one := [quoted(field.name) for field in model.answer if field.has_one]:
        yield f"    protected const ONE = [{', '.join(one)}];"
    many = {field.name: field.many for field in model.answer if field.many}
    if many:
        yield "    protected const MANY = ["
        for name, comodel in many.items():
            kind = titles.get(comodel, "Related")
            yield f"        {quoted(name)} => {kind}::class,"
        yield "    ];"
    for field in model.answer:
        if text.is_word(field.name) and field.name not in (ID, "this"):
            yield from _field(field, titles)
    yield "}"


def _field(field: Field, titles: Mapping[str, str]) -> Iterator[str]:
    """Give the lines of a property."""
    label = text.block_comment(field.label)
    native, told = _of(_NATIVE, field.schema), _of(_TOLD, field.schema)
    if field.many:
        native, told = "array", f"list<{titles.get(field.many, 'Related')}>"
    yield ""
    yield f"    /** {label} */" if native == told else f"    /** @var {told} {label} */"
    yield f"    public {_nullable(native)} ${field.name};"


def _nullable(kind: str) -> str:
    """Return a type as programs write it: ``?string``."""
    one = kind.removesuffix("|null")
    return kind if one == kind or "|" in one else f"?{one}"


def _values(model: Model, titles: Mapping[str, str]) -> Iterator[str]:
    """Give the lines of the type of what is written."""
    names = {**dict.fromkeys(types.names_of(titles), _LINE), **_NAMES}
    yield f" * {text.block_comment(model.needs)}"
    yield " *"
    yield f" * @phpstan-type {model.title}Values array{{"
    for field in model.values:
        yield f" *     {quoted(field.name)}?: {_of(_TOLD, field.schema, names)},"
    yield " * }"


def _of(kind: Types, schema: Schema, names: Mapping[str, str] = _NAMES) -> str:
    return kind.of(schema, names).replace(" | ", "|")
