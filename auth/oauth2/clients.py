"""What oauthlib asks about clients while it speaks OAuth 2.

Each method's duty is described in :class:`oauthlib.oauth2.RequestValidator`.
"""

from oauthlib.common import Request
from oauthlib.oauth2 import OAuth2Error, RequestValidator, UnauthorizedClientError

from odoo.api import Environment
from odoo.models import BaseModel

from ... import settings
from ...records import scope as scopes
from .. import application_limits, rotation
from . import redirect_uri, resources
from .registrations import DOCUMENT

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
# The field of the client that allows a grant.
GRANTS = {
    "authorization_code": "allow_authorization_code",
    "refresh_token": "allow_refresh_token",
    "client_credentials": "allow_client_credentials",
    DEVICE_GRANT: "allow_device_code",
}


class InvalidTargetError(OAuth2Error):
    """RFC 8707, 2: the resource is none of this server, or another one than before."""

    error = "invalid_target"


class ClientValidator(RequestValidator):
    """Knows the applications.

    :param address: of who asks
    """

    def __init__(self, env: Environment, address: str) -> None:
        self.env = env
        self.address = address
        # Set where no application may do without one.
        self.wants_secret = False

    def _client(self, client_id: str | None, request: Request) -> BaseModel | None:
        request.client = self.env["restapi.client"]._restapi_live(client_id or "")
        return request.client

    def client_authentication_required(self, request: Request) -> bool:
        client = self._client(request.client_id, request)
        is_public = bool(client) and client.client_type == "public"
        return self.wants_secret or not is_public or bool(request.client_secret)

    def authenticate_client(self, request: Request) -> bool:
        client = self._client(request.client_id, request)
        # Compared for unknown clients as well: both take the same time.
        same = rotation.matches(self.env, client, request.client_secret or "")
        is_public = bool(client) and client.client_type == "public"
        if is_public and request.grant_type == "client_credentials":
            raise UnauthorizedClientError(request=request)
        return same and self._is_within_limits(client)

    def authenticate_client_id(self, client_id: str, request: Request) -> bool:
        client = self._client(client_id, request)
        is_public = bool(client) and client.client_type == "public"
        return is_public and self._is_within_limits(client)

    def _is_within_limits(self, client: BaseModel) -> bool:
        application_limits.check(self.env, client, self.address)
        return True

    def validate_client_id(self, client_id: str, request: Request) -> bool:
        client = self._client(client_id, request)
        if not client:
            return False
        # Who is known by a document alone is turned away where those are.
        is_wanted = settings.read(self.env).client_documents
        return is_wanted or client.registration != DOCUMENT

    def check_grant(self, grant_type: str, request: Request) -> None:
        """Refuse a grant that an application has not.

        :raise UnauthorizedClientError: it has not
        """
        client = request.client
        if not self.validate_grant_type(client.client_id, grant_type, client, request):
            raise UnauthorizedClientError(request=request)

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: BaseModel, request: Request
    ) -> bool:
        if not client[GRANTS[grant_type]]:
            return False
        if grant_type != "client_credentials":
            return True
        request.user = client.service_user_id.id
        return bool(client.service_user_id.active and client.client_type != "public")

    def get_default_redirect_uri(self, client_id: str, request: Request) -> str | None:
        registered = request.client._restapi_redirect_uris()
        return registered[0] if len(registered) == 1 else None

    def validate_redirect_uri(
        self, client_id: str, redirect_uri_: str, request: Request
    ) -> bool:
        return any(
            redirect_uri.matches(registered, redirect_uri_)
            for registered in request.client._restapi_redirect_uris()
        )

    def validate_response_type(
        self, client_id: str, response_type: str, client: BaseModel, request: Request
    ) -> bool:
        return response_type == "code" and client.allow_authorization_code

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return request.client.client_type == "public"

    def get_default_scopes(self, client_id: str, request: Request) -> list[str]:
        return request.client.scope.split()

    def validate_scopes(
        self, client_id: str, scopes_: list[str], client: BaseModel, request: Request
    ) -> bool:
        asked = " ".join(scopes_)
        try:
            if self.resource(request) == resources.AGENTS:
                # They ask for all that there is (RFC 6749, 3.3).
                request.scopes = scopes.common(client.env, client.scope, asked)
                return bool(request.scopes)
            return bool(scopes_) and scopes.covers(client.env, client.scope, asked)
        except ValueError:
            return False

    # -- resources

    def resource(self, request: Request) -> str | None:
        """Return what a token is for: what was granted, or else what is asked for.

        :raise InvalidTargetError: it is none of this server
        """
        granted = getattr(request, "granted_resource", None)
        sent = getattr(request, "resource", None)
        if granted is not None or sent is None:
            return granted
        found = resources.named(settings.read(self.env).issuer, sent)
        if found is None:
            raise InvalidTargetError(
                "This resource is none of this server.", request=request
            )
        return found

    def bind(self, request: Request, granted: str | None) -> None:
        """Let a request for a token be about what was granted before.

        :raise InvalidTargetError: it asks for something else
        """
        asked = self.resource(request)
        if granted is not None and asked not in (None, granted):
            raise InvalidTargetError(
                "This resource is not the one that was granted.", request=request
            )
        request.granted_resource = granted or asked

    def check_resource(self, request: Request) -> dict:
        """Refuse an authorization request for what is none of this server."""
        self.resource(request)
        return {}
