"""Requests of credentials, counted in Redis.

The key ``restapi:<db>:throttle:<source>`` is the number of them; it expires with
its window. A script makes one step of it, which no other client sees half of.
What is no such number, or would stay for longer than a window, was not written here or
before the clock was set back: the count begins anew, and expires.
"""

from odoo.api import Environment

from ... import settings
from ..redis_client import answering

_SCRIPT = """
local window = tonumber(ARGV[1])
local held = redis.pcall('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
local used = 0
if type(held) == 'string' and #held < 16 and string.match(held, '^%d+$')
        and left > 0 and left <= window then
    used = tonumber(held)
else
    left = window
end
used = used + tonumber(ARGV[2])
redis.call('SET', KEYS[1], string.format('%d', used), 'PX', left)
return {used, left}
"""


def count(
    env: Environment, source: str, window: int, times: int = 1
) -> tuple[int, float]:
    """Count a request, or several.

    :param window: seconds
    :return: number of requests in the current window, and seconds until it ends
    :raise Unavailable: Redis does not answer in time
    """
    with answering(settings.read(env)) as redis:
        script = redis.register_script(_SCRIPT)
        used, left = script([_key(env, source)], [window * 1000, times])
    return used, left / 1000


def counted(env: Environment, source: str, window: int) -> tuple[int, float]:
    """Return what was counted in the current window, and seconds until it ends.

    :raise Unavailable: Redis does not answer in time
    """
    with answering(settings.read(env)) as redis:
        held, left = redis.get(_key(env, source)), redis.pttl(_key(env, source))
    if not held or not 0 < left <= window * 1000 or not held.isdigit():
        return 0, 0.0
    return int(held), left / 1000


def _key(env: Environment, source: str) -> str:
    return f"restapi:{env.cr.dbname}:throttle:{source}"
