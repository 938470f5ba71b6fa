"""What a document says of one dialect."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .formats import NATIVE, Format, Schema
from .scope import Scope

PathItem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Description:
    """A dialect, in OpenAPI's terms.

    :param text: Markdown
    :param server: the prefix of its paths
    :param security: schemes by name; each of ``required`` names some that
        together are a credential
    :param parameters: components by name
    :param schemas: components by name, that of errors among them
    :param errors: the content of each error answer, by media type
    :param of_model: path items of a model; gets its scope and the names of the
        schemas in the document
    :param general: path items that are about no model
    """

    title: str
    text: str
    server: str
    security: Mapping[str, Schema]
    required: Sequence[Mapping[str, list[str]]]
    parameters: Mapping[str, PathItem]
    schemas: Mapping[str, Schema]
    errors: Mapping[str, Schema]
    of_model: Callable[[Scope, frozenset[str]], dict[str, PathItem]]
    general: Callable[[], dict[str, PathItem]] = dict
    format: Format = NATIVE
