from odoo import models

from ..clients import LANGUAGES
from ..core import parameters
from ..core.access import Access
from ..core.client_operation import Client
from ..core.operation import Result


class RestapiClients(models.AbstractModel):
    """The handler that writes clients, for one credential."""

    _inherit = "restapi.service"

    def _execute_client(self, operation: Client, access: Access) -> Result:
        scopes = self._scopes(operation.models, access, self._usable_models(access))
        # Not the Host header, which a client chooses.
        address = parameters.read(self.env).issuer
        text = LANGUAGES[operation.language].client(scopes, address)
        return Result(operation, value=text.encode())
