"""Where an application may have its users sent back to."""

from urllib.parse import urlsplit

MAX_LENGTH = 2000
LOOPBACK = ("127.0.0.1", "::1")


def is_registered(uri: str, registered: str) -> bool:
    """Tell whether an address is one of an application's, and safe to go to.

    The same text; but a loopback address may have another port, which a program
    on a computer does not know beforehand (RFC 8252, 7.3).

    :param registered: one a line
    """
    if not is_safe(uri):
        return False
    known = {line.strip() for line in registered.splitlines()} - {""}
    return uri in known or _without_port(uri) in (
        {_without_port(each) for each in known if is_safe(each)} - {None}
    )


def is_safe(uri: str) -> bool:
    """Tell whether a browser can be sent to an address.

    ``https``, ``http`` to this computer, or a scheme of an app's own, which has
    a dot in it (RFC 8252, 7.1).
    """
    if len(uri) > MAX_LENGTH or not all("!" <= c <= "~" for c in uri):
        return False
    if "#" in uri or "\\" in uri:
        return False
    try:
        parts = urlsplit(uri)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        if not host or "@" in parts.netloc or not uri.startswith(f"{parts.scheme}://"):
            return False
        return parts.scheme == "https" or _is_this_computer(host)
    return "." in parts.scheme


def _without_port(uri: str) -> tuple[str, ...] | None:
    """Return what two loopback addresses with different ports have in common."""
    parts = urlsplit(uri)
    if parts.scheme != "http" or not _is_loopback(parts.hostname):
        return None
    return parts.hostname, parts.path, parts.query


def _is_this_computer(host: str) -> bool:
    return host == "localhost" or _is_loopback(host)


def _is_loopback(host: str | None) -> bool:
    return host in LOOPBACK
