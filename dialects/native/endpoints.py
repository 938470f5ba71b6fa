"""The table of the native dialect."""

from ..base import Endpoint
from . import discovery, documents, methods, records

_READING = ("fields", "context")
_PAGE = ("domain", "fields", "limit", "offset", "order", "count", "context")
_LIST = "/<slug>"
_RECORDS = "/<slug>/<ids>"

ENDPOINTS = (
    # Those who ask for health add what they like.
    Endpoint(
        "GET",
        "/health",
        "health",
        documents.health,
        documents.render_health,
        public=True,
    ),
    Endpoint(
        "GET",
        "/openapi.json",
        "openapi",
        documents.openapi,
        documents.render_document,
        parameters=("models", "dialect"),
    ),
    Endpoint(
        "GET",
        "/postman.json",
        "postman",
        documents.postman,
        documents.render_download,
        parameters=("models",),
    ),
    Endpoint(
        "GET",
        "/",
        "root",
        discovery.root,
        discovery.render_root,
        anonymous=True,
        parameters=(),
    ),
    Endpoint(
        "GET",
        "/models",
        "models",
        discovery.models,
        discovery.render_models,
        parameters=("search",),
    ),
    Endpoint(
        "GET",
        f"{_LIST}/fields",
        "fields",
        discovery.fields,
        discovery.render_fields,
        parameters=("context",),
    ),
    Endpoint(
        "GET QUERY",
        _LIST,
        "search",
        records.search,
        records.render_page,
        parameters=_PAGE,
    ),
    Endpoint(
        "POST",
        _LIST,
        "create",
        records.create,
        records.render_created,
        parameters=_READING,
    ),
    Endpoint(
        "GET",
        _RECORDS,
        "read",
        records.read,
        records.render_record,
        parameters=_READING,
    ),
    Endpoint(
        "PUT PATCH",
        _RECORDS,
        "update",
        records.update,
        records.render_updated,
        parameters=_READING,
    ),
    Endpoint(
        "DELETE",
        _RECORDS,
        "delete",
        records.delete,
        records.render_deleted,
        parameters=("context",),
    ),
    Endpoint(
        "POST",
        f"{_LIST}/<method:method>",
        "call",
        methods.call,
        methods.render,
        parameters=_READING,
    ),
    Endpoint(
        "POST",
        f"{_RECORDS}/<method:method>",
        "call",
        methods.call,
        methods.render,
        parameters=_READING,
    ),
)
