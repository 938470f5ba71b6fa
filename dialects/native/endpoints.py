"""The table of the native dialect."""

from ..base import Endpoint
from . import bulk, documents, records

_READING = ("fields", "context")
_WRITING = (*_READING, "dry_run")
_LISTED = (*_WRITING, "atomic")
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
        bulk.create,
        bulk.render_created,
        parameters=_LISTED,
    ),
    Endpoint(
        "PATCH",
        _LIST,
        "update_many",
        bulk.update,
        bulk.render_written,
        parameters=_LISTED,
    ),
    Endpoint(
        "PUT",
        _LIST,
        "upsert",
        bulk.upsert,
        bulk.render_upserted,
        parameters=(*_LISTED, "match"),
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
        parameters=_WRITING,
    ),
    Endpoint(
        "DELETE",
        _RECORDS,
        "delete",
        records.delete,
        records.render_deleted,
        parameters=("context", "dry_run"),
    ),
)
# Those of which a client may say how much they give back.
RETURNING = frozenset(["create", "update_many", "upsert", "update", "delete"])
