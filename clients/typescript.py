"""Clients in TypeScript."""

import json
from collections.abc import Iterator, Mapping, Sequence

from ..openapi.scope import Scope
from . import text, types
from .models import ID, Field, Model, models
from .types import Types

# Types of the template, and of the language that it uses.
_TITLES = frozenset(
    "ApiError Array ArrayBuffer AbortSignal AsyncGenerator Attachment BatchAnswer "
    "BatchRequest Blob BufferSource Client Command Connection Content Domain Error "
    "Fields HeaderValues Headers Identified JSON Line Link Many Math Mistake Model "
    "Number Object Options Page PageQuery Partial Pick Promise Query Reader "
    "ReadonlyArray Related Replacement Required Row Set StoredFile String "
    "TextDecoder URLSearchParams Uint8Array Unreachable Upserted Values Written R V "
    "F N New".split()
)
_WORDS = frozenset(["batch", "request", "send", "constructor"])


def _choices(values: Sequence[str]) -> str:
    return " | ".join(map(json.dumps, values))


_TYPES = Types(
    {
        "string": "string",
        "integer": "number",
        "number": "number",
        "boolean": "boolean",
        "null": "null",
        "object": "Values",
    },
    "any",
    "ReadonlyArray<{}>".format,
    _choices,
)


def client(scopes: Sequence[Scope], base_url: str) -> str:
    """Return the text of a client for models, as a credential may use them."""
    return written(models(scopes, _TITLES, _WORDS), base_url)


def written(found: Sequence[Model], base_url: str) -> str:
    """Return the text of a client."""
    titles = {model.name: model.title for model in found}
    return text.filled(
        "client.ts",
        base_url=json.dumps(base_url),
        example=found[0].attribute if found else "res_partner",
        models="\n\n".join(part for model in found for part in _types(model, titles)),
        attributes="\n".join(map(_attribute, found)),
    )


def _attribute(model: Model) -> str:
    """Return the line of a model in the client."""
    kind = f"new Reader<{model.title}>"
    if model.is_written:
        own = [model.title, f"{model.title}Values"]
        if model.required:
            needed = " | ".join(map(json.dumps, model.required))
            own.append(f"{own[1]} & Required<Pick<{own[1]}, {needed}>>")
        kind = f"new Model<{', '.join(own)}>"
    return f"    readonly {model.attribute} = {kind}(this, {json.dumps(model.name)});"


def _types(model: Model, titles: Mapping[str, str]) -> Iterator[str]:
    """Give the types of a model: what is read, what is written, a line of another."""
    names = types.names_of(titles)
    answer = [
        _property(field, _read_type(field, titles), "?" if field.is_asked else "")
        for field in model.answer
    ]
    yield _interface(model.title, model.label, [f"    {ID}: number;", *answer])
    if model.is_written:
        values = [
            _property(field, _TYPES.of(field.schema, names), "?")
            for field in model.values
        ]
        yield _interface(f"{model.title}Values", model.needs, values)
        yield _interface(
            f"{model.title}Item extends {model.title}Values",
            f"A line of another record: {model.label}.",
            [
                "    /** Of a line that there is. */",
                f"    {ID}?: number;",
                "    /** Delete the line. */",
                "    _delete?: boolean;",
            ],
        )


def _interface(name: str, label: str, lines: Sequence[str]) -> str:
    head = f"/** {text.block_comment(label)} */\nexport interface {name} {{"
    return "\n".join([head, *lines, "}"])


def _property(field: Field, kind: str, mark: str) -> str:
    """Return a property of an interface.

    :param mark: ``?`` for one that may be missing
    """
    name = field.name if text.is_word(field.name) else json.dumps(field.name)
    return f"    /** {text.block_comment(field.label)} */\n    {name}{mark}: {kind};"


def _read_type(field: Field, titles: Mapping[str, str]) -> str:
    if field.many:
        return f"Many<{titles.get(field.many, 'Related')}>"
    return _TYPES.of(field.schema, types.names_of({}))
