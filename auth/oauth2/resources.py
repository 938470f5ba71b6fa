"""Protected resources: where a token is good (RFC 8707, RFC 9728).

=============== ===========================================================
``api``         ``/api``, and what is below no other
``restapi/1.0`` the objects of Synconics' clients
``mcp``         AI agents
=============== ===========================================================

The identifier of one is the address of the server with this path. A token that was
issued without one is good everywhere.
"""

from urllib.parse import urlsplit

from ...core import codes
from ..credentials import Identity, unauthorized

API = "api"
AGENTS = "mcp"
NAMES = (API, "restapi/1.0", AGENTS)
METADATA = "/.well-known/oauth-protected-resource"


def of(path: str) -> str:
    """Return the resource that a path belongs to."""
    below = path.removeprefix("/") + "/"
    return next((name for name in NAMES if below.startswith(f"{name}/")), API)


def named(issuer: str, identifier: str) -> str | None:
    """Return the resource that an identifier is of; ``None`` where it is of none here.

    :param issuer: address of this server
    """
    ours = {_canonical(f"{issuer}/{name}"): name for name in NAMES}
    return ours.get(_canonical(identifier))


def metadata(issuer: str, name: str) -> str:
    """Return the address of the document that describes a resource."""
    return f"{issuer}{METADATA}" + ("" if name == API else f"/{name}")


def check(identity: Identity, path: str) -> None:
    """Refuse a token that was issued for something else.

    :raise Unauthorized: it was
    """
    if identity.resource not in (None, of(path)):
        raise unauthorized(
            f"This token is good at /{identity.resource}, and nowhere else.",
            codes.INVALID_TOKEN,
        )


def _canonical(identifier: str) -> str:
    """Return an identifier as it is compared: host and scheme in small letters."""
    try:
        parts = urlsplit(identifier)
    except ValueError:
        return ""
    if parts.query or parts.fragment:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() + parts.path.rstrip("/")
