"""Credentials: what a request shows, and what it proves."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from odoo.api import Environment
from odoo.http import Request

from ..core.errors import BadRequest, Unauthorized
from ..core.grant import FULL, Grant

MAX_TOKEN_LENGTH = 4096
REALM = 'Bearer realm="restapi"'
_BEARER = re.compile(r"^bearer +([A-Za-z0-9\-._~+/]+=*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a verified credential stands for.

    :param user_id: the request runs as this user
    :param company_id: the user's default company
    :param grant: what the credential allows of what the user may do
    """

    user_id: int
    company_id: int
    grant: Grant = FULL


Verifier = Callable[[Environment, str], Identity | None]


def bearer_token(authorization: str | None) -> str | None:
    """Return the token of an ``Authorization: Bearer`` header (RFC 6750, 2.1).

    :return: ``None`` where there is no such header
    :raise BadRequest: the header is longer than a token can be
    :raise Unauthorized: another scheme, or not exactly one token
    """
    if authorization is None:
        return None
    if len(authorization) > MAX_TOKEN_LENGTH:
        raise BadRequest("The header Authorization is too long.", "invalid_request")
    match = _BEARER.match(authorization.strip())
    if match is None:
        raise unauthorized('The header Authorization must read "Bearer <key>".')
    return match[1]


def unauthorized(message: str, error: str | None = None) -> Unauthorized:
    """Make a 401 with its challenge.

    :param error: code of RFC 6750, 3.1; none when no credential was sent
    """
    challenge = f'{REALM}, error="{error}"' if error else REALM
    return Unauthorized(
        message, error or "unauthorized", headers={"WWW-Authenticate": challenge}
    )


def verify_session(request: Request) -> int | None:
    """Return the user of the web session's cookie, if it is still good."""
    from odoo.service import security

    session = request.session
    if not session.uid or not security.check_session(session, request.env, request):
        return None
    return session.uid
