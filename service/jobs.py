from odoo import models

from ..core import codes
from ..core.errors import NotFound, TooManyRequests
from ..core.file_operation import StoredFile
from ..core.job_operation import (
    MAX_WAITING,
    CancelJob,
    Defer,
    Job,
    NotCancelled,
    ReadJob,
    ReadJobFile,
)
from ..core.operation import Result
from ..records import files
from ..records.access import Access


class RestapiService(models.AbstractModel):
    """Queues requests, and tells their owners what becomes of them."""

    _inherit = "restapi.service"

    def _execute_defer(self, operation: Defer, access: Access) -> Result:
        jobs = self._jobs()
        if jobs._restapi_waiting(operation.owner) >= MAX_WAITING:
            raise TooManyRequests(
                f"There are {MAX_WAITING} jobs that have not ended; wait for some.",
                codes.TOO_MANY_JOBS,
            )
        name = jobs._restapi_add(operation)
        _id, job = jobs._restapi_find(name, operation.owner)
        return Result(operation, value=job)

    def _execute_read_job(self, operation: ReadJob, access: Access) -> Result:
        _id, job = self._job(operation)
        return Result(operation, value=job)

    def _execute_cancel_job(self, operation: CancelJob, access: Access) -> Result:
        id_, job = self._job(operation)
        if not self._jobs()._restapi_cancel(id_):
            raise NotCancelled(
                f"The job is {job.state}, and does not stop there.", "not_cancelled"
            )
        _id, job = self._job(operation)
        return Result(operation, value=job)

    def _execute_read_job_file(self, operation: ReadJobFile, access: Access) -> Result:
        id_, job = self._job(operation)
        record = self._jobs().browse(id_)
        found = files.find(record, record._fields["result"]) if job.is_file else None
        if found is None:
            raise NotFound("The answer of this job is no file.", codes.NO_FILE)
        mimetype, *rest = found
        # sudo: the name of the owner's own file.
        attachment = self.env["ir.attachment"].sudo()
        attachment = attachment.search(
            [
                ("res_model", "=", record._name),
                ("res_field", "=", "result"),
                ("res_id", "=", id_),
            ]
        )
        return Result(operation, value=StoredFile(attachment.name, mimetype, *rest))

    # -- steps

    def _jobs(self) -> models.BaseModel:
        # sudo: jobs of which every user sees their own, here alone.
        return self.env["restapi.job"].sudo()

    def _job(self, operation: ReadJob) -> tuple[int, Job]:
        found = self._jobs()._restapi_find(operation.job, operation.owner)
        if found is None:
            raise NotFound("There is no such job.", codes.UNKNOWN_JOB)
        return found
