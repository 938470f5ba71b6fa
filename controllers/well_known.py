from urllib.parse import urlsplit

from odoo.http import Controller, Response, request, route

from .. import settings
from ..auth.oauth2 import resources
from ..auth.oauth2.clients import GRANTS
from ..dialects.base import json_response
from ..records.scope import ACCESSES
from .oauth2 import PREFIX
from .registration import PATH as REGISTRATION

# By the path after the well-known one (RFC 9728, 3.1).
RESOURCES = {"": resources.API, **{name: name for name in resources.NAMES}}
SECRETS = ["client_secret_basic", "client_secret_post"]
ROUTE = {
    "type": "http",
    "auth": "none",
    "methods": ["GET"],
    "csrf": False,
    "save_session": False,
    "cors": "*",
}
SECONDS = 3600


class WellKnownController(Controller):
    """What clients find out by themselves."""

    @route(
        [
            "/.well-known/oauth-authorization-server",
            "/.well-known/oauth-authorization-server/<path:path>",
        ],
        **ROUTE,
    )
    def authorization_server(self, path: str = "") -> Response:
        """Describe the authorization server (RFC 8414)."""
        current = settings.read(request.env)
        issuer = current.issuer
        if path != urlsplit(issuer).path.strip("/"):
            return request.not_found()
        address = f"{issuer}{PREFIX}"
        registration = (
            {"registration_endpoint": f"{issuer}{REGISTRATION}"}
            if current.client_registration
            else {}
        )
        return _document(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/access_token",
                "revocation_endpoint": f"{address}/revoke",
                "introspection_endpoint": f"{address}/introspect",
                **registration,
                "client_id_metadata_document_supported": current.client_documents,
                "device_authorization_endpoint": f"{address}/device_authorization",
                "scopes_supported": list(ACCESSES),
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": list(GRANTS),
                "token_endpoint_auth_methods_supported": [*SECRETS, "none"],
                "revocation_endpoint_auth_methods_supported": [*SECRETS, "none"],
                "introspection_endpoint_auth_methods_supported": SECRETS,
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
                "service_documentation": f"{issuer}/restapi/docs",
            }
        )

    @route(
        [
            "/.well-known/oauth-protected-resource",
            "/.well-known/oauth-protected-resource/<path:path>",
        ],
        **ROUTE,
    )
    def protected_resource(self, path: str = "") -> Response:
        """Describe the API as a protected resource (RFC 9728)."""
        issuer = settings.read(request.env).issuer
        if path not in RESOURCES:
            return request.not_found()
        return _document(
            {
                "resource": f"{issuer}/{RESOURCES[path]}",
                "authorization_servers": [issuer],
                "scopes_supported": list(ACCESSES),
                "bearer_methods_supported": ["header"],
                "resource_name": "Odoo REST API",
                "resource_documentation": f"{issuer}/restapi/docs",
            }
        )


def _document(value: dict) -> Response:
    return json_response(value, headers={"Cache-Control": f"max-age={SECONDS}"})
