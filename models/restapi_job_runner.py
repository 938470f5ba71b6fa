import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from werkzeug.http import parse_options_header

from odoo import SUPERUSER_ID, api, models
from odoo.http import Response, borrow_request
from odoo.service.model import retrying
from odoo.sql_db import Cursor, db_connect
from odoo.tools import SQL

from .. import settings
from ..auth import again, credentials, request_context
from ..core import codes, job_claim, problems, progress
from ..core.errors import Problem
from ..core.file_operation import Upload
from ..core.grant import Grant
from ..core.job_claim import Claimed, Ending, Listener
from ..core.job_operation import CANCELLED, DONE, FAILED, WAITING
from ..core.operation import Operation
from ..core.progress import Cancelled
from ..dialects import rendering
from ..dialects.base import JSON
from ..dialects.native import Native, jobs
from ..records import files, odoo19
from ..records.write import write_locks
from ..records.write.write_locks import Turn
from ..settings import MEBIBYTE

MAX_ATTEMPTS = 2
MAX_INLINE_BYTES = MEBIBYTE
# How long a job waits for others that write the same records.
TURN_SECONDS = 60
# Of answers that have none.
_NAMES = {JSON: "answer.json", "application/x-ndjson": "answer.ndjson"}
# Looked at in one go, to find one that nobody runs.
_CANDIDATES = 1000
BROKEN = Problem(
    500,
    codes.JOB_BROKEN,
    "The server broke off twice while it ran this; nothing was kept of it.",
)

_logger = logging.getLogger(__name__)


class _Prepared(NamedTuple):
    """What a job does: an operation, in the environment of its user."""

    env: api.Environment
    dialect: Native
    operation: Operation
    grant: Grant


class _Lost(Exception):
    """The job was taken up by another process, which ends it."""


class RestapiJob(models.Model):
    """Runs jobs, each once: its end is written in the transaction of its effects.

    ::

        guard     a connection whose statements are committed one by one
        ├── lock of the session, which ends with the process, however that ends
        ├── queued → running
        ├── progress, and whether the job is to end
        └── running → failed, cancelled
        work      the transaction of the job
        ├── the credential is asked again, turns are taken as for a request
        ├── the operation, as its user
        └── running → done

    A job that is running and whose lock is free has lost its server: it is begun
    again, once.
    """

    _inherit = "restapi.job"

    @api.model
    def _restapi_announce(self) -> None:
        """Have a job run as soon as this transaction is committed."""
        # sudo: the engine that runs jobs, which no user may start by themselves.
        jobs = self.sudo()
        if "queue.job" in self.env:
            jobs.with_delay(description="REST API job")._restapi_run_next()
            return
        # Copies of the scheduled action run as many jobs at once.
        crons = jobs.env["ir.cron"].search([("model_id.model", "=", self._name)])
        for cron in crons:
            odoo19.trigger(cron)

    @api.model
    def _cron_run(self) -> None:
        """Run a job; Odoo asks again while there may be more."""
        ran = self._restapi_run_next()
        waiting = [("state", "in", list(WAITING))]
        remaining = self.search_count(waiting) if ran else 0
        odoo19.note_progress(self.env, int(ran), remaining)

    @api.model
    def _restapi_run_next(self) -> bool:
        """Run the first job that nobody runs; tell whether there was one."""
        with (
            # queue_job asks for this by a request over HTTP, which is not the job's.
            borrow_request(),
            closing(db_connect(self.env.cr.dbname).cursor()) as guard,
        ):
            odoo19.commit_each_statement(guard)
            with self._restapi_claimed(guard) as claimed:
                if claimed is None:
                    return False
                if claimed.attempt > MAX_ATTEMPTS:
                    self._restapi_fail(guard, claimed, BROKEN)
                else:
                    self._restapi_run(guard, claimed)
        return True

    @contextmanager
    def _restapi_claimed(self, guard: Cursor) -> Iterator[Claimed | None]:
        """Give a job that nobody else runs within."""
        guard.execute(
            SQL(
                """SELECT id FROM restapi_job WHERE state IN ('queued', 'running')
                    ORDER BY id LIMIT %s""",
                _CANDIDATES,
            )
        )
        for (id_,) in guard.fetchall():
            guard.execute(SQL("SELECT pg_try_advisory_lock(%s)", job_claim.lock(id_)))
            if not guard.fetchone()[0]:
                continue
            try:
                if claimed := job_claim.begin(guard, id_):
                    yield claimed
                    return
            finally:
                if not guard.closed:
                    guard.execute(
                        SQL("SELECT pg_advisory_unlock(%s)", job_claim.lock(id_))
                    )
        yield None

    @api.model
    def _restapi_run(self, guard: Cursor, claimed: Claimed) -> None:
        listener = Listener(guard, claimed.id)
        try:
            with self.pool.cursor() as cr:
                # Odoo has asked a replica what has changed, where there is one.
                self.pool.check_signaling(cr)
                env = api.Environment(cr, SUPERUSER_ID, {})
                deadline = time.monotonic() + TURN_SECONDS
                work = env[self._name]._restapi_perform
                retrying(partial(work, claimed, deadline, listener), env)
        except _Lost:
            _logger.warning("The job %s is run by another process.", claimed.name)
        except Cancelled:
            job_claim.end(guard, claimed, Ending(CANCELLED))
        except Exception as exc:
            problem = problems.of(exc)
            if problem.status >= 500:
                _logger.error("The job %s has failed", claimed.name, exc_info=exc)
            self._restapi_fail(guard, claimed, problem)

    def _restapi_perform(
        self, claimed: Claimed, deadline: float, listener: Listener
    ) -> None:
        """Do what a job is for, and write down its answer; run again by Odoo.

        :raise Exception: whatever a request can end in
        """
        prepared = self._restapi_prepared(claimed)
        if self._restapi_take_turn(prepared, deadline):
            # What the credential allows may have changed meanwhile.
            prepared = self._restapi_prepared(claimed)
        env, dialect, operation, grant = prepared
        with progress.told_to(listener):
            result = env["restapi.service"].execute(operation, grant)
        env.flush_all()
        self._restapi_answer(claimed, rendering.render(dialect, result))

    def _restapi_prepared(self, claimed: Claimed) -> _Prepared:
        """Return what a job does, as far as its credential is good now.

        :raise Unauthorized: it is not
        """
        identity = again.identify(self.env, claimed.owner)
        if not identity.is_bounded:
            self.env.cr.execute(SQL("SELECT %s", credentials.bounded(self.env)))
        file = self._restapi_sent_file(claimed)
        dialect = jobs.dialect_of(Native, replace(claimed.request, file=file))
        dialect.identity = identity
        env = self.env(user=identity.user_id, context={})
        env = env(context=request_context.of(env, dialect.http, identity))
        env.transaction.default_env = env
        request_context.place_companies(env)
        operation = jobs.operation_of(dialect)
        return _Prepared(env, dialect, operation, identity.grant)

    def _restapi_sent_file(self, claimed: Claimed) -> Upload | None:
        """Return the file that is the body of the request, where it is one."""
        record = self.browse(claimed.id)
        found = files.find(record, record._fields["sent"])
        if found is None:
            return None
        content = BytesIO(found.content)
        if found.path:
            content = Path(found.path).open("rb")  # noqa: SIM115 as long as the job
        return Upload("", found.mimetype, found.size, content)

    def _restapi_take_turn(self, prepared: _Prepared, deadline: float) -> bool:
        """Wait for other writers; tell whether a new transaction has begun."""
        env, _dialect, operation, grant = prepared
        if not settings.read(env).lock_timeout:
            return False
        keys = env["restapi.service"].contended(operation, grant)
        if not keys or write_locks.take(env.cr, keys, deadline) is Turn.NOTHING:
            return False
        env.registry.check_signaling(env.cr)
        env.cr.reset()
        return True

    def _restapi_answer(self, claimed: Claimed, response: Response) -> None:
        """Write down the answer of a job, in the transaction of its effects.

        :raise _Lost: another process does it
        """
        content = response.get_data()
        is_file = response.mimetype != JSON or len(content) > MAX_INLINE_BYTES
        if is_file:
            self._restapi_keep_answer(claimed, response)
        state = FAILED if response.status_code >= 400 else DONE
        answer = None if is_file else content.decode() or "null"
        ending = Ending(state, response.status_code, response.headers, answer)
        if not job_claim.end(self.env.cr, claimed, ending):
            raise _Lost
        if state == DONE:
            self.browse(claimed.id).sent = False

    def _restapi_keep_answer(self, claimed: Claimed, response: Response) -> None:
        disposition = response.headers.get("Content-Disposition", "")
        _inline, options = parse_options_header(disposition)
        name = options.get("filename", _NAMES.get(response.mimetype, "answer"))
        content, mimetype = response.get_data(), response.mimetype
        self._restapi_keep_file(claimed.id, "result", content, name, mimetype)

    @api.model
    def _restapi_fail(self, guard: Cursor, claimed: Claimed, problem: Problem) -> None:
        """Write down why a job has failed; nothing was kept of it."""
        dialect = jobs.dialect_of(Native, claimed.request)
        response = dialect.render_error(problem, claimed.name)
        ending = Ending(
            FAILED,
            response.status_code,
            response.headers,
            response.get_data(as_text=True),
            problem.message,
        )
        job_claim.end(guard, claimed, ending)
