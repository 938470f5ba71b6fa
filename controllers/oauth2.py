from collections.abc import Callable

from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant

from odoo.http import Controller, Response, request, route

from .. import settings
from ..auth import oauth2
from ..auth.oauth2 import AuthorizationServer
from ..auth.oauth2 import parameters as oauth_parameters
from ..auth.oauth2.devices import DEVICE_SECONDS, POLL_SECONDS
from ..auth.oauth2.parameters import Parameters
from ..dialects.base import json_response
from ..models.ir_http_replica import stays_on_primary

PREFIX = "/restapi/1.0/common/oauth2"
BASIC = 'Basic realm="restapi"'
ENDPOINT = {
    "type": "restapi.oauth",
    "auth": "none",
    "csrf": False,
    "save_session": False,
    "readonly": stays_on_primary,
}
Respond = Callable[[AuthorizationServer, Parameters], tuple]


class OAuth2Controller(Controller):
    """What applications ask the authorization server for, without their user.

    No ``methods``: Odoo would answer others in HTML, the dispatcher says 405.
    """

    @route([f"{PREFIX}/access_token", f"{PREFIX}/token"], **ENDPOINT)
    def access_token(self) -> Response:
        """Exchange a grant for tokens (RFC 6749, 3.2)."""
        return _answer(
            lambda server, sent: server.create_token_response(
                PREFIX, "POST", sent.form, oauth2.FORM
            )
        )

    @route(f"{PREFIX}/revoke", **ENDPOINT)
    def revoke(self) -> Response:
        """Revoke a token (RFC 7009)."""
        return _answer(
            lambda server, sent: server.create_revocation_response(
                PREFIX, "POST", sent.form, oauth2.FORM
            )
        )

    @route(f"{PREFIX}/introspect", **ENDPOINT)
    def introspect(self) -> Response:
        """Describe a token, to an application that has a secret (RFC 7662)."""

        def respond(server: AuthorizationServer, sent: Parameters) -> tuple:
            server.validator.wants_secret = True
            return server.create_introspect_response(
                PREFIX, "POST", sent.form, oauth2.FORM
            )

        return _answer(respond)

    @route(f"{PREFIX}/device_authorization", **ENDPOINT)
    def device_authorization(self) -> Response:
        """Give a device its code, and what its user types (RFC 8628, 3.1)."""
        return _answer(_authorize_device)


def _answer(respond: Respond) -> Response:
    try:
        sent = oauth_parameters.read(request.httprequest)
        with oauth2.server(request.env, request.httprequest.remote_addr) as server:
            try:
                headers, body, status = respond(server, sent)
            except OAuth2Error as exc:
                headers, body, status = exc.headers, exc.json, exc.status_code
    except OAuth2Error as exc:
        headers, body, status = exc.headers, exc.json, exc.status_code
    response = Response(body, status, content_type="application/json; charset=utf-8")
    response.headers.update(headers)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        # RFC 6749, 5.2; oauthlib names the scheme of tokens, not of clients.
        response.headers["WWW-Authenticate"] = BASIC
    return response


def _authorize_device(server: AuthorizationServer, sent: Parameters) -> tuple:
    asked = oauth2.request(PREFIX, sent)
    DeviceCodeGrant(server.validator).validate_device_authorization_request(asked)
    server.validator.check_grant(oauth2.DEVICE_GRANT, asked)
    device_code, user_code = server.validator.devices.add(
        client_id=asked.client.id,
        scope=" ".join(asked.scopes),
        address=request.httprequest.remote_addr or "",
    )
    page = f"{settings.read(request.env).issuer}{PREFIX}/device"
    answer = {
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={user_code}",
        "expires_in": DEVICE_SECONDS,
        "interval": POLL_SECONDS,
    }
    return {}, json_response(answer).get_data(), 200
