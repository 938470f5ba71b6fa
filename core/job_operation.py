"""Requests that run in the background, and what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from . import codes
from .bulk_operation import DryRun, Each
from .errors import ApiError
from .file_operation import Upload
from .operation import Operation
from .owner import NOBODY, Owner
from .stream_operation import Import

QUEUED = "queued"
RUNNING = "running"
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"
WAITING = frozenset([QUEUED, RUNNING])
# Jobs of one owner that have not ended.
MAX_WAITING = 100


class NotCancelled(ApiError):
    """The job runs in one piece, or has ended."""

    status = 409
    code = codes.NOT_CANCELLED


@dataclass(frozen=True, slots=True)
class OwnedOperation(Operation):
    """An operation that depends on whose request it is; the dispatcher tells."""

    owner: Owner = field(default=NOBODY, kw_only=True)


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request, as it is kept until it runs.

    :param path: below the prefix of the dialect
    :param headers: those that its answer depends on
    :param content: its body
    :param file: its body, where that is a file
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    content: bytes
    file: Upload | None = None


@dataclass(frozen=True, slots=True)
class Defer(OwnedOperation):
    """Execute an operation in the background.

    :param request: what the operation was made of
    """

    verb: ClassVar[str] = "defer"

    operation: Operation
    request: SentRequest

    @property
    def calls(self) -> int:
        return self.operation.calls

    @property
    def pieces(self) -> int:
        """In how many steps it runs, after each of which it can be cancelled."""
        operation = self.operation
        if isinstance(operation, DryRun):
            operation = operation.operation
        if isinstance(operation, Import):
            return operation.lines
        return len(operation.operations) if isinstance(operation, Each) else self.calls


@dataclass(frozen=True, slots=True)
class ReadJob(OwnedOperation):
    """Ask how far a job is, and what came of it."""

    verb: ClassVar[str] = "read_job"

    job: str


@dataclass(frozen=True, slots=True)
class CancelJob(ReadJob):
    """Have a job not run, or stop after the piece that it is at.

    :raise NotCancelled: it has ended, or runs in one piece
    """

    verb: ClassVar[str] = "cancel_job"


@dataclass(frozen=True, slots=True)
class ReadJobFile(ReadJob):
    """Give what a job has made, where that is a file."""

    verb: ClassVar[str] = "read_job_file"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its owner sees it; times are naive UTC.

    :param status: of the answer, ``None`` before there is one
    :param headers: of the answer
    :param body: of the answer, as JSON; ``None`` where there is none, or a file
    :param is_file: the answer is a file
    """

    id: str
    state: str
    done: int
    total: int
    created: datetime
    started: datetime | None
    ended: datetime | None
    status: int | None
    headers: Mapping[str, str]
    body: Any
    is_file: bool
