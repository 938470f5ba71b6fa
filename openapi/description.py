"""What a document says of one dialect, and of the server it is on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .endpoint_scope import EndpointScope
from .formats import NATIVE, Format, Schema
from .scope import Scope

PathItem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """What is the same for all dialects and users.

    :param version: of the addon
    :param address: of the server, as ``https://odoo.example``
    :param owner: name of the company that clients may ask
    :param largest_page: records that a search gives at most
    """

    version: str
    address: str
    owner: str
    largest_page: int


def _none(endpoints: Sequence[EndpointScope]) -> dict[str, PathItem]:
    """Return nothing, of a dialect that has no such endpoints."""
    return {}


@dataclass(frozen=True, slots=True)
class Description:
    """A dialect, in OpenAPI's terms.

    :param text: Markdown
    :param prefix: of its paths
    :param security: makes the schemes by name, for a server; each of ``required``
        names some that together are a credential
    :param parameters: components by name
    :param schemas: components by name, that of errors among them
    :param errors: the content of each error answer, by media type
    :param of_model: path items of a model; gets its scope and the names of the
        schemas in the document
    :param headers: names of those that every answer has
    :param general: path items that are about no one model; gets the server
    :param of_endpoints: path items of endpoints without code
    """

    title: str
    text: str
    prefix: str
    security: Callable[[str], Mapping[str, Schema]]
    required: Sequence[Mapping[str, list[str]]]
    parameters: Mapping[str, PathItem]
    schemas: Mapping[str, Schema]
    errors: Mapping[str, Schema]
    of_model: Callable[[Scope, frozenset[str]], dict[str, PathItem]]
    general: Callable[[Server], dict[str, PathItem]]
    format: Format = NATIVE
    headers: Sequence[str] = ()
    of_endpoints: Callable[[Sequence[EndpointScope]], dict[str, PathItem]] = _none
