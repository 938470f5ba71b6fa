"""What oauthlib asks while it verifies a signature, one class for each endpoint.

:mod:`.oauth1_request` has checked the form of the parameters before, so their
lengths and letters are of no interest here.
"""

from functools import cached_property

from oauthlib.common import Request
from oauthlib.oauth1 import RequestValidator

from odoo.api import Environment
from odoo.tools import SQL

from ...core import codes
from .. import application_limits, secrets
from ..oauth2 import redirect_uri
from ..tokens import issued, token
from ..tokens.token import OAUTH1_ACCESS
from . import client as oauth1_client
from . import nonces as oauth1_nonces
from . import temporary as oauth1_temporary
from .client import Client
from .parameters import WINDOW_SECONDS, refused
from .request import SignedRequest
from .temporary import OUT_OF_BAND, Temporary

# A century: they are good until they are revoked (RFC 5849, 2.3).
TOKEN_SECONDS = 100 * 366 * 24 * 3600


class Validator(RequestValidator):
    """What the endpoints have in common: the application, and how it may sign.

    :param signed: the request that is verified
    """

    dummy_client = dummy_request_token = dummy_access_token = "unknown"  # noqa: S105 of nobody
    timestamp_lifetime = WINDOW_SECONDS
    # Refused before, with an error that says what to do.
    enforce_ssl = False
    realms = ()

    def __init__(self, env: Environment, signed: SignedRequest) -> None:
        super().__init__()
        self.env = env
        self.signed = signed
        # What oauthlib found right and wrong, once it has looked.
        self.log: dict[str, bool] = {}

    @cached_property
    def client(self) -> Client:
        return oauth1_client.find(self.env, self.signed.consumer_key)

    @property
    def allowed_signature_methods(self) -> frozenset[str]:
        return self.client.accepted_methods(
            is_secure=self.signed.is_secure, is_local=self.signed.is_local
        )

    def check_limits(self) -> None:
        """Hold the application to its limits, once its signature was verified.

        :raise Forbidden: not from this address
        :raise TooManyRequests: beyond its requests per minute
        """
        # sudo: applications ask for tokens before anybody is logged in.
        client = self.env["restapi.client"].sudo().browse(self.client.id)
        application_limits.check(self.env, client, self.signed.address)

    def check_client_key(self, client_key: str) -> bool:
        return True

    check_request_token = check_access_token = check_verifier = check_nonce = (
        check_client_key
    )

    def check_realms(self, realms: list[str]) -> bool:
        return True

    def get_default_realms(self, client_key: str, request: Request) -> list[str]:
        return []

    def get_realms(self, token: str, request: Request) -> list[str]:
        return []

    def validate_requested_realms(
        self, client_key: str, realms: list[str], request: Request
    ) -> bool:
        return True

    def validate_realms(
        self, client_key: str, token: str, request: Request, **_realms: object
    ) -> bool:
        return True

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: str,
        nonce: str,
        request: Request,
        **_token: str,
    ) -> bool:
        """Accept any: the nonce is claimed once the signature has been verified."""
        self.log = request.validator_log
        return True

    def validate_client_key(self, client_key: str, request: Request) -> bool:
        return bool(self.client.id)

    def get_client_secret(self, client_key: str, request: Request) -> str:
        return self.client.secret

    def get_rsa_key(self, client_key: str, request: Request) -> str:
        return self.client.rsa_public_key


class TemporaryValidator(Validator):
    """A request for a temporary credential (RFC 5849, 2.1)."""

    def get_request_token_secret(
        self, client_key: str, token: str, request: Request
    ) -> str:
        return ""

    get_access_token_secret = get_request_token_secret

    def validate_redirect_uri(
        self, client_key: str, callback: str, request: Request
    ) -> bool:
        if callback == OUT_OF_BAND:
            return self.client.allow_oob
        registered = self.client.redirect_uris.split()
        return any(redirect_uri.matches(uri, callback) for uri in registered)

    def save_request_token(self, credentials: dict, request: Request) -> None:
        oauth1_nonces.claim(self.env, self.signed, self.client.id)
        self.check_limits()
        oauth1_temporary.add(
            self.env,
            text=credentials["oauth_token"],
            secret=credentials["oauth_token_secret"],
            client_id=self.client.id,
            callback=request.redirect_uri,
        )


class TokenValidator(Validator):
    """A request for a token, for a temporary credential (RFC 5849, 2.3)."""

    _CONSUMED = "temporary"

    @cached_property
    def temporary(self) -> Temporary | None:
        """The temporary credential, if it is one of this application."""
        found = self.signed.done.get(self._CONSUMED) or oauth1_temporary.find(
            self.env, self.signed.token
        )
        return found if found and found.client_id == self.client.id else None

    def validate_request_token(
        self, client_key: str, token: str, request: Request
    ) -> bool:
        return bool(self.temporary and self.temporary.user_id)

    def validate_verifier(
        self, client_key: str, token: str, verifier: str, request: Request
    ) -> bool:
        return bool(self.temporary and self.temporary.knows(self.env, verifier))

    def get_request_token_secret(
        self, client_key: str, token: str, request: Request
    ) -> str:
        sealed = self.temporary.sealed if self.temporary else ""
        return oauth1_client.unsealed(self.env, sealed)

    def save_access_token(self, credentials: dict, request: Request) -> None:
        oauth1_nonces.claim(self.env, self.signed, self.client.id)
        self.check_limits()
        if self._CONSUMED not in self.signed.done:
            if not oauth1_temporary.consume(self.env, self.temporary):
                raise refused("oauth_token was exchanged before.", codes.TOKEN_USED)
            self.signed.done[self._CONSUMED] = self.temporary
        self._add_token(credentials)

    def invalidate_request_token(
        self, client_key: str, request_token: str, request: Request
    ) -> None:
        """Do nothing: it was consumed before the token was saved."""

    def _add_token(self, credentials: dict) -> None:
        """Keep a token of the user, unless their credentials have changed since."""
        values = {
            "create_date": issued.NOW,
            "kind": OAUTH1_ACCESS,
            "digest": secrets.digest(self.env, credentials["oauth_token"]),
            "family": token.new_text(),
            "scope": self.temporary.scope,
            "client_id": self.client.id,
            "expires_at": issued.after(TOKEN_SECONDS),
            "sealed": secrets.seal(self.env, credentials["oauth_token_secret"]),
        }
        whose = {"user_id": self.temporary.user_id, "epoch": self.temporary.epoch}
        if not issued.add(self.env.cr, issued.TOKENS, values, **whose):
            raise refused("The user's credentials have changed.", codes.TOKEN_REJECTED)


class ResourceValidator(Validator):
    """Any other request, signed with a token (RFC 5849, 3)."""

    @cached_property
    def sealed_secret(self) -> str:
        """The secret of the token, if it is good now; else empty."""
        rows = self.env.execute_query(
            SQL(
                """SELECT t.sealed
                     FROM restapi_token t JOIN res_users u ON u.id = t.user_id
                    WHERE %s AND t.kind = %s AND t.client_id = %s AND %s""",
                secrets.has_digest(self.env, SQL("t.digest"), self.signed.token),
                OAUTH1_ACCESS,
                self.client.id,
                issued.IS_LIVE,
            )
        )
        return rows[0][0] if rows else ""

    def validate_access_token(
        self, client_key: str, token: str, request: Request
    ) -> bool:
        return bool(self.sealed_secret)

    def get_access_token_secret(
        self, client_key: str, token: str, request: Request
    ) -> str:
        return oauth1_client.unsealed(self.env, self.sealed_secret)
