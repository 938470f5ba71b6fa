"""The OpenAPI 3.1 document of a dialect, as one credential sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from . import errors, native_files, paths
from .description import Description
from .field_schema import ref
from .model_schema import COMMON, names, schemas
from .scope import Scope
from .security import BEARER, OAUTH2, SESSION

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
NATIVE = Description(
    title="REST API of Odoo",
    text=DESCRIPTION,
    server="/api",
    security={"key": BEARER, "session": SESSION, "oauth2": OAUTH2},
    required=[{"key": []}, {"session": []}, {"oauth2": []}],
    parameters=paths.PARAMETERS,
    schemas={**errors.SCHEMAS, **native_files.SCHEMAS},
    errors={
        "application/json": ref("Error"),
        "application/problem+json": ref("Problem"),
    },
    of_model=paths.of_model,
    general=paths.general,
)


def document(
    scopes: Sequence[Scope],
    models: Mapping[str, str],
    version: str,
    dialect: Description = NATIVE,
) -> dict[str, Any]:
    """Return the document of a dialect.

    :param scopes: the models that are in it
    :param models: label by name of all models that could be
    :param version: of the addon
    """
    described = names(scopes)
    components: dict[str, Any] = {**COMMON, **dialect.schemas}
    items = dialect.general()
    for scope in scopes:
        components |= schemas(scope, described, dialect.format)
        items |= dialect.of_model(scope, described)
    return {
        "openapi": VERSION,
        "info": {
            "title": dialect.title,
            "version": version,
            "description": dialect.text,
        },
        "servers": [{"url": dialect.server}],
        "security": list(dialect.required),
        "tags": [
            *({"name": s.name, "description": s.model._description} for s in scopes),
            {"name": "API", "description": "The API itself"},
        ],
        "paths": items,
        "components": {
            "schemas": components,
            "parameters": dialect.parameters,
            "responses": errors.components(dialect.errors),
            "securitySchemes": dialect.security,
        },
        "x-models": models,
    }
