"""Credentials: what a request shows, and what it proves."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from odoo.api import Environment
from odoo.http import Request
from odoo.tools import SQL

from .. import settings
from ..core import codes
from ..core.codes import Code
from ..core.errors import BadRequest, Forbidden, Unauthorized
from ..core.grant import FULL, Grant
from ..core.owner import Owner
from .tokens.issued import USER_IS_LIVE

MAX_TOKEN_LENGTH = 4096
REALM = 'Bearer realm="restapi"'
_RFC6750 = {
    codes.INVALID_TOKEN: "invalid_token",
    codes.INSUFFICIENT_SCOPE: "insufficient_scope",
}
_BEARER = re.compile(r"^bearer +([A-Za-z0-9\-._~+/]+=*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a verified credential stands for.

    :param user_id: the request runs as this user
    :param company_id: the user's default company
    :param grant: what the credential allows of what the user may do
    :param source: ``model,id`` of the credential, which limits apply to and answers
        are kept for; empty where the user is all that it stands for
    :param requests_per_minute: 0 for any number
    :param ip_networks: where it may be used from: each a list of networks, in CIDR
        notation, separated by commas; the address is in one of each
    :param is_bounded: the statement that found it was :func:`bounded`
    :param scope: of the token that was shown, which limits the grant; ``None`` where
        there is none
    :param family: of that token, all that was issued with it
    :param resource: what that token is for, one of :mod:`.oauth2.resources`; ``None``
        for all
    :param calls_any_method: agents may call methods that the grant does not name
    """

    user_id: int
    company_id: int
    grant: Grant
    source: str = ""
    requests_per_minute: int = 0
    ip_networks: tuple[str, ...] = ()
    is_bounded: bool = False
    scope: str | None = None
    family: str | None = None
    resource: str | None = None
    calls_any_method: bool = False

    @property
    def owner(self) -> Owner:
        """Whose the request is, without what may change until it runs."""
        return Owner(self.user_id, self.source, self.scope, self.family)


Verifier = Callable[[Environment, str], Identity | None]


def bounded(env: Environment) -> SQL:
    """Return a column that bounds every statement of the transaction.

    For the statement that finds out whose a credential is, since a list of
    records takes four.
    """
    seconds = settings.read(env).statement_timeout
    return SQL("set_config('statement_timeout', %s, true)", str(seconds * 1000))


def of_user(env: Environment, user_id: int) -> Identity | None:
    """Return the identity of a user who has shown no credential but a session.

    :return: ``None`` where they are no user any more
    """
    rows = env.execute_query(
        SQL(
            "SELECT u.company_id, %s FROM res_users u WHERE u.id = %s AND %s",
            bounded(env),
            user_id,
            USER_IS_LIVE,
        )
    )
    return Identity(user_id, rows[0][0], FULL, is_bounded=True) if rows else None


def bearer_token(authorization: str | None) -> str | None:
    """Return the token of an ``Authorization: Bearer`` header (RFC 6750, 2.1).

    :return: ``None`` where there is no such header
    :raise BadRequest: the header is longer than a token can be
    :raise Unauthorized: another scheme, or not exactly one token
    """
    if authorization is None:
        return None
    if len(authorization) > MAX_TOKEN_LENGTH:
        raise BadRequest("The header Authorization is too long.", codes.INVALID_REQUEST)
    match = _BEARER.match(authorization.strip())
    if match is None:
        raise unauthorized('The header Authorization must read "Bearer <key>".')
    return match[1]


def check_network(identity: Identity, address: str | None) -> None:
    """Refuse a credential that is used from somewhere else.

    :param address: of the client, as Odoo sees it behind its proxies
    :raise Forbidden: it is in none of the credential's networks
    """
    if not all(_is_within(address or "", each) for each in identity.ip_networks):
        raise Forbidden(
            "This credential may not be used from your address.", codes.ADDRESS_REFUSED
        )


def _is_within(address: str, networks: str) -> bool:
    try:
        client = ip_address(address)
    except ValueError:
        return False
    # A server that listens on IPv6 sees IPv4 clients as ::ffff:192.0.2.1.
    client = getattr(client, "ipv4_mapped", None) or client
    return any(client in network for network in ip_networks(networks))


@lru_cache(maxsize=1024)
def ip_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read networks and addresses separated by commas.

    :raise ValueError: one is none
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def unauthorized(message: str, error: Code | None = None) -> Unauthorized:
    """Make a 401 with its challenge.

    :param error: that RFC 6750, 3.1 has a word for; none when no credential was sent
    """
    challenge = f'{REALM}, error="{_RFC6750[error]}"' if error else REALM
    return Unauthorized(
        message, error or codes.UNAUTHORIZED, headers={"WWW-Authenticate": challenge}
    )


def verify_session(request: Request) -> int | None:
    """Return the user of the web session's cookie, if it is still good."""
    from odoo.service import security

    session = request.session
    if not session.uid or not security.check_session(session, request.env, request):
        return None
    return session.uid
