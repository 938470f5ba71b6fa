"""Requests per minute of a credential, over all workers and servers.

A window of a minute begins with the first request after the one before has
ended; in it, as many requests as the limit are let through, exactly. So there
may be a whole limit at the end of one window and another at the beginning of
the next, and never more than two limits in any minute, unless a clock is set.

They are counted in Redis where the tokens are kept there, else in PostgreSQL;
in PostgreSQL as well while Redis does not answer, so that a limit never falls
away: the count begins anew then.
"""

import logging
import math
from dataclasses import dataclass

from odoo.api import Environment

from ... import settings
from ...core.errors import TooManyRequests, Unavailable
from . import redis as redis_throttle, sql as sql_throttle
from ..credentials import Identity

POLICY = "minute"
WINDOW_SECONDS = 60

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a credential has used of its limit.

    :param limit: requests in a window
    :param used: in this window, with the one that is answered
    :param seconds: until the window ends, at least 1
    """

    limit: int
    used: int
    seconds: int

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def headers(self) -> dict[str, str]:
        """Return the fields of draft-ietf-httpapi-ratelimit-headers-10."""
        return {
            "RateLimit-Policy": f'"{POLICY}";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"{POLICY}";r={self.remaining};t={self.seconds}',
        }

    def check(self) -> None:
        """Refuse a request beyond the limit.

        :raise TooManyRequests: with the seconds to wait
        """
        if self.used > self.limit:
            raise TooManyRequests(
                f"More than {self.limit} requests in a minute; "
                f"try again in {self.seconds} seconds.",
                details={"limit": self.limit, "retry_after": self.seconds},
                headers={"Retry-After": str(self.seconds)},
            )


def spend(env: Environment, identity: Identity, calls: int = 1) -> Allowance:
    """Count requests of a credential that has a limit."""
    used, seconds = count(env, identity.source, WINDOW_SECONDS, calls)
    return Allowance(identity.requests_per_minute, used, max(math.ceil(seconds), 1))


def counted(env: Environment, source: str, window: int) -> tuple[int, float]:
    """Return what :func:`count` has counted, and count nothing."""
    if settings.read(env).use_redis_token_store:
        try:
            return redis_throttle.counted(env, source, window)
        except Unavailable as exc:
            _logger.info("Requests are counted in PostgreSQL: %s", exc)
    return sql_throttle.counted(env, source, window)


def count(
    env: Environment, source: str, window: int, times: int = 1
) -> tuple[int, float]:
    """Count something that happened, whatever becomes of the request.

    :param source: what it is counted for; short, so what a client chose goes in as
        a digest
    :param window: seconds
    :return: how often in the current window, and seconds until that ends
    """
    if settings.read(env).use_redis_token_store:
        try:
            return redis_throttle.count(env, source, window, times)
        except Unavailable as exc:
            _logger.info("Requests are counted in PostgreSQL: %s", exc)
    return sql_throttle.count(env, source, window, times)
