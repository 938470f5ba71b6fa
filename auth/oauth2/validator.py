"""What oauthlib asks about codes, tokens and devices while it speaks OAuth 2.

oauthlib knows the order of the questions, this class the answers; each method's
duty is described in :class:`oauthlib.oauth2.RequestValidator`.
"""

import re
from datetime import datetime, timedelta, timezone

from oauthlib.common import Request
from oauthlib.oauth2 import InvalidGrantError
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import (
    code_challenge_method_s256,
)
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant

from odoo.api import Environment
from odoo.models import BaseModel
from odoo.sql_db import Cursor

from ... import settings
from ...records import scope as scopes
from ..tokens import token
from ..tokens.token import OAUTH2_ACCESS, OAUTH2_REFRESH
from .clients import ClientValidator
from .devices import DeviceStore
from .store import Code, Issued, OAuth2Store

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class OAuth2Validator(ClientValidator):
    """Answers for one request.

    :param cr: of a transaction of its own, in which codes and tokens are used
        and issued
    """

    def __init__(self, env: Environment, cr: Cursor, address: str) -> None:
        super().__init__(env, address)
        self.store = OAuth2Store(env, cr)
        self.devices = DeviceStore(env, cr)
        # Users of whom a code or refresh token came twice.
        self.robbed: set[int] = set()

    # -- codes

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Request
    ) -> None:
        self.store.add_code(
            code["code"],
            client_id=request.client.id,
            user_id=request.user,
            scope=" ".join(request.scopes),
            redirect_uri=None
            if request.using_default_redirect_uri
            else request.redirect_uri,
            challenge=request.code_challenge,
            resource=self.resource(request),
        )

    def validate_code(
        self, client_id: str, code: str, client: BaseModel, request: Request
    ) -> bool:
        found = self.store.find_code(code, client.id)
        if found is None or not _fits(found, request):
            return False
        if not self._may_use(found):
            return False
        request.code_row = found
        request.user = found.user_id
        request.family = found.family
        self.bind(request, found.resource)
        request.scopes = _remaining(client, found.scope)
        return bool(request.scopes)

    def _may_use(self, found: Code | Issued) -> bool:
        """Tell whether a code or a refresh token of the client may be used, once."""
        if found.is_used:
            # Whoever has all that belongs to it: one of the two is a thief.
            self.store.revoke_family(found.family)
            self.robbed.add(found.user_id)
            return False
        return found.is_live

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        return request.code_row.challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        return "S256"

    def confirm_redirect_uri(
        self, client_id: str, code: str, uri: str, client: BaseModel, request: Request
    ) -> bool:
        # Compared in :func:`_fits`; left out, it is the registered one.
        return True

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request
    ) -> None:
        self.store.use_code(request.code_row)

    # -- tokens

    def save_bearer_token(self, issued: dict, request: Request) -> None:
        """Keep the tokens of an answer, and add what Synconics' clients read."""
        client, family = request.client, getattr(request, "family", token.new_text())
        values = {
            "client_id": client.id,
            "user_id": request.user,
            "scope": issued["scope"],
            "family": family,
            "resource": self.resource(request),
        }
        seconds = issued["expires_in"]
        self.store.add(OAUTH2_ACCESS, issued["access_token"], seconds=seconds, **values)
        if not client.allow_refresh_token:
            issued.pop("refresh_token", None)
        if refresh := issued.get("refresh_token"):
            lifetime = client.refresh_token_lifetime
            self.store.add(OAUTH2_REFRESH, refresh, seconds=lifetime, **values)
        issued["token_type"] = "bearer"  # noqa: S105 RFC 6749, 5.1
        issued["access_token_validity"] = _moment(seconds)

    def validate_refresh_token(
        self, refresh_token: str, client: BaseModel, request: Request
    ) -> bool:
        found = self.store.find(refresh_token)
        if (
            found is None
            or found.kind != OAUTH2_REFRESH
            or found.client_id != client.id
        ):
            return False
        if not self._may_use(found):
            return False
        request.refresh_row = found
        request.user = found.user_id
        request.family = found.family
        self.bind(request, found.resource)
        return bool(_remaining(client, found.scope))

    def get_original_scopes(self, refresh_token: str, request: Request) -> list[str]:
        return _remaining(request.client, request.refresh_row.scope)

    def is_within_original_scope(
        self, request_scopes: list[str], refresh_token: str, request: Request
    ) -> bool:
        original = " ".join(self.get_original_scopes(refresh_token, request))
        try:
            return scopes.covers(request.client.env, original, " ".join(request_scopes))
        except ValueError:
            return False

    def rotate_refresh_token(self, request: Request) -> bool:
        self.store.use(request.refresh_row)
        return True

    def revoke_token(self, text: str, hint: str | None, request: Request) -> None:
        found = self.store.find(text)
        if found is None or found.client_id != request.client.id:
            return
        if found.kind == OAUTH2_REFRESH:
            self.store.revoke_family(found.family)
        else:
            self.store.revoke(found)

    def introspect_token(
        self, text: str, hint: str | None, request: Request
    ) -> dict | None:
        found = self.store.find(text)
        if found is None or not found.is_live or found.is_used:
            return None
        # sudo: whose token it is, for who may introspect it.
        client = self.env["restapi.client"].sudo().browse(found.client_id)
        foreign = client != request.client
        if not client.active or (foreign and not request.client.allow_introspection):
            return None
        return self._claims(found, client)

    def _claims(self, found: Issued, client: BaseModel) -> dict:
        """Describe a token as RFC 7662, 2.2 has it."""
        # sudo: the login of the token's user, for who may introspect the token.
        user = self.env["res.users"].sudo().browse(found.user_id)
        issuer = settings.read(self.env).issuer
        audience = {"aud": f"{issuer}/{found.resource}"} if found.resource else {}
        return {
            **audience,
            "scope": found.scope,
            "client_id": client.client_id,
            "username": user.login,
            "token_type": "bearer" if found.kind == OAUTH2_ACCESS else "refresh_token",
            "exp": found.expires_at,
            "iat": found.issued_at,
            "sub": str(found.user_id),
            "iss": issuer,
        }

    # -- devices

    def validate_device_code(
        self, client_id: str, device_code: str, request: Request
    ) -> str | None:
        device = self.devices.poll(device_code, request.client.id)
        if device is None or device.state == "used":
            return None
        if device.is_expired:
            return DeviceCodeGrant.DEVICE_CODE_EXPIRED
        if device.too_fast:
            return DeviceCodeGrant.DEVICE_CODE_SLOW_DOWN
        if device.state != "authorized":
            return _WAITING[device.state]
        if not self.devices.use(device):
            return None
        request.user = device.user_id
        request.scopes = _remaining(request.client, device.scope)
        return DeviceCodeGrant.DEVICE_CODE_AUTHORIZED


_WAITING = {
    "pending": DeviceCodeGrant.DEVICE_CODE_PENDING,
    "denied": DeviceCodeGrant.DEVICE_CODE_DENIED,
}


def _fits(code: Code, request: Request) -> bool:
    """Tell whether a token request has all that belongs to a code.

    A client that proves itself with PKCE may leave the redirect URI out, as in
    OAuth 2.1; a verifier for a code without challenge is a downgrade
    (RFC 9700, 4.8.2).
    """
    verifier = request.code_verifier
    if verifier is not None and not _VERIFIER.fullmatch(verifier):
        raise InvalidGrantError("The code_verifier is malformed.")
    if code.challenge is None:
        right = verifier is None
    else:
        right = bool(verifier) and code_challenge_method_s256(verifier, code.challenge)
    sent = request.redirect_uri
    same = sent == code.redirect_uri or (sent is None and code.challenge is not None)
    if not code.redirect_uri:
        same = sent is None or sent in request.client._restapi_redirect_uris()
    return right and same


def _remaining(client: BaseModel, scope: str) -> list[str]:
    """Return what is left of a scope after the client's own was changed."""
    env, own = client.env, client.scope
    return [word for word in scopes.words(scope) if scopes.covers(env, own, word)]


def _moment(seconds: int) -> str:
    """Return a time from now as Synconics writes it: ``7/20/2017 12:00:05``, UTC."""
    when = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    return f"{when.month}/{when.day}/{when:%Y %H:%M:%S}"
