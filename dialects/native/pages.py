"""How much of a list is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import base

if TYPE_CHECKING:
    from .dialect import Native


def limit(dialect: Native) -> int | None:
    """Return the size of the page a client asks for; ``None`` where it does not."""
    value = dialect.parameters.get("limit")
    return None if value is None else base.integer(str(value), "limit", 1)
