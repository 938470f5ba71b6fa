"""Requests that run in the background: ``Prefer: respond-async``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from odoo.http import Response

from ...core.job_operation import (
    DONE,
    FAILED,
    WAITING,
    CancelJob,
    Defer,
    Job,
    ReadJob,
    ReadJobFile,
    SentRequest,
)
from ...core.operation import Operation, Result
from ...core.stream_operation import Import
from .. import file_response, inner_request
from ..base import json_response
from . import imports
from .answer import Answer

if TYPE_CHECKING:
    from .dialect import Native

PREFERENCE = "respond-async"
POLL_SECONDS = 1
# What an answer depends on, beside the address and the body.
_KEPT = ("Accept", "Accept-Language", "If-Match", "X-Company-Id")
_TYPE = "Content-Type"
# Of the preferences, those that say what is done, and not when.
_TIMES = frozenset([PREFERENCE, "wait"])


def deferred(dialect: Native, operation: Operation) -> Defer:
    """Return the operation as one that is executed in the background."""
    http = dialect.http
    headers = {name: http.headers[name] for name in _KEPT if name in http.headers}
    rest = {k: v for k, v in dialect.preferences.items() if k not in _TIMES}
    if rest:
        headers["Prefer"] = ", ".join(f'{name}="{rest[name]}"' for name in rest)
    content, file = b"", None
    if dialect.takes_file:
        headers[_TYPE], file = http.mimetype, dialect.upload
    else:
        content = http.get_data(cache=True)
    query = http.query_string.decode("latin-1")
    request = SentRequest(http.method, dialect.path, query, headers, content, file)
    return Defer(operation, request)


def dialect_of(cls: type[Native], request: SentRequest) -> Native:
    """Return who reads a request that was kept, and writes its answer."""
    http = inner_request.made(
        request.method, request.path, request.query, request.headers, request.content
    )
    dialect = cls(http, request.path)
    if request.file:
        dialect.upload = request.file
    return dialect


def operation_of(dialect: Native) -> Operation:
    """Return what a request that was kept asks for."""
    operation = dialect.parse()
    return imports.at_once(operation) if isinstance(operation, Import) else operation


def render_deferred(result: Result) -> Response:
    job: Job = result.value
    headers = {"Location": _address(job), "Preference-Applied": PREFERENCE}
    return json_response({"id": job.id, "state": job.state}, 202, headers)


def read(dialect: Native, job: str) -> Operation:
    return ReadJob(job)


def cancel(dialect: Native, job: str) -> Operation:
    return CancelJob(job)


def read_file(dialect: Native, job: str) -> Operation:
    return ReadJobFile(job)


def render(dialect: Native, result: Result) -> Answer:
    job: Job = result.value
    waits = {"Retry-After": str(POLL_SECONDS)} if job.state in WAITING else {}
    return Answer(_told(job), headers=waits)


def render_cancelled(dialect: Native, result: Result) -> Answer:
    job: Job = result.value
    if job.state in WAITING:
        # It ends after the piece that it is at.
        return Answer(_told(job), 202, {"Retry-After": str(POLL_SECONDS)})
    return Answer(_told(job))


def render_file(dialect: Native, result: Result) -> Response:
    return file_response.respond(dialect.http, result.value)


def _told(job: Job) -> dict[str, Any]:
    body = {"file": f"{_address(job)}/file"} if job.is_file else job.body
    has_headers = job.headers and job.state in (DONE, FAILED)
    return {
        "id": job.id,
        "state": job.state,
        "progress": {"done": job.done, "total": job.total},
        "created": job.created,
        "started": job.started,
        "ended": job.ended,
        "status": job.status,
        **({"headers": job.headers} if has_headers else {}),
        "body": body,
    }


def _address(job: Job) -> str:
    return f"/api/jobs/{job.id}"
