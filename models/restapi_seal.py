from odoo import api, models
from odoo.tools import SQL

from ..auth import secrets

# Tables, and their columns of sealed texts.
SEALED = (
    ("restapi_account", "sealed_signing_key"),
    ("restapi_client", "sealed_secret"),
    ("restapi_token", "sealed"),
    ("restapi_webhook", "sealed_secret"),
    ("restapi_webhook", "sealed_previous"),
    ("restapi_webhook", "sealed_headers"),
)
PARAMETER = "restapi.sealed_with"


class RestapiSeal(models.AbstractModel):
    """Follows the server's secret where it changes; see ``auth/secrets.py``."""

    _name = "restapi.seal"
    _description = "REST API Seal"

    def _register_hook(self):
        super()._register_hook()
        secrets.check_server_secrets()

    @api.autovacuum
    def _gc_old_seals(self):
        # sudo: what is sealed with, which is told to nobody.
        parameters = self.env["ir.config_parameter"].sudo()
        present = secrets.fingerprint(self.env)
        if parameters.get_param(PARAMETER) != present:
            self._restapi_seal_anew()
            parameters.set_param(PARAMETER, present)

    @api.model
    def _restapi_seal_anew(self) -> int:
        """Seal all with the present key; return how many were under another one."""
        changed = 0
        for table, column in SEALED:
            name = {"table": SQL.identifier(table), "column": SQL.identifier(column)}
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, %(column)s FROM %(table)s"
                    " WHERE %(column)s IS NOT NULL FOR UPDATE",
                    **name,
                )
            )
            for id_, sealed in rows:
                if anew := secrets.sealed_anew(self.env, sealed):
                    self.env.cr.execute(
                        SQL(
                            "UPDATE %(table)s SET %(column)s = %(anew)s"
                            " WHERE id = %(id)s",
                            anew=anew,
                            id=id_,
                            **name,
                        )
                    )
                    changed += 1
        return changed
