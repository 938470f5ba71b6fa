"""The OpenAPI 3.1 document of the native dialect, as one credential sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from . import errors, paths
from .model_schema import COMMON, names, schemas
from .scope import Scope

VERSION = "3.1.0"
DESCRIPTION = """\
Every model of this Odoo, as far as your key may use it. `?models=` of this document
chooses the models that are in it; `x-models` lists them all.

* A body is JSON. Numbers may also be text, datetimes ISO 8601 with an offset.
* Datetimes are UTC. An unset value is `null`.
* Headers: `Accept-Language` chooses an installed language, `X-Company-Id: 1,3`
  companies of yours, `X-Request-Id` is echoed.
* A tree of records is written in one transaction or not at all.
"""
SECURITY: dict[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key: *Preferences, Security, New API Key*.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session_id",
        "description": "The web session of this Odoo, for its own pages.",
    },
}


def document(
    scopes: Sequence[Scope], models: Mapping[str, str], version: str
) -> dict[str, Any]:
    """Return the document.

    :param scopes: the models that are in it
    :param models: label by name of all models that could be
    :param version: of the addon
    """
    described = names(scopes)
    components: dict[str, Any] = {**COMMON, **errors.SCHEMAS}
    items = paths.general()
    for scope in scopes:
        components |= schemas(scope, described)
        items |= paths.of_model(scope, described)
    return {
        "openapi": VERSION,
        "info": {
            "title": "REST API of Odoo",
            "version": version,
            "description": DESCRIPTION,
        },
        "servers": [{"url": "/api"}],
        "security": [{"key": []}, {"session": []}],
        "tags": [
            *({"name": s.name, "description": s.model._description} for s in scopes),
            {"name": "API", "description": "The API itself"},
        ],
        "paths": items,
        "components": {
            "schemas": components,
            "parameters": paths.PARAMETERS,
            "responses": errors.components(),
            "securitySchemes": SECURITY,
        },
        "x-models": models,
    }
