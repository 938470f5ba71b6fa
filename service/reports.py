import logging

from odoo import models
from odoo.tools.safe_eval import safe_eval, time

from ..core import codes
from ..core.errors import BadRequest, Forbidden, NotFound, Unavailable
from ..core.file_operation import Print
from ..core.grant import EXECUTE, PRINTING, READ
from ..core.operation import Report, Result
from ..core.refusal import SCOPE, Refusal
from ..records import context as contexts
from ..records import odoo19
from ..records.access import Access

MAX_REPORT_IDS = 100
# The formats of a type of report, its own first. HTML is the preview of a PDF.
FORMATS = {
    "qweb-pdf": ("pdf", "html"),
    "qweb-html": ("html",),
    "qweb-text": ("text",),
}
RENDERERS = {"pdf": "_pdf", "html": "_report_html", "text": "_report_text"}

_logger = logging.getLogger(__name__)


class RestapiService(models.AbstractModel):
    """Renders reports: as PDF, and as what else they are made for."""

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

    def _execute_print(self, operation: Print, access: Access) -> Result:
        model = self._model(operation, access, READ)
        report = self._report(operation, access)
        # sudo: the action's own row
        action = report.sudo()
        if action.model != model._name:
            raise NotFound(
                f"The report {operation.report} is one of {action.model}, not of "
                f"{model._name}.",
                codes.UNKNOWN_REPORT,
            )
        (ids,) = operation.batches
        records = self._records(model, ids, access, READ).with_env(report.env)
        records.check_access("read")
        format_ = self._report_format(action.report_type, operation.format)
        content = getattr(self, RENDERERS[format_])(report, ids)
        return Result(
            operation, value=(format_, content, self._report_name(action, records))
        )

    def _report_format(self, kind: str, wanted: str | None) -> str:
        """Return the format to render a report in.

        :raise BadRequest: it is not made for the one that is wanted
        """
        formats = FORMATS.get(kind, ())
        if wanted is None and formats:
            return formats[0]
        if wanted not in formats:
            raise BadRequest(
                f"format: this report can be {' or '.join(formats) or kind}.",
                codes.INVALID_FORMAT,
            )
        return wanted

    def _report_name(self, action: models.BaseModel, records: models.BaseModel) -> str:
        """Return the name of a document, as Odoo's own download has it."""
        if action.print_report_name and len(records) == 1:
            values = {"object": records, "time": time}
            try:
                return str(safe_eval(action.print_report_name, values))
            except ValueError:
                # An expression of the administrator, which the print can do without.
                _logger.warning(
                    "The name of %s fails.", action.report_name, exc_info=True
                )
        return action.name

    def _report(self, operation: Report, access: Access) -> models.BaseModel:
        """Return the report an operation names, if the user may use it."""
        # sudo: reports are found by name; who may print one is checked below.
        reports = self.env["ir.actions.report"].sudo()
        name = operation.report
        found = reports.search([("report_name", "=", name)], limit=1)
        if not found and name.count(".") == 1:
            model, id_ = odoo19.model_and_id(self.env, name)
            found = reports.browse(id_ if model == reports._name else ())
        if not found or found.model not in self.env:
            raise NotFound(f"There is no report {name[:100]}.", codes.UNKNOWN_REPORT)
        if found.group_ids and not found.group_ids & self.env.user.all_group_ids:
            raise Forbidden(
                f"You may not print the report {name}.", codes.REPORT_ACCESS
            )
        if sum(map(len, operation.batches)) > MAX_REPORT_IDS:
            raise BadRequest(
                f"ids: at most {MAX_REPORT_IDS} records at once.", codes.TOO_LARGE
            )
        self._check_printable(found, access)
        model = self.env[found.model]
        context = contexts.parse_context(model, operation.context, access)
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
                codes.INSUFFICIENT_SCOPE,
                refusal=Refusal(SCOPE, report.model, EXECUTE, method=PRINTING),
            )

    def _pdf(self, report: models.BaseModel, ids: tuple[int, ...]) -> bytes:
        """Render one document."""
        if report.get_wkhtmltopdf_state() == "install":
            raise Unavailable(
                "The server has no wkhtmltopdf to render PDF.", codes.NO_WKHTMLTOPDF
            )
        # sudo: the action's own row; records were checked, and the report is
        # rendered as the user.
        name = report.sudo().report_name
        return odoo19.report_pdf(report, name, list(ids))

    def _report_html(self, report: models.BaseModel, ids: tuple[int, ...]) -> bytes:
        # sudo: the action's own row, as for PDF.
        name = report.sudo().report_name
        return odoo19.report_html(report, name, list(ids))

    def _report_text(self, report: models.BaseModel, ids: tuple[int, ...]) -> bytes:
        # sudo: the action's own row, as for PDF.
        name = report.sudo().report_name
        return odoo19.report_text(report, name, list(ids))
