"""OAuth 1.0a (RFC 5849): who has signed a request, and tokens to sign with.

==================== ==========================================================
oauth1_parameters.py the parameters oauth_…, in a header, a query or a form
oauth1_request.py    the request: what is signed of it, and with what
oauth1_client.py     the application, its secret and signature methods
oauth1_temporary.py  temporary credentials, from the first to the third leg
oauth1_nonces.py     each nonce once
oauth1_validators.py what oauthlib asks while it verifies a signature
==================== ==========================================================
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from jwt.exceptions import InvalidKeyError
from oauthlib.oauth1 import (
    AccessTokenEndpoint,
    RequestTokenEndpoint,
    ResourceEndpoint,
)
from oauthlib.oauth1.rfc5849.errors import OAuth1Error

from odoo.api import Environment

from ...core import codes
from ...core.errors import BadRequest
from ..tokens import client_tokens, token
from . import nonces as oauth1_nonces, temporary as oauth1_temporary
from ..credentials import Identity
from .parameters import malformed, refused
from .request import SignedRequest
from .validators import ResourceValidator, TemporaryValidator, TokenValidator, Validator
from ..tokens.token import OAUTH1_ACCESS

NOT_SIGNED = (
    "The signature does not fit: the consumer key, the token, one of their secrets "
    "or what was signed is not right, or the token was revoked."
)
Answer = TypeVar("Answer")


def verify(env: Environment, signed: SignedRequest) -> Identity:
    """Return whom the token stands for that a request is signed with.

    :raise BadRequest: it is signed in a way that is not accepted
    :raise Unauthorized: the signature does not fit, or its nonce was used
    """
    validator = ResourceValidator(env, signed)
    _check_method(validator)
    if not signed.token:
        raise malformed("oauth_token is missing.")
    verified, _request = _asked(
        ResourceEndpoint(validator).validate_protected_resource_request,
        *signed.arguments,
    )
    if not verified:
        raise refused(NOT_SIGNED, codes.INVALID_SIGNATURE)
    signed.check_body()
    oauth1_nonces.claim(env, signed, validator.client.id)
    identity = client_tokens.identify(env, OAUTH1_ACCESS, signed.token)
    if identity is None:
        raise refused(NOT_SIGNED, codes.INVALID_SIGNATURE)
    return identity


def issue_temporary(env: Environment, signed: SignedRequest) -> dict[str, str]:
    """Return a temporary credential: ``oauth_token``, ``oauth_token_secret``.

    :raise BadRequest: as :func:`verify`; the connection can be read by others;
        the callback is missing, or not the application's
    :raise Unauthorized: as :func:`verify`
    """
    _check_transport(signed)
    if not signed.oauth.get("oauth_callback"):
        raise malformed("oauth_callback is missing; send oob for none.")
    validator = TemporaryValidator(env, signed)
    _check_method(validator)
    endpoint = RequestTokenEndpoint(validator, token.new_text)
    issued = _issued(endpoint.create_request_token_response, signed)
    if issued is None:
        if validator.log.get("signature") and not validator.log.get("callback"):
            raise BadRequest(
                "oauth_callback is none of the application's redirect URIs.",
                codes.INVALID_CALLBACK,
            )
        raise refused(NOT_SIGNED, codes.INVALID_SIGNATURE)
    return {**issued, "oauth_callback_confirmed": "true"}


def issue_token(env: Environment, signed: SignedRequest) -> dict[str, str]:
    """Exchange a temporary credential that a user has authorized for a token.

    :return: ``oauth_token``, ``oauth_token_secret``
    :raise BadRequest: as :func:`issue_temporary`
    :raise Unauthorized: as :func:`verify`; the verifier is wrong
    """
    _check_transport(signed)
    for name in ("oauth_token", "oauth_verifier"):
        if not signed.oauth.get(name):
            raise malformed(f"{name} is missing.")
    validator = TokenValidator(env, signed)
    _check_method(validator)
    endpoint = AccessTokenEndpoint(validator, token.new_text)
    issued = _issued(endpoint.create_access_token_response, signed)
    if issued is None:
        _note_failure(validator)
        raise refused(NOT_SIGNED, codes.INVALID_SIGNATURE)
    return issued


def _note_failure(validator: TokenValidator) -> None:
    """Count a wrong verifier that the application itself has sent."""
    log = validator.log
    if log.get("client") and log.get("signature") and not log.get("verifier"):
        if "failure" not in validator.signed.done and validator.temporary:
            oauth1_temporary.note_failure(validator.env, validator.temporary)
            validator.signed.done["failure"] = True
        raise refused(
            "oauth_verifier is wrong, or no user has authorized oauth_token.",
            codes.INVALID_VERIFIER,
        )


def _issued(
    respond: Callable[..., tuple[dict, str, int]], signed: SignedRequest
) -> dict[str, str] | None:
    """Return the credential that an endpoint of oauthlib gives, if it does."""
    _headers, body, status = _asked(respond, *signed.arguments)
    if status != HTTPStatus.OK:
        return None
    answer = dict(parse_qsl(body))
    return {name: answer[name] for name in ("oauth_token", "oauth_token_secret")}


def _asked(ask: Callable[..., Answer], *arguments: Any) -> Answer:
    """Call oauthlib, which raises all kinds of errors for what it cannot read.

    :raise BadRequest: for these
    """
    try:
        return ask(*arguments)
    except (OAuth1Error, ValueError, TypeError, InvalidKeyError) as exc:
        raise malformed("The signature, or what is signed, is malformed.") from exc


def _check_method(validator: Validator) -> None:
    if validator.signed.signature_method not in validator.allowed_signature_methods:
        raise BadRequest(
            "oauth_signature_method: not accepted of this application, or not on "
            "this connection.",
            codes.INVALID_SIGNATURE_METHOD,
        )


def _check_transport(signed: SignedRequest) -> None:
    """Refuse to send secrets over a connection that others can read (2.1, 2.3)."""
    if not signed.is_secure:
        raise BadRequest(
            "HTTPS is needed here; behind a proxy, the server must be told so with "
            "proxy_mode.",
            codes.INSECURE_TRANSPORT,
        )
