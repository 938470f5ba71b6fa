"""Where an address leads to, and whether a request may go there."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from . import address as addresses
from .address import Address
from .networks import Networks, is_public

NONE = Networks()
# Gives the addresses of a host, as numbers; raises ``OSError`` where there is none.
Resolve = Callable[[str], Sequence[str]]


class Refused(ValueError):
    """A request may not go there; the sentence says why."""


def resolve(host: str) -> list[str]:
    """Return the addresses of a host, as the system knows them.

    :raise OSError: it has none
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(target[0]) for *_rest, target in found))


class Guard:
    """Says where requests may go.

    :param networks: open beside the public ones, and without TLS
    :param look_up: finds the addresses of a name
    """

    def __init__(self, networks: Networks = NONE, look_up: Resolve = resolve) -> None:
        self._networks = networks
        self._look_up = look_up

    def check(self, url: str) -> None:
        """Check an address that is to be used later.

        :raise Refused: a request may not go there, or its host is not known
        """
        try:
            self.destinations(self.parse(url))
        except OSError as exc:
            host = self.parse(url).host
            raise Refused(f"The host {host} is not known.") from exc

    @staticmethod
    def parse(url: str) -> Address:
        """Return where an address leads to, by name.

        :raise Refused: it has not the shape of one
        """
        try:
            return addresses.parse(url)
        except ValueError as exc:
            raise Refused(str(exc)) from exc

    def destinations(self, target: Address) -> list[str]:
        """Look a host up, once; return its addresses, of which each may be used.

        :raise Refused: one of them may not
        :raise OSError: the name has none
        """
        found = self._look_up(target.host)
        if not found:
            raise OSError(f"The host {target.host} has no address.")
        for number in found:
            self._check(target, number)
        return list(found)

    def _check(self, target: Address, number: str) -> None:
        address = ipaddress.ip_address(number)
        if self._networks.lists(address):
            return
        where = target.host if target.host == number else f"{target.host} ({number})"
        if not is_public(address):
            raise Refused(
                f"{where} is no public address, and in no network that an"
                " administrator allows."
            )
        if target.scheme != "https":
            raise Refused(
                f"{where} is in no network that an administrator allows, so it needs"
                " https://."
            )
