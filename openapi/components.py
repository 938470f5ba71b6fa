"""Components of a document: their names, references to them, and those in use."""

from collections.abc import Iterator, Mapping
from typing import Any

from .formats import Schema

PREFIX = "#/components/"
WRITE, CREATE, NESTED = "write", "create", "nested"
CHANGED, MATCHED = "changed", "matched"


def component(model: str, form: str = "") -> str:
    """Return the name of a schema of a model, as ``sale_order_write``.

    Without dots, which generators take for modules, and in small letters, which
    keeps them apart from the schemas of all models, like ``Related``.
    """
    return "_".join(filter(None, [model.replace(".", "_"), form]))


def reference(kind: str, name: str) -> Schema:
    """Return a reference to a component.

    :param kind: ``schemas``, ``parameters`` or ``responses``
    """
    return {"$ref": f"{PREFIX}{kind}/{name}"}


def ref(name: str) -> Schema:
    """Return a reference to a schema."""
    return reference("schemas", name)


def used(
    paths: Mapping[str, Any], components: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the components that paths refer to, directly or through others."""
    found: set[str] = set()
    waiting = set(_references(paths))
    while waiting:
        found |= waiting
        parts = (name.removeprefix(PREFIX).split("/") for name in waiting)
        named = [components[kind][name] for kind, name in parts]
        waiting = set(_references(named)) - found
    return {
        kind: {
            name: value
            for name, value in known.items()
            if f"{PREFIX}{kind}/{name}" in found
        }
        for kind, known in components.items()
    }


def _references(root: Any) -> Iterator[str]:
    """Give the references in a part of a document, some of them twice."""
    stack = [root]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            name = value.get("$ref")
            if isinstance(name, str):
                yield name
            else:
                stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
