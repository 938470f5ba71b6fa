from urllib.parse import urlencode

from odoo import fields, models

from .. import settings
from ..core.snippets import CODE, Call, Grant

OAUTH2 = "/restapi/1.0/common/oauth2"
OAUTH1 = "/restapi/1.0/common/oauth1"
# Fields, and the paths that they tell.
PATHS = {
    "discovery_address": "/.well-known/oauth-authorization-server",
    "authorization_address": f"{OAUTH2}/authorize",
    "token_address": f"{OAUTH2}/access_token",
    "device_address": f"{OAUTH2}/device_authorization",
    "api_address": "/api",
    "request_token_address": f"{OAUTH1}/request_token",
    "authorize_address": f"{OAUTH1}/authorize",
    "access_token_address": f"{OAUTH1}/access_token",
}


class RestapiClient(models.Model):
    """The addresses that the developer of an application needs, to be copied."""

    _inherit = "restapi.client"
    _restapi_placeholder = "YOUR_SECRET"

    discovery_address = fields.Char(
        "Discovery",
        compute="_compute_addresses",
        help="Libraries find all others out here (RFC 8414).",
    )
    authorization_address = fields.Char(
        "Authorization", compute="_compute_addresses", help="Where users are sent."
    )
    token_address = fields.Char(
        "Token", compute="_compute_addresses", help="Where tokens are got."
    )
    device_address = fields.Char(
        "Device", compute="_compute_addresses", help="Where devices ask for a code."
    )
    api_address = fields.Char(
        "API", compute="_compute_addresses", help="What the tokens are for."
    )
    request_token_address = fields.Char(
        "Request Token", compute="_compute_addresses", help="First leg of OAuth 1.0a."
    )
    authorize_address = fields.Char(
        "Authorize", compute="_compute_addresses", help="Second leg of OAuth 1.0a."
    )
    access_token_address = fields.Char(
        "Access Token", compute="_compute_addresses", help="Third leg of OAuth 1.0a."
    )

    def _compute_addresses(self):
        server = settings.read(self.env).issuer
        for client in self:
            for field, path in PATHS.items():
                client[field] = f"{server}{path}"

    def _restapi_call(self, secret):
        form, consent = self._restapi_token_form()
        if self.client_type == "public" or not form:
            return None
        grant = Grant(self.token_address, (self.client_id, secret), form, consent)
        return Call(self._restapi_call_address(), grant=grant)

    def _restapi_token_form(self) -> tuple[dict[str, str], str]:
        """Return what gives a token, and the address at which users allow it first."""
        if self.allow_client_credentials:
            return {"grant_type": "client_credentials"}, ""
        if not self.allow_authorization_code:
            return {}, ""
        uri = self._restapi_redirect_uris()[0]
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": uri,
        }
        sent = {"grant_type": "authorization_code", "code": CODE, "redirect_uri": uri}
        return sent, f"{self.authorization_address}?{urlencode(asked)}"
