"""Installed, uninstalled and installed again, in a database of its own."""

import re
import shutil
import subprocess
from contextlib import closing

from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, config

from .support.needs import PROGRAM, needs
from .support.server import odoo_command, odoo_environment

TROUBLE = re.compile(
    r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) (?!\S+ (?:odoo\.tools\.config|odoo\.sql_db|odoo\.service\.db|py\.warnings):).*",
    re.M,
)
LEFT = """
SELECT 'table', table_name FROM information_schema.tables WHERE table_name LIKE 'restapi%'
UNION SELECT 'column', table_name || '.' || column_name FROM information_schema.columns
 WHERE column_name LIKE 'rest%api\\_%'
UNION SELECT 'parameter', key FROM ir_config_parameter WHERE key ~ '^(restapi|rest_api|restful)[.]'
UNION SELECT 'data', module || '.' || name FROM ir_model_data WHERE module = 'restapi'
UNION SELECT 'model', model FROM ir_model WHERE model LIKE 'restapi%'
UNION SELECT 'view', name FROM ir_ui_view WHERE name LIKE '%restapi%'
"""
# While changes are recorded, of what the end of the addon itself changes too.
UNINSTALL = """
ids = [env["ir.model"]._get_id(name) for name in ("res.partner", "ir.module.module")]
env["restapi.recorded"].create([{"model_id": id_} for id_ in ids])
env.cr.commit()
env["res.partner"].create({"name": "Recorded"})
env["ir.module.module"].search([("name", "=", "restapi")]).button_immediate_uninstall()
"""


@tagged("post_install", "-at_install")
@needs(PROGRAM)
class TestLifeCycle(BaseCase):
    def setUp(self):
        super().setUp()
        self.database = f"{get_db_name()}_life"
        self.addCleanup(self.drop)

    def drop(self):
        with closing(db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True  # a database is not dropped in a transaction
            cr.execute(
                SQL(
                    "DROP DATABASE IF EXISTS %s WITH (FORCE)",
                    SQL.identifier(self.database),
                )
            )
        shutil.rmtree(config.filestore(self.database), ignore_errors=True)

    def run_odoo(self, *arguments, script=""):
        result = subprocess.run(
            odoo_command(*arguments, "-d", self.database, "--no-http"),
            input=script,
            capture_output=True,
            text=True,
            env=odoo_environment(),
            timeout=300,
        )
        self.assertEqual(result.returncode, 0, result.stderr[-3000:])
        self.assertEqual(TROUBLE.findall(result.stderr), [])

    def left_over(self):
        with closing(db_connect(self.database).cursor()) as cr:
            cr.execute(LEFT)
            return cr.fetchall()

    def test_install_uninstall_install(self):
        install = ("server", "-i", "restapi", "--stop-after-init")
        self.run_odoo(*install)
        with closing(db_connect(self.database).cursor()) as cr:
            cr.execute(
                "INSERT INTO ir_config_parameter (key, value) VALUES ('restapi.max_page_size', '5')"
            )
            cr.commit()  # another process reads it. pylint: disable=invalid-commit
        self.assertTrue(self.left_over())
        self.run_odoo("shell", script=UNINSTALL)
        self.assertEqual(self.left_over(), [])
        self.run_odoo(*install)
        self.assertIn(("model", "restapi.service"), self.left_over())
