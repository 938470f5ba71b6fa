"""Networks and requests per minute of an application, where it asks for tokens."""

from odoo.api import Environment
from odoo.models import BaseModel

from ..core.grant import NOTHING
from . import credentials, throttle
from .credentials import Identity


def check(env: Environment, client: BaseModel, address: str) -> None:
    """Hold an application to its limits, which its calls have as well.

    :param client: one that has proved itself
    :param address: of who asks, as Odoo sees it behind its proxies
    :raise Forbidden: not from there
    :raise TooManyRequests: beyond its limit, with the calls of this minute
    """
    source = f"{client._name},{client.id}"
    if client.client_type == "public":
        # Anybody may say that they are it: none takes the others' requests.
        source = f"{source},{address}"
    identity = Identity(
        client.user_id.id,
        0,
        NOTHING,
        source,
        client.requests_per_minute,
        (client.ip_networks,) if client.ip_networks else (),
    )
    credentials.check_network(identity, address)
    if identity.requests_per_minute:
        throttle.spend(env, identity).check()
