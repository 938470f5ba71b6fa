"""The authorization server of OAuth 2: oauthlib's endpoints, with our grants.

Authorization code with PKCE, refresh, client credentials and device code. The
composition that oauthlib ships also offers implicit and password grants.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from oauthlib.common import Request
from oauthlib.oauth2 import (
    AuthorizationCodeGrant,
    AuthorizationEndpoint,
    BearerToken,
    ClientCredentialsGrant,
    IntrospectEndpoint,
    InvalidRequestError,
    OAuth2Error,
    RefreshTokenGrant,
    RevocationEndpoint,
    TokenEndpoint,
    UnsupportedGrantTypeError,
    UnsupportedResponseTypeError,
)
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import (
    code_challenge_method_s256,
)
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant

from odoo.api import Environment

from ..transactions import separate
from ..tokens import token
from .clients import DEVICE_GRANT
from .validator import OAuth2Validator
from .parameters import Parameters
from ..tokens.token import OAUTH2_ACCESS, OAUTH2_CODE, OAUTH2_REFRESH

_CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class CodeGrant(AuthorizationCodeGrant):
    """Authorization code, with no other PKCE method than ``S256``."""

    _code_challenge_methods = {"S256": code_challenge_method_s256}

    def create_authorization_code(self, request: Request) -> dict[str, str]:
        code = {"code": token.new_text(OAUTH2_CODE)}
        return {**code, "state": request.state} if request.state else code


class RequestNotSupportedError(OAuth2Error):
    """RFC 9101: parameters in a JWT, which this server does not read."""

    error = "request_not_supported"


class RequestUriNotSupportedError(OAuth2Error):
    """RFC 9101: parameters to be fetched, which this server does not do."""

    error = "request_uri_not_supported"


class AuthorizationServer(
    AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint, IntrospectEndpoint
):
    """Serves one request.

    :param validator: what is known of clients, codes and tokens
    """

    def __init__(self, validator: OAuth2Validator) -> None:
        bearer = BearerToken(
            validator,
            token_generator=lambda request: token.new_text(OAUTH2_ACCESS),
            refresh_token_generator=lambda request: token.new_text(OAUTH2_REFRESH),
            expires_in=lambda request: request.client.access_token_lifetime,
        )
        code = CodeGrant(
            validator, pre_auth=[_check_authorization, validator.check_resource]
        )
        AuthorizationEndpoint.__init__(
            self,
            default_response_type="code",
            default_token_type=bearer,
            response_types={"code": code},
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="",
            default_token_type=bearer,
            grant_types={
                "": NoGrant(),
                "authorization_code": code,
                "refresh_token": RefreshTokenGrant(validator),
                "client_credentials": ClientCredentialsGrant(validator),
                DEVICE_GRANT: DeviceCodeGrant(validator),
            },
        )
        RevocationEndpoint.__init__(self, validator)
        IntrospectEndpoint.__init__(self, validator)
        self.validator = validator


class NoGrant:
    """Answers a token request whose grant is missing or unknown."""

    def create_token_response(self, request: Request, handler: BearerToken) -> tuple:
        if request.grant_type:
            raise UnsupportedGrantTypeError(request=request)
        raise InvalidRequestError("grant_type is missing.", request=request)


@contextmanager
def server(env: Environment, address: str | None) -> Iterator[AuthorizationServer]:
    """Open the server; what it decides is committed, unless it raises.

    :param address: of who asks
    """
    with separate.transaction(env) as cr:
        validator = OAuth2Validator(env, cr, address or "")
        yield AuthorizationServer(validator)
    if validator.robbed:
        env["restapi.consent"]._restapi_tell_reuse(validator.robbed)


def request(uri: str, sent: Parameters) -> Request:
    """Return what oauthlib's endpoints make of a request."""
    return Request(uri, "POST", sent.form, FORM)


def _check_authorization(request: Request) -> dict:
    """Refuse what oauthlib would let pass.

    Called when client and redirect URI are known to be good.
    """
    if request.response_type is not None and request.response_type != "code":
        raise UnsupportedResponseTypeError(request=request)
    if request.response_mode not in (None, "query"):
        raise InvalidRequestError("This response_mode is not offered.", request=request)
    if getattr(request, "request", None) is not None:
        raise RequestNotSupportedError(request=request)
    if getattr(request, "request_uri", None) is not None:
        raise RequestUriNotSupportedError(request=request)
    challenge, method = request.code_challenge, request.code_challenge_method
    if challenge is None and method is not None:
        raise InvalidRequestError("code_challenge is missing.", request=request)
    if challenge is not None and not (
        method == "S256" and _CHALLENGE.fullmatch(challenge)
    ):
        raise InvalidRequestError(
            "code_challenge_method must be S256, code_challenge 43 characters.",
            request=request,
        )
    return {}
