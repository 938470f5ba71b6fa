import json
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from .. import settings
from ..auth.again import family_of_session
from ..auth.tokens import issued
from ..core.job_operation import (
    CANCELLED,
    DONE,
    FAILED,
    QUEUED,
    RUNNING,
    Defer,
    Job,
    Owner,
)

_FORGOTTEN_AT_ONCE = 500


class RestapiJob(models.Model):
    """A request that runs in the background; see ``restapi_job_runner.py``.

    What was sent and what was answered are columns without fields, so that no view,
    no export and no API can show them. How far it is, and whether it is to end, is in
    a table of its own: a row that others write meanwhile would fail the transaction
    of the job, which writes its end with its effects.
    """

    _name = "restapi.job"
    _description = "REST API Job"
    _order = "id DESC"
    _log_access = False

    name = fields.Char("Job", required=True, readonly=True)
    state = fields.Selection(
        [
            (QUEUED, "Queued"),
            (RUNNING, "Running"),
            (DONE, "Done"),
            (FAILED, "Failed"),
            (CANCELLED, "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    source = fields.Char(readonly=True)
    credential = fields.Char(
        compute="_compute_credential", help="What the request was sent with."
    )
    method = fields.Char(required=True, readonly=True)
    path = fields.Char(
        required=True, readonly=True, help="Below /api, without the query."
    )
    create_date = fields.Datetime("Created on", readonly=True)
    started = fields.Datetime("Started on", readonly=True)
    ended = fields.Datetime("Ended on", readonly=True, index=True)
    status = fields.Integer(readonly=True, help="HTTP status of the answer.")
    error = fields.Char(readonly=True)
    attempts = fields.Integer(
        readonly=True,
        help="How often it was begun: again where the server broke off, twice at most.",
    )
    progress = fields.Float("Done", compute="_compute_progress")
    # A body that is a file.
    sent = fields.Binary(attachment=True, groups=NO_ACCESS, copy=False)
    # An answer that is a file, or too large for the row.
    result = fields.Binary(attachment=True, groups=NO_ACCESS, copy=False)

    _name_unique = models.UniqueIndex("(name)")
    _waiting = models.Index("(id) WHERE state IN ('queued', 'running')")

    def init(self):
        self.env.cr.execute(
            SQL(
                """ALTER TABLE restapi_job
                       ADD COLUMN IF NOT EXISTS scope varchar,
                       ADD COLUMN IF NOT EXISTS family varchar,
                       ADD COLUMN IF NOT EXISTS query varchar,
                       ADD COLUMN IF NOT EXISTS headers jsonb,
                       ADD COLUMN IF NOT EXISTS content bytea,
                       ADD COLUMN IF NOT EXISTS answer_headers jsonb,
                       ADD COLUMN IF NOT EXISTS answer text;
                   CREATE TABLE IF NOT EXISTS restapi_job_progress (
                       job_id integer PRIMARY KEY
                              REFERENCES restapi_job ON DELETE CASCADE,
                       done integer NOT NULL DEFAULT 0,
                       total integer NOT NULL,
                       is_unwanted boolean NOT NULL DEFAULT false
                   )"""
            )
        )

    @api.depends("source", "user_id")
    def _compute_credential(self):
        for job in self:
            model, _comma, id_ = (job.source or "").partition(",")
            if not model:
                job.credential = self.env._("Web session")
                continue
            # sudo: the name of a credential, for those who see all jobs.
            record = self.env[model].sudo().browse(int(id_)).exists()
            label = self.env[model]._description
            job.credential = f"{label}: {record.display_name}" if record else label

    def _compute_progress(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT j.id, CASE WHEN j.state = 'done' THEN 100
                                     ELSE p.done * 100.0 / p.total END
                     FROM restapi_job j JOIN restapi_job_progress p ON p.job_id = j.id
                    WHERE j.id = ANY(%s)""",
                list(self.ids),
            )
        )
        percent = dict(rows)
        for job in self:
            job.progress = percent.get(job.id, 0)

    # -- administrators

    def action_cancel(self):
        """Have queued jobs not run, and running ones end at their next piece."""
        self.check_access("read")  # whoever sees all jobs manages them
        for job in self:
            self._restapi_cancel(job.id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_retry(self):
        """Queue failed jobs again, as the same user and with the same credential."""
        self.check_access("read")  # whoever sees all jobs manages them
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_job
                      SET state = 'queued', attempts = 0, started = NULL, ended = NULL,
                          status = NULL, error = NULL, answer = NULL,
                          answer_headers = NULL
                    WHERE id = ANY(%s) AND state = 'failed'
                RETURNING id""",
                list(self.ids),
            )
        )
        again = self.browse(id_ for (id_,) in self.env.cr.fetchall())
        # sudo: files that belong to the failed attempts.
        again.sudo().result = False
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_job_progress SET done = 0, is_unwanted = false
                    WHERE job_id = ANY(%s)""",
                list(again.ids),
            )
        )
        self.invalidate_recordset()
        for _job in again:
            self._restapi_announce()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # -- owners

    @api.model
    def _restapi_waiting(self, owner: Owner) -> int:
        """Return how many jobs of an owner have not ended."""
        rows = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM restapi_job
                    WHERE state IN ('queued', 'running') AND user_id = %s
                      AND source = %s""",
                owner.user_id,
                owner.source,
            )
        )
        return rows[0][0]

    @api.model
    def _restapi_add(self, operation: Defer) -> str:
        """Queue a request, and return the public name of its job."""
        owner, request, name = operation.owner, operation.request, str(uuid.uuid4())
        family = owner.family
        if not (owner.source or family):
            family = family_of_session(self.env, owner.user_id)
        self.env.cr.execute(
            SQL(
                """WITH job AS (
                       INSERT INTO restapi_job (name, state, user_id, source, scope,
                              family, method, path, query, headers, content,
                              attempts, create_date)
                       VALUES (%s, 'queued', %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s)
                    RETURNING id)
                   INSERT INTO restapi_job_progress (job_id, total)
                   SELECT id, %s FROM job
                RETURNING job_id""",
                name,
                owner.user_id,
                owner.source,
                owner.scope,
                family,
                request.method,
                request.path,
                request.query,
                json.dumps(dict(request.headers)),
                request.content,
                issued.NOW,
                max(operation.pieces, 1),
            )
        )
        ((id_,),) = self.env.cr.fetchall()
        if request.file:
            self._restapi_keep_file(id_, "sent", request.file.content(), "sent")
        self._restapi_announce()
        return name

    @api.model
    def _restapi_keep_file(
        self, id_: int, field: str, content: bytes, name: str, mimetype: str = ""
    ) -> None:
        """Keep a file of a job, in a field of its own."""
        # sudo: jobs are no records that their owners may write.
        self.env["ir.attachment"].sudo().create(
            {
                "name": name,
                "raw": content,
                "res_model": self._name,
                "res_field": field,
                "res_id": id_,
                **({"mimetype": mimetype} if mimetype else {}),
            }
        )
        self.env.flush_all()

    @api.model
    def _restapi_find(self, name: str, owner: Owner) -> tuple[int, Job] | None:
        """Return a job of an owner: of the credential, or of the user of a session."""
        rows = self.env.execute_query(
            SQL(
                """SELECT j.id, j.name, j.state,
                          CASE WHEN j.state = 'done' THEN p.total ELSE p.done END,
                          p.total, j.create_date,
                          j.started, j.ended, j.status,
                          coalesce(j.answer_headers, '{}'), j.answer,
                          j.status IS NOT NULL AND j.answer IS NULL
                     FROM restapi_job j JOIN restapi_job_progress p ON p.job_id = j.id
                    WHERE j.name = %s AND j.user_id = %s AND (%s OR j.source = %s)""",
                name,
                owner.user_id,
                not owner.source,
                owner.source,
            )
        )
        if not rows:
            return None
        id_, *columns, answer, is_file = rows[0]
        return id_, Job(*columns, json.loads(answer) if answer else None, is_file)

    @api.model
    def _restapi_cancel(self, id_: int) -> bool:
        """Have a job not run, or end at its next piece; tell whether it will."""
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_job SET state = 'cancelled', ended = %s
                    WHERE id = %s AND state = 'queued'""",
                issued.NOW,
                id_,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model()
            return True
        self.env.cr.execute(
            SQL(
                """UPDATE restapi_job_progress p SET is_unwanted = true
                     FROM restapi_job j
                    WHERE j.id = %s AND p.job_id = j.id AND j.state = 'running'
                      AND p.total > 1""",
                id_,
            )
        )
        return bool(self.env.cr.rowcount)

    @api.autovacuum
    def _gc_ended(self):
        """Forget jobs that have ended longer ago than administrators want them kept."""
        days = timedelta(days=settings.read(self.env).job_days)
        ended = [("ended", "<", fields.Datetime.now() - days)]
        found = self.search(ended, limit=_FORGOTTEN_AT_ONCE)
        found.unlink()
        return len(found), self.search_count(ended)
