"""The shape of header fields that somebody adds to a request."""

import re
from collections.abc import Iterable, Mapping

# RFC 9110, 5.6.2 and 5.5, less what is not ASCII.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[!-~](?:[\t -~]*[!-~])?")
# Said by whoever sends, and by nobody else.
FRAMING = frozenset(
    "connection content-length content-encoding content-type expect host keep-alive te"
    " trailer transfer-encoding upgrade proxy-authorization proxy-connection".split()
)


def check(headers: Mapping[str, str], reserved: Iterable[str] = ()) -> None:
    """Check header fields.

    :param reserved: names in lower case that may not be among them, beside
        :data:`FRAMING`
    :raise ValueError: a sentence that names the field
    """
    taken = FRAMING.union(reserved)
    seen = set()
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a header.")
        if name.lower() in taken:
            raise ValueError(f"The header {name} is set by the server itself.")
        if name.lower() in seen:
            raise ValueError(f"The header {name} is there twice.")
        if not _VALUE.fullmatch(value):
            raise ValueError(
                f"The value of the header {name} is empty, or has line breaks or"
                " characters that are not ASCII."
            )
        seen.add(name.lower())
