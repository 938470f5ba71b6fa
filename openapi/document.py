"""The OpenAPI 3.1 document of a dialect, as one credential sees it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import errors, headers
from .components import used
from .description import Description, PathItem, Server
from .endpoint_scope import EndpointScope
from .model_schema import common, names, schemas
from .operations import ENDPOINTS, GENERAL
from .scope import Scope

VERSION = "3.1.0"
_ENDPOINTS = {"name": ENDPOINTS, "description": "Made on this server."}
LICENSE = {"name": "LGPL-3", "identifier": "LGPL-3.0-only"}


def document(
    scopes: Sequence[Scope],
    models: Mapping[str, str],
    server: Server,
    dialect: Description,
    endpoints: Sequence[EndpointScope] = (),
) -> dict[str, Any]:
    """Return the document of a dialect.

    :param scopes: the models that are in it
    :param models: label by name of all models that could be
    :param endpoints: those without code, all that the reader may use
    """
    described = names(scopes)
    components: dict[str, Any] = {**common(dialect.format), **dialect.schemas}
    items = dialect.general(server)
    for scope in scopes:
        components |= schemas(scope, described, dialect.format)
        items |= dialect.of_model(scope, described)
    of_endpoints = dialect.of_endpoints(endpoints)
    items |= of_endpoints
    known = {**headers.PARAMETERS, **dialect.parameters}
    parts = {
        "schemas": components,
        "parameters": _bounded(known, server.largest_page),
        "responses": errors.components(dialect.errors),
        "headers": headers.COMPONENTS,
    }
    for name in dialect.headers:
        for answer in (*_answers(items), *parts["responses"].values()):
            answer.setdefault("headers", {}).update(headers.of(name)["headers"])
    return {
        "openapi": VERSION,
        "info": {
            "title": dialect.title,
            "version": server.version,
            "description": dialect.text,
            "contact": {"name": server.owner, "url": server.address},
            "license": LICENSE,
        },
        "servers": [{"url": f"{server.address}{dialect.prefix}"}],
        "security": list(dialect.required),
        "tags": [
            *({"name": s.name, "description": f"{s.label}."} for s in scopes),
            *([_ENDPOINTS] if of_endpoints else ()),
            {"name": GENERAL, "description": "What is about no one model."},
        ],
        "paths": items,
        "components": {
            **used(items, parts),
            "securitySchemes": dialect.security(server.address),
        },
        "x-models": models,
    }


def _answers(items: Mapping[str, PathItem]) -> Iterator[dict[str, Any]]:
    """Give the answers of operations, without those that are components."""
    for item in items.values():
        for key, operation in item.items():
            if key != "servers":
                answers = operation["responses"].values()
                yield from (answer for answer in answers if "$ref" not in answer)


def _bounded(parameters: Mapping[str, PathItem], largest: int) -> dict[str, PathItem]:
    """Return parameters, with the largest page that there is on this server."""
    limit = parameters.get("limit")
    if limit is None:
        return dict(parameters)
    schema = {**limit["schema"], "maximum": largest}
    if "default" in schema:
        schema["default"] = min(schema["default"], largest)
    return {**parameters, "limit": {**limit, "schema": schema}}
