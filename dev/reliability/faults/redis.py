"""Redis, where tokens of passwords are and requests per minute are counted."""

import signal

from .fault import Fault


class RedisStopped(Fault):
    name = "redis-stopped"
    title = "Redis is stopped, and started again"

    def begin(self) -> None:
        self.servers.redis.stop()

    def end(self) -> None:
        self.servers.redis.start()


class RedisRestarted(Fault):
    name = "redis-restarted"
    title = "Redis is restarted"
    seconds = 1

    def begin(self) -> None:
        self.servers.redis.stop()
        self.servers.redis.start()


class RedisFlushed(Fault):
    """Clients log in again, as they do when a token has expired."""

    name = "redis-flushed"
    title = "Redis forgets everything"
    seconds = 1
    tolerated = frozenset([401])

    def begin(self) -> None:
        with self.servers.redis.client() as client:
            client.flushall()


class RedisSlow(Fault):
    name = "redis-slow"
    title = "Redis takes connections and does not answer (SIGSTOP)"

    def begin(self) -> None:
        self.servers.redis.send(signal.SIGSTOP)

    def end(self) -> None:
        self.servers.redis.send(signal.SIGCONT)
