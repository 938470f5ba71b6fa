"""The table of the native dialect."""

from functools import partial

from ...core.client_operation import LANGUAGES
from ..base import Endpoint
from . import (
    batch,
    bulk,
    discovery,
    documents,
    files,
    groups,
    jobs,
    methods,
    records,
    visits,
)

_READING = ("fields", "context")
_WRITING = (*_READING, "dry_run")
_LISTED = (*_WRITING, "atomic")
_PAGE = (
    "domain",
    "fields",
    "limit",
    "offset",
    "cursor",
    "order",
    "count",
    "format",
    "csv",
    "context",
)
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
_FILE = "/<slug>/<ids>/<field:field>"
_ATTACHMENTS = "/<slug>/<ids>/attachments"
_VISITED = f"{visits.PREFIX}<address:address>"
_VISITED_RECORDS = f"{_VISITED}/<ids:ids>"

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
        alone=True,
    ),
    Endpoint(
        "GET",
        "/postman.json",
        "postman",
        documents.postman,
        documents.render_download,
        parameters=("models",),
        alone=True,
    ),
    # Each by itself: there may be a model whose name begins with client.
    *(
        Endpoint(
            "GET",
            f"/client.{language}",
            "client",
            partial(documents.client, language=language),
            documents.render_client,
            parameters=("models",),
            alone=True,
        )
        for language in LANGUAGES
    ),
    Endpoint(
        "POST",
        "/batch",
        "batch",
        batch.batch,
        batch.render,
        parameters=("dry_run",),
        alone=True,
    ),
    # A replica may not know yet of a job that was made just now.
    Endpoint(
        "GET",
        "/jobs/<job>",
        "job",
        jobs.read,
        jobs.render,
        reads=False,
        parameters=(),
        alone=True,
    ),
    Endpoint(
        "DELETE",
        "/jobs/<job>",
        "cancel_job",
        jobs.cancel,
        jobs.render_cancelled,
        parameters=(),
        alone=True,
    ),
    Endpoint(
        "GET",
        "/jobs/<job>/file",
        "job_file",
        jobs.read_file,
        jobs.render_file,
        reads=False,
        parameters=(),
        alone=True,
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
        "/x",
        "endpoints",
        visits.all_,
        visits.render_all,
        parameters=(),
    ),
    Endpoint(
        "GET QUERY",
        _VISITED,
        "visit_list",
        visits.list_,
        visits.render_list,
        parameters=(),
        has_more=True,
    ),
    Endpoint(
        "POST",
        _VISITED,
        "visit_post",
        visits.post,
        visits.render_posted,
        parameters=("dry_run",),
        has_more=True,
    ),
    Endpoint(
        "GET",
        _VISITED_RECORDS,
        "visit_record",
        visits.read,
        records.render_record,
        parameters=(),
        has_more=True,
    ),
    Endpoint(
        "PUT PATCH",
        _VISITED_RECORDS,
        "visit_change",
        visits.change,
        records.render_updated,
        parameters=("dry_run",),
        has_more=True,
    ),
    Endpoint(
        "POST",
        _VISITED_RECORDS,
        "visit_post",
        visits.post,
        visits.render_posted,
        parameters=("dry_run",),
        has_more=True,
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
        parameters=_WRITING,
    ),
    Endpoint(
        "GET",
        _FILE,
        "read_file",
        files.read,
        files.render_file,
        parameters=("context",),
        alone=True,
    ),
    Endpoint(
        "PUT",
        _FILE,
        "replace_file",
        files.replace,
        files.render_replaced,
        parameters=("name", "context"),
        alone=True,
        takes_file=True,
    ),
    Endpoint(
        "DELETE",
        _FILE,
        "remove_file",
        files.remove,
        files.render_removed,
        parameters=("context",),
        alone=True,
    ),
    Endpoint(
        "GET",
        _ATTACHMENTS,
        "attachments",
        files.attachments,
        files.render_attachments,
        parameters=("limit", "offset"),
    ),
    Endpoint(
        "POST",
        _ATTACHMENTS,
        "attach",
        files.attach,
        files.render_attached,
        parameters=("name",),
        alone=True,
        takes_file=True,
    ),
    # Odoo may keep what it prints, as an attachment of the record.
    Endpoint(
        "GET",
        "/<slug>/<ids>/report/<report>",
        "print",
        files.print_,
        files.render_document,
        reads=False,
        parameters=("format", "context"),
        alone=True,
    ),
    Endpoint(
        "POST",
        f"{_LIST}/<method:method>",
        "call",
        methods.call,
        methods.render,
        parameters=_WRITING,
    ),
    Endpoint(
        "POST",
        f"{_RECORDS}/<method:method>",
        "call",
        methods.call,
        methods.render,
        parameters=_WRITING,
    ),
)
# Those of which a client may say how much they give back.
RETURNING = frozenset(
    "create update_many upsert update delete visit_post visit_change".split()
)
# Those that a client may have done in the background.
DEFERRABLE = RETURNING | {"batch", "call", "print", "remove_file"}
