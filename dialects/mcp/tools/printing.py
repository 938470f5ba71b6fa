"""A tool that reads documents as Odoo prints them."""

from odoo.tools import html2plaintext

from ....core.file_operation import Print
from ....core.operation import Operation, Result
from .. import bounds
from ..bounds import Content
from . import tool
from .reading import READING
from .tool import IDS, MODEL, Arguments, Tool

_FORMATS = ("html", "text")


def _print(arguments: Arguments) -> Operation:
    return Print(
        arguments["report"],
        (tool.ids(arguments),),
        model=arguments["model"],
        format=arguments.get("format", "html"),
    )


def _document(arguments: Arguments, result: Result) -> Content:
    _format, document, name = result.value
    text = html2plaintext(document.decode(), include_references=False)
    # Cells of tables that are empty, and borders.
    lines = [line for line in text.splitlines() if line.strip(" *")]
    content: Content = {"name": name, "lines": lines}
    return bounds.fitted(
        content, "lines", lambda count: "To see more, print fewer records at once."
    )


READ_REPORT = Tool(
    "read_report",
    "Read a printed document",
    "Read the text of a document that Odoo prints of records: a quotation, an invoice, "
    "a delivery slip. Names of reports are like sale.report_saleorder or "
    "account.report_invoice; where you may read the model ir.actions.report, "
    "search it for those of a model, and take report_name.",
    READING,
    {
        "model": MODEL,
        "report": {"type": "string", "description": "report_name of the report."},
        "ids": {**IDS, "maxItems": 10},
        "format": {
            "type": "string",
            "enum": list(_FORMATS),
            "description": "html, the default, is returned as plain text; text is for "
            "reports that are made for a label printer.",
        },
    },
    ("model", "report", "ids"),
    {
        "name": {"type": "string"},
        "lines": {"type": "array", "items": {"type": "string"}},
    },
    _print,
    _document,
)
