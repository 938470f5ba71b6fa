"""A sample of ``make sweep``: real models in every dialect, beside Odoo's own API."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tools import config

from .support.server import Server, odoo_environment

DATABASE, FOLDER = "RESTAPI_SANDBOX_SAMPLE", "RESTAPI_SANDBOX_SWEEP"
# Of each model, this many fields are searched and ordered by, and followed.
FIELDS = 3
MODELS = (
    "account.account",
    "account.analytic.account",
    "account.journal",
    "account.move",
    "account.move.line",
    "account.move.send.wizard",
    "account.payment.register",
    "account.tax",
    "crm.lead",
    "hr.department",
    "hr.employee",
    "hr.job",
    "ir.attachment",
    "mrp.bom",
    "mrp.production",
    "mrp.unbuild",
    "mrp.workorder",
    "product.document",
    "product.template",
    "project.project",
    "project.task",
    "report.stock.quantity",
    "res.partner",
    "resource.resource",
    "sale.order",
    "stock.picking",
    "stock.quant",
    "stock.replenishment.info",
    "stock.warehouse",
    "website.page",
)


@tagged("post_install", "-at_install")
class TestSweep(BaseCase):
    def test_none_is_worse_than_odoo(self):
        if DATABASE not in os.environ:
            self.skipTest("make test prepares the database of the sample")
        with (
            tempfile.TemporaryDirectory() as folder,
            Server(
                os.environ[DATABASE], 2, **{"log-handler": "werkzeug:WARNING"}
            ) as server,
        ):
            table = Path(folder, "sweep.txt")
            swept = subprocess.run(
                [sys.executable, "-m", "sweep", *MODELS],
                env={
                    **odoo_environment(),
                    "RESTAPI_SWEEP_DB": os.environ[DATABASE],
                    "RESTAPI_SWEEP_CONF": config["config"],
                    "RESTAPI_SWEEP_URL": server.url,
                    "RESTAPI_SWEEP_OUTPUT": str(table),
                    "RESTAPI_SWEEP_SAMPLE": str(FIELDS),
                },
                cwd=os.environ[FOLDER],
                capture_output=True,
                text=True,
            )
            self.assertTrue(table.exists(), swept.stderr[-3000:])
            self.assertEqual(swept.returncode, 0, table.read_text()[:6000])
