"""What a client keeps between two pages of a walk: an opaque text.

It holds all that the walk is, so the server keeps nothing and no cursor expires. It
is authenticated, for the user who got it; what he may read is asked anew each time.
"""

import base64
import binascii
import hmac
import zlib
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from odoo.api import Environment

from ..core import codes
from ..core.errors import BadRequest
from ..records.read.keyset import Position
from . import secrets

CODE_BYTES = 16
MAX_LENGTH = 256 * 1024
# Of the context, what a page may have from its request: language, time zone, companies.
KEPT_CONTEXT = ("lang", "tz", "allowed_company_ids")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A walk, and where it is.

    :param user: whose it is
    :param position: of the last record that was given
    """

    user: int
    model: str
    domain: Any
    fields: str | None
    order: str | None
    limit: int | None
    context: dict[str, Any]
    position: Position

    def text(self, env: Environment) -> str:
        """Return the cursor as clients have it."""
        content = zlib.compress(orjson.dumps(list(asdict(self).values())), 9)
        return _encoded(_codes(env, content)[0] + content)


def read(env: Environment, text: str) -> Cursor:
    """Return a cursor of the user.

    :raise BadRequest: it is none, or not his
    """
    try:
        if len(text) > MAX_LENGTH:
            raise ValueError
        raw = _decoded(text)
    except ValueError as exc:
        raise _invalid() from exc
    code, content = raw[:CODE_BYTES], raw[CODE_BYTES:]
    # A text may be spelled in several ways in base64; one of them is ours.
    known = any(hmac.compare_digest(code, each) for each in _codes(env, content))
    if not known or _encoded(raw) != text:
        raise _invalid()
    *values, position = orjson.loads(zlib.decompress(content))
    found = Cursor(*values, tuple(position))
    if found.user != env.uid:
        raise BadRequest(
            "cursor: it belongs to another user; begin anew with cursor=.",
            codes.INVALID_CURSOR,
        )
    return found


def _invalid() -> BadRequest:
    return BadRequest(
        "cursor: this is none that this database gave; send next of the page before "
        "as it is, or begin anew with cursor=.",
        codes.INVALID_CURSOR,
    )


def _codes(env: Environment, content: bytes) -> list[bytes]:
    found = secrets.authentication_codes(env, content, "cursor")
    return [bytes.fromhex(code)[:CODE_BYTES] for code in found]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error as exc:
        raise ValueError(text[:20]) from exc
