"""The OpenAPI 3.1 document of a dialect, as one credential sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from . import errors
from .components import used
from .description import Description, PathItem, Server
from .model_schema import common, names, schemas
from .operations import GENERAL
from .scope import Scope

VERSION = "3.1.0"
LICENSE = {"name": "LGPL-3", "identifier": "LGPL-3.0-only"}


def document(
    scopes: Sequence[Scope],
    models: Mapping[str, str],
    server: Server,
    dialect: Description,
) -> dict[str, Any]:
    """Return the document of a dialect.

    :param scopes: the models that are in it
    :param models: label by name of all models that could be
    """
    described = names(scopes)
    components: dict[str, Any] = {**common(dialect.format), **dialect.schemas}
    items = dialect.general(server)
    for scope in scopes:
        components |= schemas(scope, described, dialect.format)
        items |= dialect.of_model(scope, described)
    parts = {
        "schemas": components,
        "parameters": _bounded(dialect.parameters, server.largest_page),
        "responses": errors.components(dialect.errors),
    }
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
            {"name": GENERAL, "description": "What is about no one model."},
        ],
        "paths": items,
        "components": {
            **used(items, parts),
            "securitySchemes": dialect.security(server.address),
        },
        "x-models": models,
    }


def _bounded(parameters: Mapping[str, PathItem], largest: int) -> dict[str, PathItem]:
    """Return parameters, with the largest page that there is on this server."""
    limit = parameters.get("limit")
    if limit is None:
        return dict(parameters)
    schema = {**limit["schema"], "maximum": largest}
    if "default" in schema:
        schema["default"] = min(schema["default"], largest)
    return {**parameters, "limit": {**limit, "schema": schema}}
