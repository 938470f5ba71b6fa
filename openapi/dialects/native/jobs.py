"""Requests that run in the background."""

from collections.abc import Iterator
from typing import Any

from ... import operations as ops
from ...formats import INTEGER, Schema
from ...operations import Row

_ID: Schema = {"type": "string", "format": "uuid"}
_SAMPLE = "0b9c8a58-6f3f-4d0e-9d53-3f3d1f7a2c11"
_MOMENT: Schema = {"type": ["string", "null"], "description": "In UTC."}
_COUNT: Schema = {**INTEGER, "minimum": 0, "description": "Of pieces."}
_JOB = ops.with_optional(
    ops.fixed(
        id=ops.noted(_ID, "Of the job."),
        state={
            "type": "string",
            "enum": ["queued", "running", "done", "failed", "cancelled"],
            "description": "`failed` where the answer is an error.",
        },
        progress=ops.noted(ops.fixed(done=_COUNT, total=_COUNT), "How far it is."),
        created=_MOMENT,
        started=_MOMENT,
        ended=_MOMENT,
        status={
            "type": ["integer", "null"],
            "minimum": 200,
            "maximum": 599,
            "description": "Of the answer, once there is one.",
        },
        body={"description": "Of the answer; `file` is the address of a large one."},
    ),
    headers=ops.noted(ops.OBJECT, "Those of the answer alone."),
)
_STATUSES = (400, 401, 403, 404, 405, 429, 500, 503)


def _parameter() -> dict[str, Any]:
    return ops.in_path("job", _ID, "Of the job, as `Location` has it.", _SAMPLE)


def general() -> Iterator[Row]:
    yield Row(
        *("get", "/jobs/{job}", "job", "How far a job is"),
        "Of a write, an import, a call, a batch or a report with `Prefer: "
        "respond-async`.",
        _JOB,
        parameters=(_parameter(),),
        headers=("Retry-After",),
        statuses=_STATUSES,
    )
    yield Row(
        *("delete", "/jobs/{job}", "cancel_job", "Cancel a job"),
        "A queued one does not run; one of pieces ends before the next.",
        _JOB,
        parameters=(_parameter(),),
        statuses=(*_STATUSES, 409),
        others={"202": ops.answer(_JOB, ("Retry-After",), "It ends soon.")},
    )
    yield Row(
        *("get", "/jobs/{job}/file", "job_file", "What a job has made"),
        "Where that is a report, what became of the lines of an import, or an answer "
        "of more than 1 MiB.",
        ops.OBJECT,
        parameters=(_parameter(),),
        statuses=(*_STATUSES, 416),
        response={
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("application/octet-stream", "*/*")
            }
        },
    )
