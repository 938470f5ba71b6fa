from odoo import models
from odoo.exceptions import UserError
from odoo.modules import Manifest
from odoo.tools import SQL
from odoo.tools.parse_version import parse_version

NAME = "restapi"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def init(self):
        """Refuse to update a database that a later version has been at.

        :raise UserError: its tables are of that version
        """
        rows = self.env.execute_query(
            SQL("SELECT latest_version FROM ir_module_module WHERE name = %s", NAME)
        )
        version, installed = Manifest.for_addon(NAME)["version"], rows[0][0] or ""
        if parse_version(installed) > parse_version(version):
            raise UserError(
                self.env._(
                    "REST API %(version)s cannot be installed over the later version "
                    "%(installed)s, which has changed its tables. Install that version "
                    "again, or restore a copy of the database from before.",
                    version=version,
                    installed=installed,
                )
            )
