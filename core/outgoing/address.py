"""The shape of an address that a request goes to."""

import ipaddress
import re
from typing import NamedTuple

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2000
_PRINTABLE = re.compile(r"[!-~]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
# A host whose last label is so is a number (https://url.spec.whatwg.org/#host-parsing).
_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$")


class Address(NamedTuple):
    """Where a request goes.

    :param scheme: ``https`` or ``http``
    :param host: a name or a number in its usual form, without brackets
    """

    scheme: str
    host: str
    port: int


def parse(url: str) -> Address:
    """Return where a request to an address goes; nothing is looked up.

    The library that connects takes it apart, so that both see the same host.

    :raise ValueError: a sentence that says what is wrong with it
    """
    if len(url) > MAX_LENGTH:
        raise ValueError(f"An address has {MAX_LENGTH} characters at most.")
    if not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise ValueError(
            "An address has no blanks, line breaks, backslashes or characters that are"
            " not ASCII; other names are written like xn--exmple-cua.com."
        )
    scheme = _SCHEME.match(url)
    if not scheme or scheme[1].lower() not in PORTS:
        raise ValueError("An address begins with https://.")
    authority = re.split(r"[/?#]", url[scheme.end() :], maxsplit=1)[0]
    if "@" in authority:
        raise ValueError("An address has no user name or password.")
    if "#" in url:
        raise ValueError("An address has no fragment (#).")
    try:
        parsed = parse_url(url)
    except LocationParseError:
        parsed = None
    if parsed is None or not parsed.host or "%" in authority or parsed.port == 0:
        raise ValueError("The address has no host, or one that cannot be understood.")
    name = scheme[1].lower()
    return Address(name, _host(parsed.host), parsed.port or PORTS[name])


def _host(text: str) -> str:
    if text.startswith("["):
        return str(ipaddress.IPv6Address(text.strip("[]")))
    if _NUMBER.search(text):
        try:
            return str(ipaddress.IPv4Address(text))
        except ValueError:
            raise ValueError(
                f"{text} is a number in an unusual form; write it like 192.0.2.7."
            ) from None
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text} is no name of a host.")
    return text
