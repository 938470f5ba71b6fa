"""A sample of ``make sweep``: real models in every dialect, beside Odoo's own API."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import requests

from odoo.tests import BaseCase, tagged
from odoo.tools import config

from .support.needs import PROGRAM, SERVER, needs
from .support.server import Server, odoo_environment

DATABASE, FOLDER = "RESTAPI_SANDBOX_SAMPLE", "RESTAPI_SANDBOX_SWEEP"
# Of each model, this many fields are searched and ordered by, and followed.
FIELDS = 3
MODELS = (
    "account.account",
    "account.journal",
    "account.move",
    "account.move.line",
    "account.move.send.wizard",
    "account.payment.register",
    "account.tax",
    "crm.lead",
    "hr.department",
    "hr.employee",
    "ir.attachment",
    "product.document",
    "product.template",
    "report.stock.quantity",
    "res.partner",
    "resource.resource",
    "sale.order",
    "stock.picking",
    "stock.quant",
    "stock.replenishment.info",
    "stock.warehouse",
)


@tagged("post_install", "-at_install")
@needs(SERVER, PROGRAM)
class TestSweep(BaseCase):
    """On a database of many modules, which ``make test`` prepares."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.database = os.environ.get(DATABASE)
        if not cls.database:
            raise unittest.SkipTest("make test prepares the database of the sample")
        options = {"log-handler": "werkzeug:WARNING"}
        cls.server = cls.enterClassContext(Server(cls.database, 2, **options))

    def test_none_is_worse_than_odoo(self):
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder, "sweep.txt")
            swept = subprocess.run(
                [sys.executable, "-m", "sweep", *MODELS],
                env={
                    **odoo_environment(),
                    "RESTAPI_SWEEP_DB": self.database,
                    "RESTAPI_SWEEP_CONF": config["config"],
                    "RESTAPI_SWEEP_URL": self.server.url,
                    "RESTAPI_SWEEP_OUTPUT": str(table),
                    "RESTAPI_SWEEP_SAMPLE": str(FIELDS),
                },
                cwd=os.environ[FOLDER],
                capture_output=True,
                text=True,
            )
            self.assertTrue(table.exists(), swept.stderr[-3000:])
            self.assertEqual(swept.returncode, 0, table.read_text()[:6000])

    def test_line_breaks_are_no_page_of_the_website(self):
        for path in (
            "/api/res.partner/1%0A",
            "/api/res.partner%0A",
            "/api/%0A/1",
            "/restapi/1.0/object/res.partner/%0A",
            "/restapi/1.0/object/res.partner/%0D%0A",
        ):
            for method in ("GET", "PUT", "DELETE"):
                with self.subTest(method=method, path=path):
                    url = f"{self.server.url}{path}"
                    answer = requests.request(method, url, timeout=60)
                    self.assertIn(answer.status_code, (400, 401, 404), answer.text)
                    self.assertIn("error", answer.json())
