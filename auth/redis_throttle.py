"""Requests of credentials, counted in Redis.

The key ``restapi:<db>:throttle:<source>`` is the number of them; it expires with
its window. A script makes one step of it, which no other client sees half of.
"""

from odoo.api import Environment

from ..core import parameters
from .redis_client import answering, client

_SCRIPT = """
redis.call('SET', KEYS[1], 0, 'PX', ARGV[1], 'NX')
return {redis.call('INCR', KEYS[1]), redis.call('PTTL', KEYS[1])}
"""


def count(env: Environment, source: str, window: int) -> tuple[int, float]:
    """Count a request.

    :param window: seconds
    :return: number of requests in the current window, and seconds until it ends
    :raise Unavailable: Redis does not answer in time
    """
    with answering():
        script = client(parameters.read(env)).register_script(_SCRIPT)
        used, left = script([_key(env, source)], [window * 1000])
    return used, left / 1000


def _key(env: Environment, source: str) -> str:
    return f"restapi:{env.cr.dbname}:throttle:{source}"
