"""What a client keeps between two pages of a walk: an opaque text.

It holds all that the walk is, so the server keeps nothing and no cursor expires. It
is authenticated, for the user who got it; what they may read is asked anew each time.
"""

import zlib
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from odoo.api import Environment

from ..core import codes
from ..core.errors import BadRequest
from ..records.read.keyset import Position
from . import opaque

_PURPOSE = "cursor"
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
        return opaque.text(env, content, _PURPOSE)


def read(env: Environment, text: str) -> Cursor:
    """Return a cursor of the user.

    :raise BadRequest: it is none, or not theirs
    """
    try:
        content = opaque.content(env, text, _PURPOSE)
    except ValueError as exc:
        raise BadRequest(
            "cursor: this is none that this database gave; send next of the page "
            "before as it is, or begin anew with cursor=.",
            codes.INVALID_CURSOR,
        ) from exc
    *values, position = orjson.loads(zlib.decompress(content))
    found = Cursor(*values, tuple(position))
    if found.user != env.uid:
        raise BadRequest(
            "cursor: it belongs to another user; begin anew with cursor=.",
            codes.INVALID_CURSOR,
        )
    return found
