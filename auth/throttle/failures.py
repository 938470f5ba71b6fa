"""Attempts that failed: wrong passwords, keys, secrets, codes and signatures.

They are counted for the address that they come from, and those of a log in for its
login too, over all workers; nothing that succeeds takes any of them back. Only who
fails meets the limit of an address: an office behind one address goes on working with
good keys. Odoo's own log in is not concerned, so nobody is locked out of it from here.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from odoo.api import Environment

from ... import settings
from ...core import codes
from ...core.errors import TooManyRequests, Unauthorized
from .. import throttle

WINDOW_SECONDS = 300
# Whoever owns one address of IPv6 owns so many more.
IPV6_NETWORK_BITS = 64
# Of requests that had nothing to be wrong with.
NOT_TRIED = frozenset(
    [
        codes.UNAUTHORIZED,
        codes.API_KEY_MISSING,
        codes.ACCESS_TOKEN_NOT_FOUND,
        codes.SESSION_EXPIRED,
    ]
)


@contextmanager
def counted(env: Environment, address: str | None) -> Iterator[None]:
    """Count what fails within for an address.

    :raise TooManyRequests: in place of the failure, beyond the limit
    """
    try:
        yield
    except Unauthorized as exc:
        if exc.code not in NOT_TRIED:
            note_address(env, address)
        raise


def note_address(env: Environment, address: str | None) -> None:
    """Count a failure of an address.

    :raise TooManyRequests: beyond the limit
    """
    limit = settings.read(env).max_address_failures
    if limit:
        used, left = throttle.count(env, _of_address(address), WINDOW_SECONDS)
        _check(used, limit + 1, left)


def note_login(env: Environment, login: str) -> None:
    """Count a failed log in."""
    if settings.read(env).max_login_failures:
        throttle.count(env, _of_login(login), WINDOW_SECONDS)


def check_log_in(env: Environment, login: str, address: str | None) -> None:
    """Refuse to look at a password after too many wrong ones.

    :raise TooManyRequests: for this login, or from this address
    """
    limits = settings.read(env)
    for source, limit in (
        (_of_login(login), limits.max_login_failures),
        (_of_address(address), limits.max_address_failures),
    ):
        if limit:
            used, left = throttle.counted(env, source, WINDOW_SECONDS)
            _check(used, limit, left)


def _check(used: int, limit: int, seconds: float) -> None:
    if used >= limit:
        wait = max(math.ceil(seconds), 1)
        raise TooManyRequests(
            f"Too many failed attempts; try again in {wait} seconds.",
            codes.TOO_MANY_FAILURES,
            details={"retry_after": wait},
            headers={"Retry-After": str(wait)},
        )


def _of_login(login: str) -> str:
    return f"login:{sha256(login.strip().lower().encode()).hexdigest()}"


def _of_address(text: str | None) -> str:
    try:
        address = ip_address(text or "")
    except ValueError:
        return "address:unknown"
    address = getattr(address, "ipv4_mapped", None) or address
    if isinstance(address, IPv6Address):
        address = ip_network((address, IPV6_NETWORK_BITS), strict=False)
    return f"address:{address}"
