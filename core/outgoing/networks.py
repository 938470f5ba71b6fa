"""Which addresses are public, and which others an administrator has opened."""

import ipaddress
import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NamedTuple

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

# Beside what the library does not call global. The tables of older versions of Python
# have gaps; others lead to hosts by another address, or to the provider of the machine.
_NOT_PUBLIC = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "168.63.129.16/32",  # Azure's own service
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64, RFC 8215
        "100::/64",
        "2001::/23",  # Teredo and other assignments of protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
]


# Of IPv6, what is given to hosts; other forms lead to addresses of IPv4.
_UNICAST = ipaddress.ip_network("2000::/3")


class Networks(NamedTuple):
    """The networks that are open beside the public ones."""

    allowed: tuple[IpNetwork, ...] = ()

    @classmethod
    @lru_cache(maxsize=64)
    def parse(cls, text: str) -> "Networks":
        """Return the networks of a list like ``10.0.0.0/8, 192.0.2.7``.

        :raise ValueError: a sentence that names the part which is no network
        """
        found = []
        for part in filter(None, re.split(r"[\s,]+", text)):
            try:
                found.append(ipaddress.ip_network(part))
            except ValueError:
                raise ValueError(
                    f"{part} is no network; write it like 10.0.0.0/8 or 192.0.2.7."
                ) from None
        return cls(tuple(found))

    def lists(self, address: IpAddress) -> bool:
        """Tell whether an administrator has opened an address."""
        address = plain(address)
        return any(address in network for network in self.allowed)


def plain(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that one of IPv6 is only another form of."""
    return getattr(address, "ipv4_mapped", None) or address


def is_public(address: IpAddress) -> bool:
    """Tell whether an address is one of the Internet, and of one host on it."""
    address = plain(address)
    return (
        address.is_global
        and (address.version == 4 or address in _UNICAST)
        and not address.is_multicast
        and not any(address in network for network in _NOT_PUBLIC)
    )
