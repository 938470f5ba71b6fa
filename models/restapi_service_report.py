from odoo import models

from ..core import context as contexts
from ..core.access import Access
from ..core.errors import BadRequest, Forbidden, NotFound, Unavailable
from ..core.grant import EXECUTE, PRINTING, READ
from ..core.operation import Report, Result
from ..core.refusal import SCOPE, Refusal

MAX_REPORT_IDS = 100


class RestapiService(models.AbstractModel):
    """Renders reports as PDF."""

    _inherit = "restapi.service"

    def _execute_report(self, operation: Report, access: Access) -> Result:
        report = self._report(operation, access)
        # sudo: the action's own row
        model = self.env[report.sudo().model].with_env(report.env)
        for ids in operation.batches:
            # Rendering itself looks at no rights: an attachment may be there.
            self._records(model, ids, access, READ).check_access("read")
        rendered = [self._pdf(report, ids) for ids in operation.batches]
        return Result(operation, value=rendered)

    def _report(self, operation: Report, access: Access) -> models.BaseModel:
        """Return the report an operation names, if the user may use it."""
        # sudo: reports are found by name; who may print one is checked below.
        reports = self.env["ir.actions.report"].sudo()
        name = operation.report
        found = reports.search([("report_name", "=", name)], limit=1)
        if not found and name.count(".") == 1:
            model, id_ = self.env["ir.model.data"]._xmlid_to_res_model_res_id(name)
            found = reports.browse(id_ if model == reports._name else ())
        if not found or found.model not in self.env:
            raise NotFound(f"There is no report {name[:100]}.", "unknown_report")
        if found.group_ids and not found.group_ids & self.env.user.all_group_ids:
            raise Forbidden(f"You may not print the report {name}.", "report_access")
        if sum(map(len, operation.batches)) > MAX_REPORT_IDS:
            raise BadRequest(
                f"ids: at most {MAX_REPORT_IDS} records at once.", "too_large"
            )
        self._check_printable(found, access)
        model = self.env[found.model]
        context = contexts.checked(model, operation.context, access)
        return found.sudo(False).with_context(**context)

    def _check_printable(self, report: models.BaseModel, access: Access) -> None:
        """Refuse a report to a credential that may not read all of a record.

        What a report prints is not known, so a limited credential needs every field
        of the model, or an access line that names ``report`` among the methods.
        """
        access.check(report.model, READ)
        if access.names_method(report.model, PRINTING):
            return
        if not access.allows_every_field(report.model, READ):
            raise Forbidden(
                f"The credential allows some fields of {report.model} only; to print "
                f"it, its access line must name {PRINTING} among the methods.",
                "insufficient_scope",
                refusal=Refusal(SCOPE, report.model, EXECUTE, method=PRINTING),
            )

    def _pdf(self, report: models.BaseModel, ids: tuple[int, ...]) -> bytes:
        """Render one document."""
        if report.get_wkhtmltopdf_state() == "install":
            raise Unavailable(
                "The server has no wkhtmltopdf to render PDF.", "no_wkhtmltopdf"
            )
        # sudo: the action's own row; records were checked, and the report is
        # rendered as the user.
        name = report.sudo().report_name
        content, _kind = report._render_qweb_pdf(name, list(ids))
        return content
