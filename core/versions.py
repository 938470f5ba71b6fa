"""Versions of records: what their ``ETag`` says (RFC 9110, 8.8.3 and 13.1).

A record has the version of its JSON: whoever reads and writes it with the same
``fields`` sees every change of them, also of related records that are in the tree.
"""

from dataclasses import dataclass
from typing import Any

from werkzeug.http import generate_etag, quote_etag

from . import json
from .errors import PreconditionFailed, PreconditionRequired
from .schema import Node

# What stands for every version: that there is a record.
ANY = "*"


def of(row: Any) -> str:
    """Return the entity tag of a record as it was read, without quotes."""
    return generate_etag(json.dumps(row))


def header(row: Any) -> str:
    """Return the same as the header ``ETag`` has it."""
    return quote_etag(of(row))


@dataclass(frozen=True, slots=True)
class Sent:
    """The versions that a client accepts a record in, of ``If-Match``.

    :param tags: without quotes, or :data:`ANY`; none where the client does not tell
    :param fields: the tree that they are versions of; ``None`` for all fields
    """

    tags: frozenset[str]
    fields: Node | None

    @property
    def says_something(self) -> bool:
        """Tell whether a record has to be compared with them."""
        return bool(self.tags) and ANY not in self.tags

    def check_needed(self, is_needed: bool) -> None:
        """Refuse a write that names no version, where administrators want one.

        :raise PreconditionRequired: says what to send
        """
        if is_needed and not self.tags:
            raise PreconditionRequired(
                "Send If-Match with the ETag of what you change, as you have read it."
            )

    def check(self, row: Any) -> None:
        """Refuse a write on a record that has changed since it was read.

        :raise PreconditionFailed: with the present ``ETag``
        """
        self._check_tag(of(row), "The record")

    def check_file(self, checksum: str | None) -> None:
        """Refuse a write on a file that is not the one that was read.

        :param checksum: of the file that is there; ``None`` where there is none
        :raise PreconditionFailed: with the present ``ETag``
        """
        if checksum is None:
            if self.tags:
                raise PreconditionFailed("There is no file any more.")
        elif self.says_something:
            self._check_tag(checksum, "The file")

    def _check_tag(self, tag: str, noun: str) -> None:
        if tag not in self.tags:
            raise PreconditionFailed(
                f"{noun} has changed since you have read it; read it again.",
                headers={"ETag": quote_etag(tag)},
            )
