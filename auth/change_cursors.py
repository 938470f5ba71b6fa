"""What a client keeps of the feed between two requests: an opaque text.

It names a position in the transactions of one database in one cluster. It is of no
user: what whoever sends it may read is asked each time, and a new key goes on where
another one has stopped.
"""

from dataclasses import dataclass

import orjson

from odoo.api import Environment

from ..core import codes
from ..core.change_operation import Position
from ..core.errors import BadRequest
from . import opaque

_PURPOSE = "changes"


@dataclass(frozen=True, slots=True)
class ChangeCursor:
    """A place in the feed.

    :param database: which one, as PostgreSQL tells it from its copies
    """

    database: str
    position: Position

    def text(self, env: Environment) -> str:
        """Return the cursor as clients have it."""
        return opaque.text(env, orjson.dumps([self.database, *self.position]), _PURPOSE)


def read(env: Environment, text: str) -> ChangeCursor:
    """Return a cursor that this database has given.

    :raise BadRequest: it is none
    """
    try:
        database, *position = orjson.loads(opaque.content(env, text, _PURPOSE))
    except ValueError as exc:
        raise BadRequest(
            "since: this is no cursor that this database gave; send next of the answer "
            "before, or Changes-Cursor of a stream, as it is.",
            codes.INVALID_CURSOR,
        ) from exc
    return ChangeCursor(database, Position(*position))
