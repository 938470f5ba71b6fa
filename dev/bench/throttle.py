"""What a limit of requests per minute costs a request."""

from collections.abc import Iterator
from contextlib import contextmanager

from odoo.addons.restapi.auth.throttle import redis as redis_throttle
from odoo.addons.restapi.auth.throttle import sql as sql_throttle
from odoo.addons.restapi.tests.support.common import make_rest_key
from odoo.addons.restapi.tests.support.redis_server import RedisServer, program
from odoo.api import Environment

from .figures import Figure, best
from .web import Load, seconds_each

CALLS = 200
UNREACHED = 10**9
PATH = "/api/res.partner?limit=20&fields=name,email,city"


def costs(url: str, env: Environment) -> list[Figure]:
    """Compare a list with a key that has a limit, and with one that has none."""
    free, limited = _key(env, 0), _key(env, UNREACHED)
    env.cr.commit()  # the server reads them in another transaction
    figures = [_figure("throttle_postgresql", sql_throttle, url, env, free, limited)]
    if program():
        with _redis(env):
            figures.append(
                _figure("throttle_redis", redis_throttle, url, env, free, limited)
            )
    return figures


def _figure(name, backend, url, env, free, limited) -> Figure:
    def count():
        for _ in range(CALLS):
            backend.count(env, "bench,0", 60)

    each = best({name: count})[name] / CALLS
    loads = {
        key: Load(PATH, headers={"Authorization": f"Bearer {key}"})
        for key in (free, limited)
    }
    times = seconds_each(url, loads)
    note = f"a list with a limit and without; counting alone {each * 1e6:.0f} µs"
    return Figure(name, times[limited], times[free], "", note)


def _key(env: Environment, limit: int) -> str:
    _made, text = make_rest_key(env.user, requests_per_minute=limit)
    return text


@contextmanager
def _redis(env: Environment) -> Iterator[None]:
    """Have the server count in a Redis of ours."""
    redis = RedisServer("bench")
    redis.start()
    values = {
        "use_redis_token_store": "True",
        "redis_host": "127.0.0.1",
        "redis_port": str(redis.port),
        "redis_password": redis.password,
    }
    try:
        _set(env, values)
        yield
    finally:
        _set(env, dict.fromkeys(values, False))
        redis.remove()


def _set(env: Environment, values: dict[str, str | bool]) -> None:
    for name, value in values.items():
        env["ir.config_parameter"].set_param(f"rest_api.{name}", value)
    env.cr.commit()  # for the server, which is told next
    env.registry.signal_changes()
