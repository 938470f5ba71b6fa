"""The table of the native dialect."""

from ..base import Endpoint
from . import documents, groups, records

_READING = ("fields", "context")
_PAGE = ("domain", "fields", "limit", "offset", "order", "count", "context")
_GROUPS = (
    "by",
    "values",
    "domain",
    "having",
    "order",
    "limit",
    "offset",
    "context",
)
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
        "GET",
        "/<slug>/count",
        "count",
        groups.count,
        groups.render_count,
        parameters=("domain", "context"),
    ),
    Endpoint(
        "GET",
        "/<slug>/groups",
        "groups",
        groups.group,
        groups.render_groups,
        parameters=_GROUPS,
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
        parameters=_READING,
    ),
)
