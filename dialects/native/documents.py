"""What the native dialect says of itself: health, OpenAPI, Postman, clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odoo.http import Response

from ...core.client_operation import Client
from ...core.operation import Health, OpenApi, Operation, Postman, Result
from .records import VARY

if TYPE_CHECKING:
    from .dialect import Native

POSTMAN_FILE = "restapi.postman_collection.json"


def health(dialect: Native) -> Operation:
    return Health()


def render_health(dialect: Native, result: Result) -> Any:
    return {"status": "ok"}


def openapi(dialect: Native) -> Operation:
    dialect_name = dialect.query.get("dialect", "").strip()
    return OpenApi(_models(dialect), dialect_name, dialect.owner)


def postman(dialect: Native) -> Operation:
    return Postman(_models(dialect), dialect.owner)


def client(dialect: Native, language: str) -> Operation:
    return Client(language, _models(dialect))


def _models(dialect: Native) -> tuple[str, ...]:
    """Read the names of a query, each once."""
    names = map(str.strip, dialect.query.get("models", "").split(","))
    return tuple(dict.fromkeys(filter(None, names)))


def render_document(dialect: Native, result: Result) -> Response:
    """Answer with a document."""
    return kept(
        dialect, Response(result.value, content_type="application/json; charset=utf-8")
    )


def kept(dialect: Native, response: Response) -> Response:
    """Let clients keep an answer, and ask whether it has changed."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = VARY
    response.add_etag()
    return response.make_conditional(dialect.http)


def render_download(dialect: Native, result: Result) -> Response:
    return _named(render_document(dialect, result), POSTMAN_FILE)


def render_client(dialect: Native, result: Result) -> Response:
    """Answer with a program, which no browser nor server shall run."""
    response = Response(result.value, content_type="text/plain; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return _named(kept(dialect, response), f"client.{result.operation.language}")


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
