"""The token endpoints of OAuth 1.0a, in the dialect of Synconics.

=================================== ==========================================
POST /common/oauth1/request_token   ``oauth_token``, ``oauth_token_secret`` (2.1)
POST /common/oauth1/access_token    the same, for a user's token (2.3)
=================================== ==========================================

Numbers are sections of RFC 5849. The page between the two, ``authorize``, is a
controller of its own. Libraries read a form, whatever ``Accept`` they send; so
the answer is JSON or XML where ``Accept`` names it, or where the parameters are
in single quotes as in the manual of Synconics, and a form otherwise.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from odoo.http import Response

from ...auth.credentials import Verifier
from ...auth.oauth1.parameters import malformed
from ...auth.oauth1.request import FORM, SignedRequest
from ...core.operation import Operation, Result
from ...core.token_operation import IssueOauth1Temporary, IssueOauth1Token
from ..base import Endpoint
from .dialect import JSON, MEDIA_TYPES, Synconics

PREFIX = "/restapi/1.0/common/oauth1/"
AUTHORIZE = f"{PREFIX}authorize"


class Oauth1(Synconics):
    """See the module."""

    # A part of the dialect of Synconics.
    name = "oauth1"
    label = ""
    prefixes = (PREFIX.rstrip("/"),)

    def is_public(self) -> bool:
        return True

    def credential(self) -> tuple[str, Sequence[Verifier]] | None:
        return None

    @property
    def reads_only(self) -> bool:
        return False

    def parse(self) -> Operation:
        endpoint, _names = self.match()
        return endpoint.parse(self)

    def _temporary(self) -> Operation:
        return IssueOauth1Temporary(self._signed())

    def _token(self) -> Operation:
        return IssueOauth1Token(self._signed())

    def _signed(self) -> SignedRequest:
        if self.signed is None:
            raise malformed("The parameters oauth_… are missing.")
        return self.signed

    def render(self, result: Result) -> Response:
        return self.endpoint.render(self, result)

    def _issued(self, result: Result) -> Response:
        if self._names_a_type(self.signed):
            response = self.answer(result.value)
        else:
            response = Response(urlencode(result.value), content_type=FORM)
        response.headers["Vary"] = "Accept"
        return response

    def _names_a_type(self, signed: SignedRequest) -> bool:
        named = {type_.lower() for type_, _quality in self.http.accept_mimetypes}
        return signed.single_quotes or not named.isdisjoint(MEDIA_TYPES)

    @property
    def _media_type(self) -> Any:
        """The type of answer that is neither a form nor what nobody asked for."""
        return self.http.accept_mimetypes.best_match(MEDIA_TYPES, JSON)

    # -- the table

    endpoints = (
        Endpoint(
            "POST", f"{PREFIX}request_token", "request_token", _temporary, _issued
        ),
        Endpoint("POST", f"{PREFIX}access_token", "access_token", _token, _issued),
        # Served by its controller; here for its other methods.
        Endpoint("GET POST", AUTHORIZE, "authorize", _token, _issued),
    )
