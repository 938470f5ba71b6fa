"""The process's connections to Redis, and what is said when it does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from ..core.errors import RETRY_SECONDS, Unavailable
from ..core.parameters import Parameters

if TYPE_CHECKING:
    from redis import Redis

TIMEOUT_SECONDS = 0.2


def client(settings: Parameters) -> "Redis":
    """Return the client of the Redis server that the settings name.

    It has a pool of connections for all threads, made when used. Call it, and
    the client, within :func:`answering`.
    """
    password = settings.redis_password
    return _client(
        settings.redis_host,
        settings.redis_port,
        settings.redis_db,
        None if password == "None" else password,
    )


@lru_cache(maxsize=8)
def _client(host: str, port: int, database: int, password: str | None) -> "Redis":
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis(
        host,
        port,
        database,
        password,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # Ten tries with growing pauses by default: four seconds for each call.
        retry=Retry(NoBackoff(), 0),
    )


@contextmanager
def answering() -> Iterator[None]:
    """Tell a client to come back when Redis does not answer.

    :raise Unavailable: in place of every error of Redis
    """
    try:
        from redis import RedisError
    except ModuleNotFoundError as exc:
        raise Unavailable(
            "The server lacks the Python package redis.", "no_redis"
        ) from exc
    try:
        yield
    except RedisError as exc:
        raise Unavailable(
            "The token store does not answer; try again.",
            "token_store_unavailable",
            headers={"Retry-After": str(RETRY_SECONDS)},
        ) from exc
