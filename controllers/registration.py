from odoo.http import Controller, Response, request, route

from .. import settings
from ..auth.oauth2 import registrations
from ..auth.oauth2.registrations import InvalidMetadata
from ..auth.throttle import sql as sql_throttle
from ..core import json
from ..core.errors import NotFound, TooManyRequests
from ..dialects.base import json_response
from .oauth2 import ENDPOINT, PREFIX

PATH = f"{PREFIX}/register"
# Whoever registers shows nothing: few in an hour, of one address and of all.
ADDRESS_TRIES, ALL_TRIES, SECONDS = 10, 100, 3600


class RegistrationController(Controller):
    """Where applications register themselves (RFC 7591), where that is switched on."""

    @route(PATH, **ENDPOINT)
    def register(self) -> Response:
        """Make an application of what it says of itself."""
        if not settings.read(request.env).client_registration:
            raise NotFound("Applications are registered by an administrator here.")
        _count_tries()
        try:
            metadata = registrations.read(_sent())
            client = request.env["restapi.client"]._restapi_register(
                metadata, "dynamic"
            )
        except InvalidMetadata as exc:
            return json_response(
                {"error": exc.code, "error_description": str(exc)},
                400,
                {"Cache-Control": "no-store"},
            )
        return json_response(_registered(client), 201, {"Cache-Control": "no-store"})


def _sent() -> dict:
    sent = json.loads(request.httprequest.get_data(cache=True) or b"null")
    if not isinstance(sent, dict):
        raise InvalidMetadata("A JSON object is expected.")
    return sent


def _count_tries() -> None:
    address = request.httprequest.remote_addr
    for source, limit in (
        (f"register,{address}", ADDRESS_TRIES),
        ("register", ALL_TRIES),
    ):
        used, seconds = sql_throttle.count(request.env, source, SECONDS)
        if used > limit:
            raise TooManyRequests(
                "Too many applications were registered; try again later.",
                headers={"Retry-After": str(int(seconds) + 1)},
            )


def _registered(client) -> dict:
    """Describe an application as RFC 7591, 3.2.1 has it.

    It is public, whatever it has asked for.
    """
    return {
        "client_id": client.client_id,
        "client_id_issued_at": int(client.create_date.timestamp()),
        "client_name": client.name,
        "redirect_uris": client._restapi_redirect_uris(),
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": registrations.PUBLIC,
        "scope": client.scope,
    }
