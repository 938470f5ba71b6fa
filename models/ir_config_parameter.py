from dataclasses import replace

from odoo import api, models
from odoo.tools import ormcache

from ..records import odoo19
from ..settings import NAMES, Parameters, parsed


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model
    @ormcache(cache="stable")
    def _restapi_parameters(self) -> Parameters:
        """Return our parameters, read once until one of all changes."""
        found = parsed({name: odoo19.parameter(self, name) for name in NAMES.values()})
        issuer = found.issuer or odoo19.parameter(self, "web.base.url") or ""
        return replace(found, issuer=issuer.rstrip("/"))
