"""The process's connections to Redis, and what is said when it does not answer."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..core import codes
from ..core.errors import RETRY_SECONDS, Unavailable
from ..settings import Parameters
from .throttle.circuit_breaker import CircuitBreaker

if TYPE_CHECKING:
    from redis import Redis

TIMEOUT_SECONDS = 0.2
# Of an administrator who tries a connection.
CHECK_SECONDS = 2
# How long Redis is left alone once it did not answer.
PAUSE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class _Server:
    """A Redis server as this process knows it.

    :param client: has a pool of connections for all threads, made when used
    """

    client: "Redis"
    breaker: CircuitBreaker


@contextmanager
def answering(settings: Parameters) -> Iterator["Redis"]:
    """Give the client of the Redis server that the settings name.

    A server that did not answer is left alone for some seconds, so that not
    every request waits for it.

    :raise Unavailable: in place of every error of Redis, with the seconds to wait
    """
    try:
        from redis import ConnectionError as NotConnected
        from redis import RedisError
        from redis import TimeoutError as TimedOut
    except ModuleNotFoundError as exc:
        raise Unavailable(
            "The server lacks the Python package redis.", codes.NO_REDIS
        ) from exc
    server = _server(settings)
    if left := server.breaker.seconds_left():
        raise _unavailable(left)
    try:
        yield server.client
    except (NotConnected, TimedOut) as exc:
        server.breaker.failed()
        raise _unavailable(PAUSE_SECONDS) from exc
    except RedisError as exc:
        raise _unavailable(RETRY_SECONDS) from exc
    else:
        server.breaker.succeeded()


def check(host: str, port: int, database: int, password: str | None) -> None:
    """Ask a server for an answer, with connections that are not kept.

    :raise Unavailable: with what it said, or why it did not
    """
    try:
        from redis import Redis, RedisError
    except ModuleNotFoundError as exc:
        raise Unavailable(
            "The server lacks the Python package redis.", codes.NO_REDIS
        ) from exc
    seconds = CHECK_SECONDS
    timeouts = {"socket_timeout": seconds, "socket_connect_timeout": seconds}
    try:
        with Redis(host, port, database, password, **timeouts) as client:
            client.ping()
    except RedisError as exc:
        raise Unavailable(
            f"Redis at {host}:{port}: {exc}", codes.TOKEN_STORE_UNAVAILABLE
        ) from exc


def _unavailable(seconds: float) -> Unavailable:
    return Unavailable(
        "The token store does not answer; try again.",
        codes.TOKEN_STORE_UNAVAILABLE,
        headers={"Retry-After": str(math.ceil(seconds))},
    )


def _server(settings: Parameters) -> _Server:
    password = settings.redis_password
    return _connected(
        settings.redis_host,
        settings.redis_port,
        settings.redis_db,
        None if password == "None" else password,  # noqa: S105 how none is spelled
    )


@lru_cache(maxsize=8)
def _connected(host: str, port: int, database: int, password: str | None) -> _Server:
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis(
        host,
        port,
        database,
        password,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # Ten tries with growing pauses by default: four seconds for each call.
        retry=Retry(NoBackoff(), 0),
    )
    return _Server(client, CircuitBreaker(PAUSE_SECONDS))
