"""Schemas of fields, as types of a language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..openapi.components import NESTED, component
from ..openapi.formats import Schema

# Types of all models: what OpenAPI calls them, which clients call the same.
COMMON = ("Related", "Link", "Command", "Replacement", "Line")


@dataclass(frozen=True, slots=True)
class Types:
    """How a language writes types.

    :param scalars: by name in JSON Schema, ``null`` and ``object`` too
    :param anything: the type of what may be anything
    :param array: gets the type of an item
    :param choices: gets texts, of which a value is one
    """

    scalars: Mapping[str, str]
    anything: str
    array: Callable[[str], str]
    choices: Callable[[Sequence[str]], str]

    def of(self, schema: Schema, names: Mapping[str, str]) -> str:
        """Return the type of what a schema describes.

        :param names: of types, by schema of the document
        """
        parts = list(dict.fromkeys(self._parts(schema, names)))
        return self.anything if self.anything in parts else " | ".join(parts)

    def _parts(self, schema: Schema, names: Mapping[str, str]) -> Iterator[str]:
        """Give the types of which a value has one."""
        if "$ref" in schema:
            yield names[schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            for each in schema["anyOf"]:
                yield from self._parts(each, names)
        elif "enum" in schema:
            yield from self._chosen(schema["enum"])
        elif "type" in schema:
            kinds = schema["type"]
            for kind in [kinds] if isinstance(kinds, str) else kinds:
                yield self._kind(kind, schema, names)
        else:
            yield self.anything

    def _chosen(self, values: Sequence[str | None]) -> Iterator[str]:
        yield self.choices([value for value in values if value is not None])
        if None in values:
            yield self.scalars["null"]

    def _kind(self, kind: str, schema: Schema, names: Mapping[str, str]) -> str:
        if kind == "array":
            return self.array(self.of(schema.get("items", {}), names))
        return self.scalars[kind]


def names_of(titles: Mapping[str, str]) -> dict[str, str]:
    """Return the names of types by the schemas that they are of.

    :param titles: of models
    """
    found = {name: name for name in COMMON}
    for model, title in titles.items():
        found[component(model, NESTED)] = f"{title}Item"
    return found
