"""Where a browser may be sent back to: exactly what was registered.

Source: RFC 9700, 2.1 and 4.1.3; RFC 8252, 7.3 for the port of a loopback address.
"""

import re
from urllib.parse import SplitResult, urlsplit

MAX_LENGTH = 2000
# Visible ASCII without what browsers and libraries read differently.
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
_LOOPBACK = re.compile(
    r"(?P<origin>http://(?:127\.0\.0\.1|\[::1\]))(?P<port>:[0-9]{1,5})?(?P<rest>/.*)?",
    re.DOTALL,
)
_LOCAL = frozenset(["127.0.0.1", "::1", "localhost"])


def check(uri: str) -> None:
    """Refuse what may not be registered.

    :raise ValueError: with the reason
    """
    if len(uri) > MAX_LENGTH:
        raise ValueError(f"longer than {MAX_LENGTH} characters")
    if not _CHARACTERS.fullmatch(uri):
        raise ValueError("a character that is not allowed, a fragment included")
    parts = urlsplit(uri)
    if "." not in parts.scheme:
        _check_web(parts)
    segments = parts.path.lower().replace("%2e", ".").split("/")
    if ".." in segments or "." in segments:
        raise ValueError("a relative path")


def _check_web(parts: SplitResult) -> None:
    if parts.scheme not in ("https", "http"):
        raise ValueError("https://, or a scheme of your own with a dot in it")
    if not parts.hostname or "@" in parts.netloc:
        raise ValueError("a host is needed, without a user")
    if parts.netloc != parts.netloc.lower():
        raise ValueError("the host in small letters")
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise ValueError("https://, except for this computer's own address")


def matches(registered: str, sent: str) -> bool:
    """Tell whether the URI that a request names is one that was registered."""
    if registered == sent:
        return True
    ours, theirs = _LOOPBACK.fullmatch(registered), _LOOPBACK.fullmatch(sent)
    return bool(
        ours
        and theirs
        and (ours["origin"], ours["rest"]) == (theirs["origin"], theirs["rest"])
    )
