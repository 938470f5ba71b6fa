"""The parameters of OAuth 1.0a in a request, and whether they are well-formed."""

import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote

from ...core import codes
from ...core.errors import BadRequest, Unauthorized

PROTOCOL = frozenset(
    [
        "oauth_body_hash",
        "oauth_callback",
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_signature",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_token",
        "oauth_verifier",
        "oauth_version",
    ]
)
REQUIRED = (
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_signature",
    "oauth_timestamp",
    "oauth_nonce",
)
# A callback and a signature of RSA with 8192 bits fit.
MAX_HEADER_LENGTH = 8192
WINDOW_SECONDS = 300
CHALLENGE = 'OAuth realm="restapi"'

SCHEME = re.compile(r"oauth(?:\s+|$)", re.IGNORECASE)
_PAIR = re.compile(
    r"\s*([A-Za-z0-9_.~%-]+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s,\"']*))\s*(?:,|$)"
)
_TIMESTAMP = re.compile(r"[0-9]{10}")
_VISIBLE = re.compile(r"[\x21-\x7e]*")
_MAX_LENGTHS = {"oauth_nonce": 128, "oauth_consumer_key": 64, "oauth_token": 64}

Pairs = list[tuple[str, str]]


def refused(message: str, code: str) -> Unauthorized:
    """Make a 401 with its challenge (RFC 5849, 3.5.1)."""
    return Unauthorized(message, code, headers={"WWW-Authenticate": CHALLENGE})


def malformed(message: str) -> BadRequest:
    """Make a 400 for a request that is not signed as RFC 5849 has it."""
    return BadRequest(message, codes.INVALID_REQUEST)


def in_header(authorization: str) -> Pairs:
    """Return the parameters of a header ``Authorization`` (RFC 5849, 3.5.1).

    :raise BadRequest: malformed
    """
    if len(authorization) > MAX_HEADER_LENGTH:
        raise malformed("The header Authorization is too long.")
    scheme = SCHEME.match(authorization)
    text = authorization[scheme.end() :] if scheme else ""
    return [
        (unquote(name), unquote(value))
        for name, value in _pairs(text)
        if name.lower() != "realm"
    ]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    position, text = 0, text.rstrip(" \t,")
    while position < len(text):
        pair = _PAIR.match(text, position)
        if pair is None:
            raise malformed(
                "The header Authorization must read "
                'OAuth oauth_consumer_key="…", oauth_signature="…", ….'
            )
        yield pair[1], next(value for value in pair.group(2, 3, 4) if value is not None)
        position = pair.end()


def in_text(text: str) -> Pairs:
    """Return the parameters of a query or a form."""
    found = parse_qsl(text, keep_blank_values=True) if "oauth_" in text else []
    return [(name, value) for name, value in found if name in PROTOCOL]


def without(text: str) -> str:
    """Return a query or a form without the parameters, otherwise as it was."""
    if "oauth_" not in text:
        return text
    return "&".join(
        part
        for part in text.split("&")
        if unquote(part.partition("=")[0].replace("+", " ")) not in PROTOCOL
    )


def parse(places: list[Pairs]) -> dict[str, str]:
    """Return the parameters, which must be in one place, each once, and complete.

    :raise BadRequest: they are not
    :raise Unauthorized: there are none, or the timestamp is too far from now
    """
    if len(places) > 1:
        raise malformed("The parameters oauth_… must be in one place.")
    pairs = places[0] if places else []
    if not any(name in PROTOCOL for name, _value in pairs):
        raise refused("The parameters oauth_… are missing.", codes.UNAUTHORIZED)
    oauth = dict(pairs)
    if len(oauth) < len(pairs):
        raise malformed("A parameter oauth_… is there twice.")
    for name in REQUIRED:
        if not oauth.get(name):
            raise malformed(f"{name} is missing.")
    for name, value in oauth.items():
        if not _VISIBLE.fullmatch(value) or len(value) > _MAX_LENGTHS.get(name, 4096):
            raise malformed(f"{name[:50]} is malformed.")
    if oauth.get("oauth_version", "1.0") != "1.0":
        raise malformed("oauth_version: 1.0 is expected.")
    _check_timestamp(oauth["oauth_timestamp"])
    return oauth


def _check_timestamp(text: str) -> None:
    if not _TIMESTAMP.fullmatch(text):
        raise malformed("oauth_timestamp: seconds since 1970 are expected.")
    now = int(time.time())
    if abs(now - int(text)) > WINDOW_SECONDS:
        raise refused(
            f"oauth_timestamp is more than {WINDOW_SECONDS} seconds from the time "
            f"of this server, which is {now}.",
            codes.TIMESTAMP_REFUSED,
        )
