"""A job that one process runs, in the database: begun, observed, ended."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from odoo.sql_db import BaseCursor, Cursor
from odoo.tools import SQL

from .job_operation import SentRequest
from .owner import Owner
from .progress import Cancelled

_NOW = SQL("clock_timestamp() AT TIME ZONE 'utc'")
# Of the answer, those that say something of it alone.
_TOLD = (
    "Location",
    "ETag",
    "Preference-Applied",
    "Restapi-Omitted",
    "Restapi-Action",
    "Retry-After",
)


class Claimed(NamedTuple):
    """A job that this process runs."""

    id: int
    attempt: int
    name: str
    owner: Owner
    request: SentRequest


class Ending(NamedTuple):
    """How a job has ended.

    :param headers: of its answer, of which some are kept
    :param answer: JSON; ``None`` where it is a file, or where there is none
    :param error: why it has failed
    """

    state: str
    status: int | None = None
    headers: Mapping[str, str] = {}
    answer: str | None = None
    error: str | None = None


class Listener:
    """Writes down how far a job is, and asks whether it is to end.

    :param cr: whose statements are committed one by one
    """

    def __init__(self, cr: Cursor, job_id: int) -> None:
        self._cr = cr
        self._job_id = job_id

    def __call__(self, done: int) -> None:
        self._cr.execute(
            SQL(
                """UPDATE restapi_job_progress SET done = %s WHERE job_id = %s
                RETURNING is_unwanted""",
                done,
                self._job_id,
            )
        )
        ((is_unwanted,),) = self._cr.fetchall()
        if is_unwanted:
            raise Cancelled


def lock(id_: int) -> SQL:
    """Return what PostgreSQL knows the lock of a running job by."""
    return SQL("hashtextextended(%s, 0)", f"restapi.job,{id_}")


def begin(guard: Cursor, id_: int) -> Claimed | None:
    """Count an attempt, unless somebody has ended the job before it was locked."""
    guard.execute(
        SQL(
            """WITH begun AS (
                   UPDATE restapi_job_progress SET done = 0 WHERE job_id = %(id)s)
               UPDATE restapi_job
                  SET state = 'running', attempts = attempts + 1, started = %(now)s
                WHERE id = %(id)s AND state IN ('queued', 'running')
            RETURNING attempts, name, user_id, source, scope, family,
                      method, path, query, headers, content""",
            id=id_,
            now=_NOW,
        )
    )
    row = guard.fetchone()
    if row is None:
        return None
    attempt, name, user_id, source, scope, family, *request = row
    method, path, query, headers, content = request
    return Claimed(
        id_,
        attempt,
        name,
        Owner(user_id, source, scope, family),
        SentRequest(method, path, query, headers, bytes(content)),
    )


def end(cr: BaseCursor, claimed: Claimed, ending: Ending) -> bool:
    """Write down how a job has ended, unless another process has begun it again.

    Done jobs are not run again, so what was sent is forgotten.
    """
    told = {name: ending.headers[name] for name in _TOLD if name in ending.headers}
    cr.execute(
        SQL(
            """UPDATE restapi_job
                  SET state = %(state)s, ended = %(now)s, status = %(status)s,
                      answer_headers = %(headers)s, answer = %(answer)s,
                      error = %(error)s,
                      content = CASE WHEN %(state)s = 'done' THEN NULL
                                     ELSE content END
                WHERE id = %(id)s AND attempts = %(attempt)s AND state = 'running'""",
            state=ending.state,
            now=_NOW,
            status=ending.status,
            headers=json.dumps(told),
            answer=ending.answer,
            error=ending.error,
            id=claimed.id,
            attempt=claimed.attempt,
        )
    )
    return bool(cr.rowcount)
