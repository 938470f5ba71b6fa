from odoo import models

from .. import settings
from ..clients import WRITERS
from ..core.client_operation import Client
from ..core.operation import Result
from ..records.access import Access


class RestapiClients(models.AbstractModel):
    """The handler that writes clients, for one credential."""

    _inherit = "restapi.service"

    def _execute_client(self, operation: Client, access: Access) -> Result:
        scopes = self._scopes(operation.models, access, self._usable_models(access))
        # Not the Host header, which a client chooses.
        base_url = settings.read(self.env).issuer
        text = WRITERS[operation.language](scopes, base_url)
        return Result(operation, value=text.encode())
