"""Addresses with placeholders, as OpenAPI writes them: ``/{model}/{ids}``."""

import re
from functools import cache

_PLACE = re.compile(r"<(?:[^:<>]*:)?([^:<>]*)>")
# What people call a part that an endpoint has another name for.
_CALLED = {"slug": "model"}


@cache
def template(path: str) -> str:
    """Return the template of an endpoint's path."""
    return _PLACE.sub(lambda found: f"{{{_CALLED.get(found[1], found[1])}}}", path)
