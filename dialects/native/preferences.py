"""What a client prefers, where a server may do either (RFC 7240)."""

import re
from collections.abc import Mapping
from functools import lru_cache

_PREFERENCE = re.compile(
    r"""\s*([\w!#$%&'*+.^`|~-]+)          # a token
        \s*(?:=\s*(?:"([^"]*)"|([^\s;"]*)))?""",
    re.VERBOSE,
)


@lru_cache(maxsize=64)
def read(header: str) -> Mapping[str, str]:
    """Return the values of a header ``Prefer`` by name; of two of a name, the first.

    What is malformed is passed over, as an unknown preference is.
    """
    found: dict[str, str] = {}
    for part in header.split(","):
        if match := _PREFERENCE.match(part):
            found.setdefault(match[1].lower(), match[2] or match[3] or "")
    return found
